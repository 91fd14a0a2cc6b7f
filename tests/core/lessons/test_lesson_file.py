"""A lesson is read from a text file, and what is wrong with it names its line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.device import Machine
from core.edits import with_network
from core.experiment import Experiment
from core.files.examples import AILMENTS, example
from core.files.files import to_bytes
from core.lessons.lesson import (
    CanvasTask,
    ChoiceTask,
    Equation,
    Lesson,
    NumberTask,
    Picture,
    Text,
    epochs_to_train,
    is_training,
)
from core.lessons.lesson_file import head_of, parse_lesson, read_lesson, slug_of
from core.lessons.lesson_text import text_with_links
from core.lessons.lessons import find_lesson, shipped_lessons
from core.lessons.written_edits import edited
from core.message import Problem
from core.parameters import network_with
from core.quantity import Kind, Quantity
from core.runs.run import Run
from core.structure import with_unit_renamed
from tests.core.lesson_texts import SMALL

DOCS = Path(__file__).parents[3] / "docs" / "lessons.md"


def parse(text: str) -> Lesson:
    return parse_lesson(text.encode(), "01-small.md")


class TestReading:
    def test_a_lesson_has_its_name_from_its_file(self) -> None:
        lesson = parse(SMALL)
        assert (lesson.slug, lesson.title, len(lesson.steps), lesson.task_count) == (
            "small",
            "Two inputs, one number",
            3,
            3,
        )
        assert slug_of("13-overfitting") == "overfitting"

    def test_a_step_has_its_parts_in_their_order(self) -> None:
        kinds = [type(part) for part in parse(SMALL).steps[0].parts]
        assert kinds == [Text, Equation, Picture, NumberTask]

    def test_links_to_numbers_are_found_and_encoded(self) -> None:
        text = parse(SMALL).steps[0].parts[0]
        assert isinstance(text, Text)
        assert text.numbers["weight of children to node_0"] == Quantity(Kind.WEIGHT, 1, 0, 0)
        assert "[node_0](number:value%20of%20node_0)" in text.markdown
        assert "[loss](lesson:loss)" in text.markdown

    def test_links_may_be_broken_over_lines_and_code_is_left_alone(self) -> None:
        prose = (
            "`[a](b:c)` and [the first\nnode](number:value\nof node_0), <b>bold</b>\n\n```python\nx[0](y:z)\n```\n"
        )
        text = parse(SMALL.replace("See [loss](lesson:loss).", prose)).steps[0].parts[0]
        assert isinstance(text, Text)
        assert "`[a](b:c)` and [the first\nnode](number:value%20of%20node_0)" in text.markdown
        assert "x[0](y:z)" in text.markdown

    def test_a_name_with_brackets_is_written_in_pointed_ones(self) -> None:
        network = with_unit_renamed(example("bank"), 0, 0, "children (all)").network
        text = text_with_links("[it](<number:value of children (all)>)", network, 1)
        assert text.numbers == {"value of children (all)": Quantity(Kind.INPUT, 0, 0)}
        assert text.markdown == "[it](number:value%20of%20children%20%28all%29)"

    def test_a_picture_has_its_own_experiment(self) -> None:
        picture = parse(SMALL).steps[0].pictures[0]
        assert picture.experiment.network == example("bank-tanh").network
        assert (picture.at.phase, picture.at.share) == ("forward", 0.5)
        assert picture.selected == Quantity(Kind.ACTIVATION, 1, 0)

    def test_an_experiment_block_holds_for_the_steps_after_it(self) -> None:
        first, second, third = parse(SMALL).steps
        assert first.experiment.network == example("bank").network
        assert second.experiment.training.learning_rate == 0.1
        assert third.experiment is second.experiment

    def test_the_answer_is_the_number_of_the_trace(self) -> None:
        (task,) = parse(SMALL).steps[0].tasks
        assert isinstance(task, NumberTask)
        assert task.answer == 1
        assert task.accepts("2 / 2")
        assert not task.accepts("5")

    def test_code_stays_code(self) -> None:
        code = parse(SMALL).steps[1].parts[-1]
        assert isinstance(code, Text)
        assert code.markdown.startswith("```python")

    def test_an_indented_line_goes_on_with_the_one_above(self) -> None:
        (task,) = parse(SMALL).steps[1].tasks
        assert task.hint.markdown == "Look at the sums in the hidden layer."

    def test_an_experiment_of_ones_own_lies_beside_the_lesson(self, tmp_path: Path) -> None:
        (tmp_path / "mine.perceptarium").write_bytes(to_bytes(edited(example("bank"), "target = 4")))
        path = tmp_path / "mine.md"
        path.write_text(SMALL.replace("experiment: bank\n", "experiment: mine.perceptarium\n", 1), encoding="utf-8")
        assert read_lesson(path).steps[0].experiment.example.targets == (4.0,)

    def test_an_experiment_of_what_goes_wrong_can_be_opened(self) -> None:
        two_steps = SMALL[: SMALL.index("## On the canvas")]
        lesson = parse(two_steps.replace("open: bank-relu", f"open: {AILMENTS[0]}"))
        assert lesson.steps[1].experiment.network == example(AILMENTS[0]).network

    def test_the_head_can_be_read_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "01-small.md"
        path.write_text(SMALL, encoding="utf-8")
        assert head_of(path) == ("Two inputs, one number", "A small lesson with everything in it.")
        path.write_text("nothing", encoding="utf-8")
        assert head_of(path) == ("01-small", "")

    def test_training_in_a_solution_says_how_long(self) -> None:
        assert is_training("train 50 epochs")
        assert epochs_to_train("train 50 epochs") == 50
        assert epochs_to_train("train 1 epoch") == 1
        assert epochs_to_train("train") is None


# What is replaced, by what, in which line that is noticed, and what is said.
_MISTAKES = [
    ("---\ntitle", "title", 1, "begin the file with a line ---"),
    ("experiment: bank\n---", "experiment: bank\n", 1, "close the head"),
    ("title: Two inputs, one number\n", "", 1, "the head needs a line title"),
    ("experiment: bank\n---", "---", 1, "the head needs a line experiment"),
    ("about: A", "abuot: A", 3, "no abuot: – write about:"),
    ("about: A small lesson with everything in it.", "about:", 3, "write something after about:"),
    ("about: A", "about A", 3, "write KEY: VALUE"),
    ("experiment: bank\n", "experiment: bnak\n", 4, "no example is called “bnak”"),
    ("experiment: bank\n", "experiment: bnak.perceptarium\n", 4, "no example is called"),
    ("## A first look", "# A first look", 7, "write ## for a step"),
    ("## A first look", "##", 7, "give the step a title"),
    ("## A first look", "##A first look", 7, "leave a space after ##"),
    ("## A first look", "A first look", 7, "begin a step first"),
    ("value of node_0)", "value of nod_0)", 9, "no unit is called “nod_0”"),
    ("(lesson:loss)", "(lesson:a loss)", 10, "write the name of a lesson"),
    ("(lesson:loss)", "(lessons:loss)", 10, "no link begins with lessons"),
    ("| input | value |", "A line\n| input | value |", 13, "leave a blank line above the table"),
    ("| children | 2 |\n", "| children | 2 |\n\ntext\n---\n", 17, "leave a blank line above this one"),
    ("(lesson:loss).", "(lesson:loss). ![a](b.png)", 10, "pictures from files are not shown"),
    ("```equation\n2 × 1 + 3 × 1 = 5\n", "```equation\n", 16, "write an equation"),
    ("```picture", "```pictrue", 20, "do you mean picture"),
    ("```picture", "```picture of it", 20, "nothing else goes after picture"),
    ("at: forward 50 %", "at: forwards", 22, "write one of rest, start"),
    ("at: forward 50 %", "at: forward 150 %", 22, "from 0 % to 100 %"),
    ("select: node_0", "select: node", 23, "no unit is called “node”"),
    ("select: node_0", "select: node_0\nselect: node_1", 24, "a second time"),
    ("number: value of node_1", "number: activation of hidden", 29, "is a word, not a number"),
    ("solution: 1", "solution: 2", 30, "2 is not the solution: the number is 1"),
    ("wrong: 5", "wrong: 1", 31, "1 is not wrong"),
    ("ask: What does node_1 hold?\n", "", 27, "a task needs a line ask"),
    ("number: value of node_1\n", "", 27, "needs one of number:, right: and check:"),
    ("number: value of node_1\n", "number: value of node_1\nright: 1\n", 30, "not both"),
    ("Multiply each input by the weight it passes, then add.\n```", "then add.\n", 27, "not closed"),
    ("set: learning_rate = 0.1", "set: learning_rate = -1", 39, "must be a positive number"),
    ("open: bank-relu", "opne: bank-relu", 38, "no opne: – write open:"),
    ("right: Both", "right: Both\nright: Three", 45, "a second time"),
    ("check: prediction = 17", "check: prediction is 17", 59, "is no condition"),
    ("check: prediction = 17", "check: predicton = 17", 59, "names no number|is not known"),
    ("check: prediction = 17 and", "check: prediction = 9 and", 59, "holds already"),
    ("solution: set weight of children to node_0 = 3", "solution: target = 3", 60, "does not meet the check"),
    ("wrong: set weight of children to node_0 = 2", "wrong: weight of children to node_0 = 3", 61, "is not wrong"),
    ("wrong: set weight of children to node_0 = 2", "wrong: train for long", 61, "train 50 epochs"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), _MISTAKES)
def test_a_mistake_names_its_line(old: str, new: str, line: int, said: str) -> None:
    assert SMALL.count(old) >= 1
    with pytest.raises(Problem) as caught:
        parse(SMALL.replace(old, new, 1))
    assert caught.value.place == f"01-small.md, line {line}"
    assert re.search(said, str(caught.value.message)), str(caught.value)


def test_a_file_that_is_no_text_names_its_line() -> None:
    with pytest.raises(Problem, match=r"01-small\.md, line 2: this is not UTF-8"):
        parse_lesson(b"---\n\xff\xfe", "01-small.md")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no such file"):
        read_lesson(tmp_path / "none.md")
    with pytest.raises(Problem, match="cannot be read"):
        read_lesson(tmp_path)


_LINES = SMALL.split("\n")


_PLACES = st.integers(0, len(_LINES) - 1)
_CHANGES = st.tuples(st.sampled_from(("drop", "copy", "cut", "type")), _PLACES, _PLACES, st.text(max_size=6))


@settings(max_examples=60)
@given(st.lists(_CHANGES, min_size=1, max_size=3))
def test_a_broken_file_raises_nothing_but_a_problem_with_a_line(changes: list[tuple[str, int, int, str]]) -> None:
    lines = list(_LINES)
    for change, first, other, typed in changes:
        at = min(first, len(lines) - 1)
        if change == "drop":
            del lines[at]
        elif change == "copy":
            lines.insert(at, _LINES[other])
        elif change == "cut":
            lines[at] = lines[at][: other % 20]
        else:
            lines[at] += typed
    place = _place_of_problem("\n".join(lines))
    if place is not None:
        assert re.fullmatch(r"01-small\.md, line \d+", place)
        assert 1 <= int(place.rpartition(" ")[2]) <= len("\n".join(lines).splitlines()) + 1


def _place_of_problem(text: str) -> str | None:
    try:
        parse(text)
    except Problem as problem:
        return problem.place
    return None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_lesson_or_a_problem(content: bytes) -> None:
    with pytest.raises(Problem):
        parse_lesson(content, "any.md")


def test_the_example_of_the_guide_is_a_lesson() -> None:
    found = re.search(r"^~~~~markdown\n(.*?)^~~~~$", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    lesson = parse(found[1])
    kinds = {type(task) for step in lesson.steps for task in step.tasks}
    assert kinds == {NumberTask, ChoiceTask, CanvasTask}
    assert any(step.pictures for step in lesson.steps)


class TestShipped:
    def test_lessons_are_found_with_or_without_their_number(self) -> None:
        for about in shipped_lessons():
            assert find_lesson(about.slug).slug == about.slug
            assert find_lesson(about.path.stem).slug == about.slug
        with pytest.raises(Problem, match="no lesson is called “nothing”"):
            find_lesson("nothing")

    @pytest.mark.parametrize("path", [about.path for about in shipped_lessons()], ids=lambda path: path.stem)
    def test_a_lesson_is_whole(self, path: Path) -> None:
        lesson = read_lesson(path)
        slugs = {about.slug for about in shipped_lessons()}
        assert lesson.about
        for step in lesson.steps:
            for task in step.tasks:
                _expect_both_ways(step.experiment, task)
        for slug in re.findall(r"\(lesson:([\w-]+)\)", path.read_text("utf-8")):
            assert slug_of(slug) in slugs, slug


def _expect_both_ways(experiment: Experiment, task: object) -> None:
    """The recorded solution is accepted, and the recorded wrong one refused."""
    if isinstance(task, NumberTask):
        assert task.solution
        assert task.accepts(task.solution)
        assert task.wrong
        assert not task.accepts(task.wrong)
    elif isinstance(task, CanvasTask):
        assert task.solution
        assert task.accepts(*_done(experiment, task.solution))
        assert task.wrong
        assert not task.accepts(*_done(experiment, task.wrong))
    else:
        assert isinstance(task, ChoiceTask)
        assert sum(choice.is_right for choice in task.choices) == 1


def _done(experiment: Experiment, edits: tuple[str, ...]) -> tuple[Experiment, float]:
    epochs = 0
    for edit in edits:
        if not is_training(edit):
            experiment = edited(experiment, edit)
            continue
        count = epochs_to_train(edit) or experiment.training.epochs
        training = replace(experiment.training, epochs=count, device="cpu")
        run = Run(replace(experiment, training=training), Machine(1))
        while not run.is_done:
            run.run_epoch()
        epochs += count
        experiment = with_network(experiment, network_with(experiment.network, run.record.values))
    return experiment, float(epochs)
