"""What a lesson needs of a window, as tests use it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.files.examples import example
from core.lessons.written_edits import edited
from core.message import Message
from simulator.document.document import Document
from simulator.stage.stage import Stage
from tests.widgets.conftest import Show
from widgets.document.file_desk import FileDesk
from widgets.lessons.lesson_desk import LessonDesk
from widgets.lessons.lesson_reader import LessonReader
from widgets.lessons.lesson_task import CanvasCard, ChoiceCard, NumberCard
from widgets.parts.controls import column_of
from widgets.runs.training_desk import TrainingDesk


class Room:
    """What a lesson needs of a window."""

    def __init__(self, show: Show) -> None:
        whole = QWidget()
        self.document = Document(example("bank"), whole)
        stage = Stage(self.document, whole)
        self.files = FileDesk(self.document, whole)
        self.training = TrainingDesk(self.document, stage, whole)
        self.lessons = LessonDesk(self.document, stage, self.files, self.training, whole)
        self.lessons.edit_requested.connect(self.document.edit)
        whole.setLayout(column_of(self.lessons.body))
        show(whole).resize(360, 500)


def card(reader: LessonReader) -> NumberCard | ChoiceCard | CanvasCard:
    assert reader.page is not None
    made = reader.page.cards[0]
    assert isinstance(made, NumberCard | ChoiceCard | CanvasCard)
    return made


def edit(room: Room, text: str) -> None:
    room.document.edit(Message("by hand"), edited(room.document.experiment, text))
