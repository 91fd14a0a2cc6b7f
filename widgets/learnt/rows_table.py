"""Row by row how far off the network is, and the mean that the loss is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.message import Message
from core.numbers import steady
from core.results.rows import RowResults
from simulator.theme import Theme
from simulator.words import say
from widgets.learnt.rows_model import Index, RowsModel
from widgets.parts.controls import Button, ElidedLabel, EmptyState, column_of, row_of
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme
from widgets.parts.table_style import dress_table

_ROW = 26
_PADDING = 8
_ARROW = 12
"""Room for the arrow of the sorted column."""
_WIDEST = 132


class RowsTable(Themed, QWidget):
    """A line a row, sorted by a click on a heading; means over the rows on show below."""

    row_chosen = Signal(int)
    """A row of the data, by a click or by Enter."""
    number_chosen = Signal(int, object)
    """The same, by a number that its step has: the row and the Kind of the number."""
    all_shown = Signal()
    """The filter was taken off here."""

    def __init__(self) -> None:
        super().__init__()
        self._model = RowsModel()
        self._model.setParent(self)
        self.view = _View(self._model)
        self._means = _MeanLine(self.view, self._model)
        self._empty = EmptyState("")
        self._filter = self._make_filter()
        layout = column_of(self._filter, self.view, self._means, self._empty, spacing=0)
        self.setLayout(layout)
        self.view.row_entered.connect(self._choose)
        self.apply_theme(current_theme())
        self.show_results(None)

    def show_results(
        self, results: RowResults | None, names: Sequence[str] = (), waiting: Message | None = None
    ) -> None:
        """The rows of a split; `names` head the sets of weights where the results hold several.

        None where nothing is known, and what it waits for.
        """
        has_rows = results is not None and len(results) > 0
        # First what goes: shown together they would be higher than the dock, and Qt would make the window larger.
        for widget in (self._empty, self.view, self._means) if has_rows else (self.view, self._means, self._empty):
            widget.setVisible(has_rows is not (widget is self._empty))
        self._empty.line.setText(say(waiting or _no_rows(results)))
        if results is not None:
            self._model.show(results, names)
        self._refresh(has_rows)

    def show_only(self, rows: Sequence[int] | None) -> None:
        """Only these rows of the data, in whatever order is chosen; None shows all."""
        self._model.show_only(rows)
        self._refresh(not self.view.isHidden())

    def apply_theme(self, theme: Theme) -> None:
        dress_table(self.view, theme, _PADDING)

    def _make_filter(self) -> QWidget:
        """What is on show while rows are left out, and the way back."""
        self._shown = ElidedLabel("", "label")
        button = Button(say(Message("Show all")), say(Message("Show the rows that are left out again")))
        button.clicked.connect(self._show_all)
        line = QWidget()
        layout = row_of(self._shown, button)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 8)
        line.setLayout(layout)
        return line

    def _choose(self, index: QModelIndex) -> None:
        row, kind = self._model.row_at(index), self._model.columns[index.column()].leads_to
        self.row_chosen.emit(row)
        if kind is not None:
            self.number_chosen.emit(row, kind)

    def _show_all(self) -> None:
        self.show_only(None)
        self.view.setFocus()
        self.all_shown.emit()

    def _refresh(self, has_rows: bool) -> None:
        results = self._model.results
        self._filter.setVisible(has_rows and self._model.is_filtered)
        if results is not None:
            message = Message("{count} of {rows} rows", count=len(self._model.order), rows=len(results))
            self._shown.setText(say(message))
        self._means.refresh()


def _no_rows(results: RowResults | None) -> Message:
    if results is None:
        return Message("Choose data to see how far off every row is.")
    return Message('There are no such rows. "Test share" says how many are held out.')


class _View(QTableView):
    """The table itself. Enter chooses a row, Space sorts by the column of the present cell."""

    row_entered = Signal(QModelIndex)

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._model = model
        self._widths: list[int] = []
        self.setModel(model)
        self.setAccessibleName(say(Message("Rows and their errors")))
        words = Message("Arrow keys move, Enter traces the row and explains its number, Space sorts by the column")
        self.setAccessibleDescription(say(words))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setMinimumHeight(4 * _ROW)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)  # Qt's lies across the heading; the model puts an arrow before it
        self.setItemDelegate(_Delegate(self))
        self.clicked.connect(self.row_entered)
        model.modelReset.connect(self._measure)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.row_entered.emit(index)
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self._sort_by(index.column())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _sort_by(self, column: int) -> None:
        """What a click on its heading does."""
        header = self.horizontalHeader()
        order = header.sortIndicatorOrder()
        if header.sortIndicatorSection() != column:
            order = self._model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.InitialSortOrderRole)
        else:
            is_rising = order == Qt.SortOrder.AscendingOrder
            order = Qt.SortOrder.DescendingOrder if is_rising else Qt.SortOrder.AscendingOrder
        self.sortByColumn(column, order)

    def _measure(self) -> None:
        """How wide each column wants to be; asked of other rows only, so that nothing moves while numbers change."""
        face = QFont(self.font())
        numbers = QFontMetrics(face)
        face.setPixelSize(12)
        face.setWeight(QFont.Weight.DemiBold)
        heads = QFontMetrics(face)
        self._widths = []
        for column in self._model.columns:
            head = max(heads.horizontalAdvance(line) for line in column.head.split("\n")) + _ARROW
            text = max((numbers.horizontalAdvance(sample) for sample in column.samples()), default=0)
            self._widths.append(min(max(head, text), _WIDEST) + 2 * _PADDING + 2)
        self._fit()

    def _fit(self) -> None:
        """Inputs as far as there is room for them, the rest always; what room is left goes to all."""
        columns, header = self._model.columns, self.horizontalHeader()
        if len(columns) != len(self._widths):
            return
        needed = sum(width for width, column in zip(self._widths, columns, strict=True) if not column.is_input)
        room = self.viewport().width() - needed
        shown = []
        has_room = True
        for at, column in enumerate(columns):
            if column.is_input:
                has_room = has_room and self._widths[at] <= room
                room -= self._widths[at] if has_room else 0
            if not column.is_input or has_room:
                shown.append(at)
            self.setColumnHidden(at, column.is_input and not has_room)
        share, extra = divmod(max(room, 0), max(len(shown), 1))
        for place, at in enumerate(shown):
            header.resizeSection(at, self._widths[at] + share + (place < extra))


class _Delegate(QStyledItemDelegate):
    """Keeps the colour of a text where its row is selected."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        text = option.palette.brush(QPalette.ColorRole.Text)
        option.palette.setBrush(QPalette.ColorRole.HighlightedText, text)


class _MeanLine(QWidget):
    """Means under their columns."""

    def __init__(self, view: _View, model: RowsModel) -> None:
        super().__init__()
        self._view, self._model = view, model
        self._means: list[float | None] = []
        self.setFixedHeight(_ROW + 4)
        header = view.horizontalHeader()
        header.sectionResized.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)

    def refresh(self) -> None:
        """Other rows or other numbers are on show."""
        self._means = self._model.means()
        columns = zip(self._model.columns, self._means, strict=True)
        texts = [f"{column.head} {steady(mean)}" for column, mean in columns if mean is not None]
        self.setAccessibleName(f"{self._title}: {', '.join(texts)}")
        self.update()

    @property
    def _title(self) -> str:
        count = len(self._model.order)
        return say(Message("mean of 1 row") if count == 1 else Message("mean of {count} rows", count=count))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, header, middle = current_theme(), self._view.horizontalHeader(), self.height() / 2
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter = QPainter(self)
        start = self._view.viewport().x()
        painter.setClipRect(QRectF(start, 0, self._view.viewport().width(), self.height()))
        first = float(self.width())
        for at, mean in enumerate(self._means):
            if mean is not None and not header.isSectionHidden(at):
                left = start + header.sectionViewportPosition(at)
                first = min(first, left)
                end = QPointF(left + header.sectionSize(at) - _PADDING, middle)
                write(painter, end, steady(mean), bold, theme.ink, align=1.0)
        metrics = QFontMetricsF(self.font())
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, max(first - start - 2 * _PADDING, 0))
        write(painter, QPointF(start + _PADDING, middle), title, self.font(), theme.text_2, align=0.0)
        painter.end()
