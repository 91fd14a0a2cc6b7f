"""Practice with real keys and a real pointer: hidden numbers, hints, the score, and leaving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.message import Message
from core.numbers import is_hidden
from core.practice.exercise import Skill
from core.practice.practice import Outcome, Tally
from core.quantity import LOSS, Kind, Quantity, value_of
from simulator.document.document import Document
from simulator.frames.elements import EdgeAt, UnitAt
from simulator.frames.pointing import box_of, slope_box_of
from simulator.stage.explaining import element_of
from simulator.stage.stage import Stage
from tests.widgets.windows import opened
from widgets.canvas.canvas import Canvas
from widgets.canvas.canvas_hints import tip_of
from widgets.document.file_desk import FileDesk
from widgets.lessons.lesson_picture_view import LessonPicture
from widgets.main_window import MainWindow
from widgets.parts.controls import ElidedLabel, ToolButton, row_of
from widgets.parts.curtain import Curtain
from widgets.practice.practice_score import forget_all, remember, stored_tallies
from widgets.practice.practice_session import PracticeSession
from widgets.status import StatusBar

LEFT = Qt.MouseButton.LeftButton
ENTER = Qt.Key.Key_Return
FIRST, SECOND = Quantity(Kind.WEIGHTED_SUM, 1, 0), Quantity(Kind.WEIGHTED_SUM, 1, 1)


@pytest.fixture(autouse=True)
def no_score() -> None:
    forget_all()


class Bench(QWidget):
    """What practice needs of a window: a canvas, and its panel beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(example("bank"), self)
        self.stage = Stage(self.document, self)
        self.files = FileDesk(self.document, self)
        self.canvas = Canvas(self.stage)
        self.lessons: list[str] = []
        self.practice = PracticeSession(self.stage, self.files, self.canvas, self, self.lessons.append)
        self.canvas.selected.connect(self.practice.select)
        layout = row_of(self.canvas, self.practice.panel)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.resize(1300, 600)


@pytest.fixture
def window(qtbot: QtBot) -> Bench:
    made = Bench()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def whole_window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def practice(window: Bench) -> PracticeSession:
    window.practice.start_here()
    return window.practice


def answer(qtbot: QtBot, practice: PracticeSession, text: str) -> None:
    field = practice.panel.question.field
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, ENTER)


def right_answer(window: Bench) -> str:
    question = window.practice.question
    assert question is not None
    return repr(value_of(window.stage.whole_trace, question))


def answer_all(qtbot: QtBot, window: Bench) -> None:
    while window.practice.is_running:
        answer(qtbot, window.practice, right_answer(window))


def click(qtbot: QtBot, window: Bench, element: object) -> None:
    box = box_of(window.canvas.frame, element)
    assert box is not None
    qtbot.mouseClick(window.canvas, LEFT, pos=QPoint(round(box.x), round(box.y)))
    QApplication.processEvents()


def test_numbers_are_hidden_everywhere_until_they_are_typed(qtbot, window, practice):
    assert practice.question == FIRST
    assert window.canvas.selection == UnitAt(1, 0)
    assert is_hidden(value_of(window.canvas.trace, FIRST))
    assert "?" in tip_of(window.stage.experiment, window.canvas.trace, UnitAt(1, 0))
    assert "5" not in tip_of(window.stage.experiment, window.canvas.trace, UnitAt(1, 0))
    answer(qtbot, practice, "2*1+3")
    assert value_of(window.canvas.trace, FIRST) == 5.0
    assert practice.question == SECOND
    page = practice.panel.question
    assert page.mark.text() == "Right"
    assert page.said.text().endswith("= 5")
    assert page.field.text() == ""


def test_a_wrong_answer_gets_its_hint_and_stays_to_be_changed(qtbot, practice):
    page = practice.panel.question
    answer(qtbot, practice, "7")
    assert practice.question == FIRST
    assert "added" in page.said.text()
    assert page.field.selectedText() == "7"
    answer(qtbot, practice, "5")
    assert practice.round.outcomes[FIRST] is Outcome.HINTED


def test_what_is_no_number_is_no_try(qtbot, practice):
    answer(qtbot, practice, "five")
    assert "not known" in practice.panel.question.said.text()
    assert practice.round.tried == frozenset()


def test_a_number_can_be_given_up_and_one_left_for_later(qtbot, window, practice):
    qtbot.mouseClick(practice.panel.question.next, LEFT)
    assert practice.question == SECOND
    qtbot.mouseClick(practice.panel.question.show_it, LEFT)
    assert value_of(window.canvas.trace, SECOND) == 1.0
    assert practice.round.outcomes[SECOND] is Outcome.SHOWN
    assert is_hidden(value_of(window.canvas.trace, FIRST))


def test_a_question_mark_is_clicked_and_answered_in_its_place(qtbot, window, practice):
    click(qtbot, window, UnitAt(1, 1))
    editor = practice.field.editor
    assert editor.isVisible()
    assert practice.question == SECOND
    qtbot.keyClicks(editor, "5")
    qtbot.keyClick(editor, ENTER)
    assert "sign" in editor.complaint.text()
    editor.selectAll()
    qtbot.keyClicks(editor, "1")
    qtbot.keyClick(editor, ENTER)
    assert not editor.isVisible()
    assert value_of(window.canvas.trace, SECOND) == 1.0
    assert practice.question == Quantity(Kind.WEIGHTED_SUM, 2, 0)


def test_tab_goes_on_to_the_next_number_on_the_canvas(qtbot, window, practice):
    click(qtbot, window, UnitAt(1, 0))
    editor = practice.field.editor
    for text, following in (("5", SECOND), ("1", Quantity(Kind.WEIGHTED_SUM, 2, 0))):
        qtbot.keyClicks(editor, text)
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
        assert editor.isVisible()
        assert editor.edited == following == practice.question
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert practice.is_running


def test_a_slope_is_answered_where_it_stands(qtbot, window, practice):
    while practice.question.kind in (Kind.WEIGHTED_SUM, Kind.LOSS):
        answer(qtbot, practice, right_answer(window))
    box = slope_box_of(window.canvas.frame, EdgeAt(2, 0, 1))
    qtbot.mouseClick(window.canvas, LEFT, pos=QPoint(round(box.x), round(box.y)))
    QApplication.processEvents()
    assert practice.question == Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1)
    editor = practice.field.editor
    assert abs(editor.geometry().center().y() - box.y) < 3
    qtbot.keyClicks(editor, "1*6")
    qtbot.keyClick(editor, ENTER)
    assert value_of(window.canvas.trace, Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1)) == 6.0


def test_going_elsewhere_is_no_answer(qtbot, window, practice):
    click(qtbot, window, UnitAt(1, 1))
    qtbot.keyClicks(practice.field.editor, "3")
    practice.panel.question.field.setFocus()
    assert not practice.field.editor.isVisible()
    assert practice.round.tried == frozenset()


def test_a_weight_has_a_question_where_its_slope_stands_alone(qtbot, window, practice):
    edge = EdgeAt(2, 0, 0)
    assert practice.question_at(edge) is None, "at rest a click on a weight is for the weight"
    while practice.question.kind in (Kind.WEIGHTED_SUM, Kind.LOSS):
        answer(qtbot, practice, right_answer(window))
    assert practice.question_at(edge) == Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 0)
    assert practice.question_at(UnitAt(2, 0)).kind is Kind.SLOPE_AT_ACTIVATION


def test_a_new_weight_is_asked_with_what_it_is_made_of(qtbot, window, practice):
    while practice.question.kind is not Kind.NEW_WEIGHT:
        answer(qtbot, practice, right_answer(window))
    assert practice.panel.question.given.text() == "Weight now 1, its slope 24, learning rate 0.01"
    answer(qtbot, practice, "-23")
    assert "learning rate" in practice.panel.question.said.text()


def test_playing_reveals_nothing(qtbot, window, practice):
    playhead = window.stage.playhead
    playhead.seek(0.0)
    for _ in range(10):
        playhead.advance(window.stage.timeline.duration / 10.001)
        assert is_hidden(window.stage.trace.loss)
        assert window.stage.hidden


def test_all_of_it_ends_with_a_score_by_skill(qtbot, window, practice):
    answer(qtbot, practice, "7")
    answer_all(qtbot, window)
    panel = practice.panel
    assert panel.page is panel.end
    assert "19 numbers" in panel.end.head.text()
    assert "18 of them" in panel.end.head.text()
    assert "Weighted sum" in panel.end.advice.text()
    assert not panel.end.lesson.isHidden()
    qtbot.mouseClick(panel.end.lesson, LEFT)
    assert window.lessons == ["forward-propagation"]
    assert stored_tallies()[Skill.SUM] == Tally(2, 1, 0)
    assert not window.stage.hidden
    assert window.document.undo_stack.count() == 0


def test_without_lessons_there_is_no_link(window):
    desk = PracticeSession(window.stage, window.files, window.canvas, window)
    desk.panel.end.show_round({Skill.NODE_SLOPE: Tally(0, 0, 1)})
    assert desk.panel.end.lesson.isHidden()
    assert "Slope at a node" in desk.panel.end.advice.text()


def test_in_the_window_it_is_found_by_name_and_covers_what_would_give_the_numbers_away(whole_window):
    window = whole_window
    notes = window.findChild(StatusBar).findChild(ElidedLabel)
    curtains = window.findChildren(Curtain)
    assert len(curtains) == 6, "and one in the lesson, made when it is read"
    assert "session" not in vars(window.practice), "nothing is made before it is wanted"
    commands = {command.name: command.run for command in window.beside.commands()}
    commands["Practise with this experiment"]()
    practice = window.practice
    assert practice.is_running
    assert practice.body.isVisible()
    assert not any(curtain.isHidden() for curtain in curtains)
    assert notes.text() == ""
    window.transcripts.copy_all()
    told = QApplication.clipboard().text()
    assert "node_0: z = ?" in told
    assert window.document.experiment.notes not in told
    # To click on the canvas leaves the panel in front, and the step is applied with its real numbers.
    window.canvas.select(UnitAt(2, 0))
    assert practice.body.isVisible()
    window.edits.apply_step()
    assert window.document.experiment.network.layers[1].weights.tolist() == [[1.7, -1.06]]
    practice.leave()
    assert all(curtain.isHidden() for curtain in curtains)
    assert notes.text() == window.document.experiment.notes


def test_the_first_answer_can_be_typed_at_once(qtbot, whole_window):
    window = whole_window
    window.practice.start_here()
    question = window.practice.session.panel.question
    assert window.focusWidget() is question.field
    qtbot.keyClicks(window.focusWidget(), "5")
    qtbot.keyClick(window.focusWidget(), ENTER)
    assert question.mark.text() == "Right"
    assert window.focusWidget() is question.field


def test_presented_it_goes_on_beside_the_canvas_and_the_notes_stay_hidden(whole_window):
    window = whole_window
    window.menus.present.trigger()
    window.practice.start_here()
    window.transport.tell()
    assert window.practice.body.isVisible(), "it may begin while presenting"
    assert "9" not in window.presenting.caption.sentence
    window.menus.present.trigger()
    assert window.practice.body.isVisible(), "a hidden number needs somewhere to be typed"
    window.menus.present.trigger()
    assert window.practice.body.isVisible()
    window.menus.present.trigger()


def test_a_lesson_neither_takes_the_network_away_nor_gives_its_numbers_away(whole_window):
    window = whole_window
    window.practice.start_here()
    practised = window.document.experiment
    window.show_lesson("backpropagation")
    reader = window.lessons.panel.reader
    [curtain] = reader.findChildren(Curtain)
    assert window.document.experiment is practised
    assert curtain.isHidden(), "it speaks of other numbers"
    reader.canvas_bar.button.click()
    assert not curtain.isHidden()
    window.practice.leave()
    assert curtain.isHidden()


def test_a_lesson_about_another_example_of_the_same_weights_is_covered_too(whole_window):
    window = whole_window
    window.practice.start_here()
    window.show_lesson("layers")
    reader = window.lessons.panel.reader
    while reader.page.step.experiment == window.document.experiment:
        reader.turn(1)
    [curtain] = reader.findChildren(Curtain)
    pictures = reader.findChildren(LessonPicture)
    assert pictures
    assert not curtain.isHidden(), "with ReLU and other inputs, but the weights that are practised"
    assert not any(picture.isVisible() for picture in pictures), "a screen reader finds nothing beneath"
    window.practice.leave()
    assert any(picture.isVisible() for picture in reader.findChildren(LessonPicture))


def test_closing_the_panel_shows_all_numbers(whole_window):
    window = whole_window
    window.practice.start_here()
    [dock] = [each for each in window.docks.all if each.widget() is window.practice.body]
    dock.titleBarWidget().findChild(ToolButton).click()
    assert dock.isHidden()
    assert not window.practice.is_running
    assert not window.stage.hidden


def test_leaving_shows_everything_again(qtbot, window, practice):
    qtbot.mouseClick(practice.panel.question.leave, LEFT)
    assert window.stage.trace is window.stage.whole_trace
    assert practice.panel.page is practice.panel.start
    assert practice.question is None


def test_an_edit_begins_the_exercise_again_and_says_so(qtbot, window, practice):
    answer(qtbot, practice, "5")
    window.document.edit(Message("Rate"), with_training(window.document.experiment, learning_rate=0.1))
    assert practice.is_running
    assert practice.round.outcomes == {}
    assert "changed" in practice.panel.question.note.text()
    assert is_hidden(value_of(window.stage.trace, FIRST))
    window.document.undo_stack.undo()
    assert practice.is_running


def test_a_run_on_show_ends_practice(window, practice):
    window.stage.show_network(window.stage.whole_trace.updated)
    assert not practice.is_running
    assert not window.stage.hidden
    assert "training" in practice.panel.start.note.text()


def test_a_new_network_is_asked_about_first(qtbot, window, monkeypatch):
    window.document.edit(Message("Rate"), with_training(window.document.experiment, learning_rate=0.1))
    before = window.document.experiment
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    start = window.practice.panel.start
    start.difficulty.choose(2)
    qtbot.mouseClick(start.new, LEFT)
    assert window.document.experiment is before
    assert not window.practice.is_running
    qtbot.mouseClick(start.new, LEFT)
    assert window.document.experiment.network.sizes == (2, 2, 1)
    assert window.practice.is_running
    assert window.document.undo_stack.count() == 0


def test_the_score_is_kept_and_can_be_forgotten(qtbot, window):
    remember(Skill.LOSS, Outcome.SHOWN)
    remember(Skill.LOSS, Outcome.FIRST)
    assert stored_tallies() == {Skill.LOSS: Tally(1, 0, 1)}
    start = window.practice.panel.start
    start.show_score(stored_tallies())
    assert not start.bars.isHidden()
    qtbot.mouseClick(start.reset, LEFT)
    assert stored_tallies() == {}


def test_selecting_by_keys_asks_for_what_is_there(qtbot, window, practice):
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Down)
    assert window.canvas.selection == UnitAt(1, 1)
    assert practice.question == SECOND
    assert not practice.field.editor.isVisible()
    assert element_of(window.stage.trace, LOSS) is not None
