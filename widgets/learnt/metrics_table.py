"""Loss and accuracy, or the errors of a regression, of training and test rows side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QWidget

from core.explaining.links import MetricKind
from core.losses import LOSSES
from core.message import Message
from core.numbers import exact, steady
from core.results.report import Report
from simulator.words import say
from widgets.parts.controls import ElidedLabel, text_label
from widgets.parts.style import current_theme

_NOTHING = "–"
_ROLES = ("number", "test")
BETWEEN = 8
_WIDEST = "0.0001234"
"""A number as long as they get: the width of a readout."""

# The whole name stands over the curve; here a column is narrow.
_SHORT_NAMES = {
    "half_squared_error": Message("½ error²"),
    "binary_cross_entropy": Message("cross-entropy"),
    "categorical_cross_entropy": Message("cross-entropy"),
}


def loss_words(name: str) -> str:
    """The heading of a column of losses, with their convention in short."""
    return say(Message("loss / {name}", name=_SHORT_NAMES.get(name, name)))


def readout_width(face: QFont) -> int:
    """How wide a column of numbers is."""
    return QFontMetrics(_bold(face)).horizontalAdvance(_WIDEST) + 1


@dataclass(frozen=True)
class _Metric:
    """One row of the table. `of` gives None for a report that has no such number."""

    kind: MetricKind
    name: Message
    meaning: Message
    of: Callable[[Report], float | None]
    is_share: bool = False


_LOSS = _Metric(MetricKind.LOSS, Message("loss"), Message("What training makes smaller"), lambda report: report.loss)
_OF_CLASSES = (
    _Metric(
        MetricKind.ACCURACY,
        Message("accuracy"),
        Message("The share of the rows whose class was answered right"),
        lambda report: report.classes.accuracy if report.classes else None,
        is_share=True,
    ),
)
_OF_TWO_CLASSES = (
    *_OF_CLASSES,
    _Metric(
        MetricKind.AREA,
        Message("AUC"),
        Message(
            "Area under the ROC curve: the chance that a row of one class scores higher than a row of the other; "
            "0.5 is guessing"
        ),
        lambda report: report.classes.roc.area if report.classes and report.classes.roc else None,
    ),
)
_OF_ERRORS = (
    _Metric(
        MetricKind.MAE,
        Message("MAE"),
        Message(
            "Mean absolute error: the mean of |error|, in the units of the target; of several outputs their mean"
        ),
        lambda report: report.errors.mean_mae if report.errors else None,
    ),
    _Metric(
        MetricKind.RMSE,
        Message("RMSE"),
        Message(
            "Root mean squared error: √(mean of error²), in the units of the target; large errors count more; "
            "of several outputs their mean"
        ),
        lambda report: report.errors.mean_rmse if report.errors else None,
    ),
    _Metric(
        MetricKind.R2,
        Message("R²"),
        Message(
            "How much of the targets' variation is explained: 1 is all of it, 0 no more than their mean does; "
            "of several outputs their mean"
        ),
        lambda report: report.errors.mean_r2 if report.errors else None,
    ),
)


class MetricsTable(QWidget):
    """A row a metric, a column a split. Numbers that change repaint their readout and move nothing.

    A click on a number, or Enter, asks why it is what it is.
    """

    metric_chosen = Signal(object, bool)
    """The MetricKind of a number, and whether it is that of the test rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Loss and metrics")))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(BETWEEN)
        grid.setColumnStretch(0, 1)
        self._splits = (say(Message("train")), say(Message("test")))
        for column, (split, role) in enumerate(zip(self._splits, _ROLES, strict=True), start=1):
            grid.addWidget(text_label(split, role), 0, column, Qt.AlignmentFlag.AlignRight)
        metrics = (_LOSS, *_OF_TWO_CLASSES, *_OF_ERRORS)
        self._rows = {metric: self._add_row(metric, row) for row, metric in enumerate(metrics, start=1)}
        self._loss_name = ""
        self._show_kind(_OF_CLASSES)
        self.show_reports(None, None, "mse")

    def show_reports(self, train: Report | None, test: Report | None, loss_name: str) -> None:
        """The numbers of both splits in the loss named; None where a split has no rows, or nothing is known yet."""
        if loss_name != self._loss_name:
            self._loss_name = loss_name
            self._name_loss()
        known = train or test
        if known is not None:
            self._show_kind(_kind_of(known))
        for metric, (name, *readouts) in self._rows.items():
            for split, readout, report in zip(self._splits, readouts, (train, test), strict=True):
                text, tip = _shown(metric, report)
                readout.show_text(text, tip, f"{name.text()}, {split}: {text}")
                readout.set_leads_on(text != _NOTHING)

    def _add_row(self, metric: _Metric, row: int) -> tuple[_Cell, _Cell, _Cell]:
        name, train, test = _Cell("label"), _Cell(_ROLES[0]), _Cell(_ROLES[1])
        name.show_text(say(metric.name), say(metric.meaning), say(metric.name))
        self._grid.addWidget(name, row, 0)
        for column, readout in enumerate((train, test), start=1):
            readout.fix_size()
            readout.chosen.connect(lambda of=metric.kind, test=column == 2: self.metric_chosen.emit(of, test))
            self._grid.addWidget(readout, row, column)
        return name, train, test

    def _name_loss(self) -> None:
        words = loss_words(self._loss_name)
        loss = LOSSES[self._loss_name]
        tip = Message("{loss}: {convention}; over the rows, the mean", loss=loss.label, convention=loss.convention)
        self._rows[_LOSS][0].show_text(words, say(tip), words)

    def _show_kind(self, kind: tuple[_Metric, ...]) -> None:
        for metric, cells in self._rows.items():
            is_shown = metric is _LOSS or metric in kind
            if cells[0].isHidden() is is_shown:
                for cell in cells:
                    cell.setVisible(is_shown)


class _Cell(ElidedLabel):
    """A name or a readout. Its tooltip says more than its text, and stays when the text fits."""

    chosen = Signal()

    def __init__(self, role: str) -> None:
        super().__init__("", role)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._tip = ""
        self._leads_on = False

    def set_leads_on(self, leads_on: bool) -> None:
        """Whether a click, or Enter, does something."""
        if leads_on is self._leads_on:
            return
        self._leads_on = leads_on
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads_on else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads_on else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._leads_on and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leads_on and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._leads_on and (self.underMouse() or self.hasFocus()):
            painter = QPainter(self)
            left = self.width() - QFontMetrics(_bold(self.font())).horizontalAdvance(self.text())
            width = 2.0 if self.hasFocus() else 1.0
            painter.setPen(QPen(QColor(current_theme().ink), width))
            painter.drawLine(QPointF(left, self.height() - 1), QPointF(self.width(), self.height() - 1))
            painter.end()

    def fix_size(self) -> None:
        """As wide as numbers get: a label of fixed size asks for no new layout when its text changes."""
        self.setFixedSize(readout_width(self.font()), QFontMetrics(_bold(self.font())).height())
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_text(self, text: str, tip: str, name: str) -> None:
        if (text, tip, name) != (self.text(), self._tip, self.accessibleName()):
            self._tip = tip
            self.setAccessibleName(name)
            self.setText(text)

    def _tell_whole_text(self) -> None:
        self.setToolTip(self._tip)


def _bold(face: QFont) -> QFont:
    bold = QFont(face)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _kind_of(report: Report) -> tuple[_Metric, ...]:
    if report.classes is None:
        return _OF_ERRORS
    return _OF_TWO_CLASSES if len(report.classes.names) == 2 else _OF_CLASSES


def _shown(metric: _Metric, report: Report | None) -> tuple[str, str]:
    """The text of a readout and what it says under the mouse: all digits, or rows counted."""
    value = None if report is None else metric.of(report)
    if report is None or value is None:
        return _NOTHING, ""
    if metric.is_share:
        tip = Message("{count} of {rows} rows", count=round(value * report.rows), rows=report.rows)
        return f"{100 * value:.1f} %", say(tip)
    return steady(value), exact(value) if math.isfinite(value) else steady(value)
