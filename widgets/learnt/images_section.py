"""The rows as images, those that are called wrong first."""

from __future__ import annotations

from core.message import Message
from simulator.frames.face import picture_shape
from simulator.painting.paint_images import images_in_order
from simulator.words import say
from widgets.learnt.image_grid import ImageGrid
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.parts.controls import ElidedLabel, ToolButton, row_of


class ImagesSection(LearntSection):
    """A page of images and a way to turn the pages."""

    def __init__(self) -> None:
        super().__init__(
            Message("Images of the rows"), Message("What each row was called, wrong ones first"), "images"
        )

    def fits(self, now: Shown) -> bool:
        labels = now.rows.labels if now.rows is not None else None
        is_picture = picture_shape(now.experiment.network.inputs) is not None and not now.experiment.data.features
        return is_picture and labels is not None and labels.is_one_hot

    def is_telling(self, now: Shown) -> bool:
        return False

    def make(self) -> None:
        self.grid = ImageGrid()
        self._before = ToolButton("left", say(Message("The page before")), 24, 14, "boxed")
        self._after = ToolButton("right", say(Message("The page after")), 24, 14, "boxed")
        self._where = ElidedLabel("", "small")
        line = row_of(self._where, self._before, self._after, spacing=4)
        line.setStretch(0, 1)
        self.body.addWidget(self.grid)
        self.body.addLayout(line)
        self._before.clicked.connect(lambda: self.grid.turn(-1))
        self._after.clicked.connect(lambda: self.grid.turn(1))
        self.grid.page_changed.connect(self._tell)
        self.grid.row_chosen.connect(self.row_chosen)
        for button in (self._before, self._after):
            button.setEnabled(False)
        self._wrong = 0

    def refresh(self, old: Shown | None, now: Shown) -> None:
        shape = picture_shape(now.experiment.network.inputs)
        if shape is None or (old is not None and old.evaluation is now.evaluation):
            return
        answers = now.answers
        # While there are none, the last ones stay.
        if answers is None:
            return
        images, table = images_in_order(answers), answers.rows.table
        self._wrong = images.wrong
        self.grid.show_images(images, table.inputs, shape, table.classes)
        self._tell()

    def _tell(self) -> None:
        first, last = self.grid.span
        count = self.grid.count
        if not count:
            return
        here = {"first": first + 1, "last": last, "count": f"{count:,}", "wrong": f"{self._wrong:,}"}
        words = Message("{first}–{last} of {count}, {wrong} wrong", **here)
        self._where.setText(say(words))
        self._before.setEnabled(first > 0)
        self._after.setEnabled(last < count)
