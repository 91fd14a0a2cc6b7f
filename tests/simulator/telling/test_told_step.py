"""A step told beat by beat: the same words in the transcript, on the canvas and for a screen reader."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.edits import with_optimizer, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.results.batch_slopes import batch_of, batch_slopes, with_batch
from core.structure import with_unit_renamed
from core.trace import Trace, trace_example
from main import main
from simulator.frames.captions import caption_of
from simulator.frames.timeline import Detail, Kind, timeline_of
from simulator.telling.told_step import _plain, markdown_of, told_beat
from simulator.words import say
from tests.simulator.networks import wide


def markdown(experiment: Experiment, detail: Detail | None = None) -> str:
    made = trace_example(experiment)
    timeline = timeline_of(made.network, made.targets is not None, detail)
    return markdown_of(made, timeline, experiment)


def test_every_phase_and_beat_has_a_heading_in_its_order() -> None:
    made = trace_example(example("bank"))
    timeline = timeline_of(made.network, True)
    headings = re.findall(r"^(#+) (.*)$", markdown(example("bank")), re.MULTILINE)
    beats = [("###", say(caption_of(made, beat).line)) for beat in timeline.beats]
    assert headings[0] == ("#", "Bank transactions")
    assert [each for each in headings if each[0] == "##"] == [
        ("##", name) for name in ("Forward", "Loss", "Backward", "Update")
    ]
    assert [each for each in headings if each[0] == "###"] == beats


def test_the_numbers_of_the_worked_example_stand_in_it() -> None:
    text = markdown(example("bank"))
    for line in (
        "- node_0 → transactions = 5 × 2 = 10",
        "- transactions: z = (5 × 2) + (1 × −1) = 9",
        "- loss = 3² = 9",
        "- slope of the weight accounts → node_0 = 3 × 12 × 1 = 36",
        "- new weight node_0 → transactions = 2 − 0.01 × 30 = 1.7",
    ):
        assert f"{line}\n" in text


def test_without_a_target_there_is_only_the_way_forward() -> None:
    bank = example("bank")
    text = markdown(replace(bank, example=replace(bank.example, targets=None)))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Forward"]
    assert "loss" not in text.lower()


def test_long_layers_are_shortened_and_say_so() -> None:
    text = markdown(wide())
    assert len(text.splitlines()) < 1500
    assert "- … 772 more inputs" in text
    assert "- … 120 more units" in text


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", ["slopes", "xor", "iris", "sine"])
def test_every_beat_with_numbers_tells_them(name: str, detail: Detail) -> None:
    made = trace_example(example(name))
    for beat in timeline_of(made.network, True, detail).beats:
        told = told_beat(made, beat)
        assert told.arithmetic
        assert told.spoken.startswith(f"{told.line}. {told.sentence}")
        assert told.announced.count(";") <= 7
        assert all(line in told.spoken for line in told.arithmetic)


@pytest.mark.parametrize("name", ["rmsprop", "adagrad", "adam", "adamw"])
def test_every_optimizer_has_its_rule_told(name: str) -> None:
    made = trace_example(with_optimizer(example("bank"), name))
    told = told_beat(made, timeline_of(made.network, True).beats[-1])
    assert told.sentence.startswith("New weight = weight ")
    assert "learning rate" in told.sentence


def test_what_an_update_does_beyond_its_rule_is_told() -> None:
    made = trace_example(with_training(example("bank"), momentum=0.9, l2=0.5, gradient_clip=1.0))
    sentence = told_beat(made, timeline_of(made.network, True).beats[-1]).sentence
    assert "momentum 0.9" in sentence
    assert "L2 penalty of 0.5" in sentence
    assert "length of 1" in sentence


def batch(experiment: Experiment) -> Trace:
    rows = batch_of(experiment, 2000)
    return with_batch(trace_example(experiment), batch_slopes(experiment.network, *rows, experiment.training))


def test_slopes_of_a_batch_say_so() -> None:
    made = batch(example("iris"))
    timeline = timeline_of(made.network, True, Detail.BY_LAYER)
    assert "120 training rows" in markdown_of(made, timeline, example("iris"))
    backward = [beat for beat in timeline.beats if beat.kind in (Kind.SLOPES_AT_UNITS, Kind.SLOPES_OF_WEIGHTS)]
    assert all("mean" in told_beat(made, beat).sentence for beat in backward)


def test_the_bias_is_told_only_where_there_is_one() -> None:
    for name, has_bias in (("bank", False), ("xor", True)):
        made = trace_example(example(name))
        for beat in timeline_of(made.network, True).beats:
            if beat.kind is Kind.SUM:
                assert ("bias" in told_beat(made, beat).sentence) is has_bias


def test_a_name_cannot_become_markdown() -> None:
    text = markdown(with_unit_renamed(example("bank"), 1, 0, "# *a* [b](c) <i>"))
    assert r"\# \*a\* \[b\](c) \<i\>" in text
    assert "\n# *a*" not in text


@settings(max_examples=40)
@given(st.text())
def test_text_keeps_its_letters_and_one_line(text: str) -> None:
    plain = _plain(text)
    assert plain.isprintable()
    one_line = "".join(letter if letter.isprintable() else " " for letter in text)
    assert re.sub(r"\\(.)", r"\1", plain) == one_line


def test_the_command_line_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bank.md"
    assert main(["export", "bank", "--to", "transcript", "--out", str(out)]) == 0
    assert out.read_text("utf-8") == markdown(example("bank"))
    assert "bank.md" in capsys.readouterr().out
    assert main(["export", "bank", "--to", "transcript", "--out", str(tmp_path / "no" / "bank.md")]) == 2
    assert "bank.md" in capsys.readouterr().err
