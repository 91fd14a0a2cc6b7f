"""The list of lessons: what each is about, and how far one has come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QTextOption
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from core.lessons.lessons import About, shipped_lessons
from core.message import Message
from simulator.theme import mix
from simulator.words import say
from widgets.lessons.lesson_progress import Progress, progress_of
from widgets.parts.controls import Button, column_of, row_of, text_label
from widgets.parts.scroll_panel import ScrollPanel
from widgets.parts.style import Themed, current_theme

_LEFT, _RIGHT, _ABOVE, _LINE = 38, 10, 8, 18
_RING = 11.0


class LessonList(QWidget):
    """Every lesson in its order. A click or Enter opens it."""

    chosen = Signal(str)
    """The slug of a lesson."""
    file_asked_for = Signal()
    forget_asked_for = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = [LessonRow(number, about) for number, about in enumerate(shipped_lessons(), start=1)]
        for row in self.rows:
            row.clicked.connect(lambda *_, row=row: self.chosen.emit(row.about.slug))
        self._done = text_label("", "small")
        head = text_label(say(Message("Lessons")), "section")
        open_file = Button(say(Message("Open lesson…")), say(Message("A lesson of your own, written as a text file")))
        self.forget = Button(say(Message("Forget progress…")), say(Message("Begin all lessons anew")))
        open_file.clicked.connect(self.file_asked_for)
        self.forget.clicked.connect(self.forget_asked_for)
        column = column_of(spacing=4)
        column.addLayout(row_of(head, None, self._done))
        for row in self.rows:
            column.addWidget(row)
        column.addSpacing(8)
        for button in (open_file, self.forget):
            column.addLayout(row_of(button, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = ScrollPanel(column)
        whole.addWidget(self._area)
        self.refresh()

    def refresh(self) -> None:
        """How far one has come may have changed."""
        for row in self.rows:
            row.show_progress(progress_of(row.about.slug))
        done = sum(row.progress.is_finished for row in self.rows)
        self._done.setText(say(Message("{done} of {count} done", done=done, count=len(self.rows))))
        self.forget.setEnabled(any(row.progress != Progress() for row in self.rows))

    def go_on_from(self, slug: str) -> None:
        """Put the focus on the next lesson after this one that is not finished."""
        slugs = [row.about.slug for row in self.rows]
        after = slugs.index(slug) + 1 if slug in slugs else 0
        following = [row for row in (*self.rows[after:], *self.rows[:after]) if not row.progress.is_finished]
        self.go_to(following[0].about.slug if following else slug)

    def go_to(self, slug: str | None) -> None:
        """Put the focus on this lesson, or on the first that is not finished."""
        wanted = next((row for row in self.rows if row.about.slug == slug), None)
        wanted = wanted or next((row for row in self.rows if not row.progress.is_finished), None)
        if wanted is not None:
            wanted.setFocus()
            self._area.ensureWidgetVisible(wanted)


class LessonRow(Themed, QAbstractButton):
    """A number, or a tick once it is finished; the title; what it is about."""

    def __init__(self, number: int, about: About) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._number = number
        self.about = about
        self.progress = Progress()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_progress(self.progress)

    def show_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.setAccessibleName(f"{self.about.title}, {self._state()}" if self._state() else self.about.title)
        self.setAccessibleDescription(self.about.about)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 2 * _ABOVE + _LINE + self._about_height(width)

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 160)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * _ABOVE + _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mix(theme.panel, theme.ink, 0.13 if self.isDown() else 0.07)))
            painter.drawRoundedRect(rect, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 6, 6)
        self._paint_mark(painter)
        room = QRectF(_LEFT, _ABOVE, self.width() - _LEFT - _RIGHT, _LINE)
        painter.setPen(QColor(theme.text_3))
        painter.setFont(self._font(12))
        state = self._state()
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, state)
        title_font = self._font(13, QFont.Weight.DemiBold)
        taken = painter.fontMetrics().horizontalAdvance(state) + 8 if state else 0
        painter.setFont(title_font)
        painter.setPen(QColor(theme.ink))
        title = painter.fontMetrics().elidedText(
            self.about.title, Qt.TextElideMode.ElideRight, round(room.width() - taken)
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(self._font(12))
        painter.setPen(QColor(theme.text_2))
        below = QRectF(_LEFT, _ABOVE + _LINE, room.width(), self.height())
        painter.drawText(below, self.about.about, _wrapped())
        painter.end()

    def _paint_mark(self, painter: QPainter) -> None:
        theme, middle = current_theme(), QPointF(18, _ABOVE + _LINE / 2 + 1)
        is_done = self.progress.is_finished
        painter.setPen(QPen(QColor(theme.ink if is_done else theme.border_strong), 1.5))
        painter.setBrush(QColor(theme.ink) if is_done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, _RING, _RING)
        x, y = middle.x(), middle.y()
        if is_done:
            pen = QPen(QColor(theme.on_ink), 1.8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline([QPointF(x - 4.4, y + 0.3), QPointF(x - 1.2, y + 3.5), QPointF(x + 4.6, y - 3.2)])
        else:
            painter.setPen(QColor(theme.text_2))
            painter.setFont(self._font(12, QFont.Weight.DemiBold))
            box = QRectF(x - _RING, y - _RING, 2 * _RING, 2 * _RING)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _state(self) -> str:
        progress = self.progress
        if progress.is_finished:
            return say(Message("done"))
        if progress == Progress():
            return ""
        if not progress.tasks:
            return say(Message("begun"))
        return say(Message("{solved} of {tasks} tasks", solved=progress.solved, tasks=progress.tasks))

    def _about_height(self, width: int) -> int:
        room = QRectF(0, 0, max(40, width - _LEFT - _RIGHT), 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        return round(QFontMetricsF(self._font(12)).boundingRect(room, flags, self.about.about).height() + 0.5)

    def _font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(weight)
        return font


def _wrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    return option
