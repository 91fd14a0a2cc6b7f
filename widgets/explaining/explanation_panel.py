"""The dock "Explanation": why the selected number is what it is, and the way to every number it is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from core.explaining.explanation import Explanation, explain
from core.explaining.links import Metric
from core.message import Message
from core.quantity import OPTIMIZER_KINDS, Kind, Quantity, value_of
from core.trace import Trace
from simulator.stage.explaining import beside, element_of
from simulator.telling.transcript import explanation_text
from simulator.theme import Theme
from simulator.words import say
from widgets.explaining.equation_card import EquationCard
from widgets.explaining.explanation_row import RowSection
from widgets.explaining.history import History
from widgets.parts.choice_row import ChoiceRow
from widgets.parts.controls import ElidedLabel, EmptyState, ToolButton, text_button, text_label
from widgets.parts.style import Themed

_SHORT_NAMES = {
    Kind.INPUT: Message("Input"),
    Kind.WEIGHT: Message("Weight"),
    Kind.PRODUCT: Message("Product"),
    Kind.BIAS: Message("Bias"),
    Kind.WEIGHTED_SUM: Message("Sum"),
    Kind.ACTIVATION: Message("Activation"),
    Kind.TARGET: Message("Target"),
    Kind.ERROR: Message("Error"),
    Kind.LOSS: Message("Loss"),
    Kind.ACTIVATION_SLOPE: Message("Slope of f"),
    Kind.SLOPE_AT_ACTIVATION: Message("Slope"),
    Kind.SLOPE_AT_SUM: Message("Slope at z"),
    Kind.SLOPE_OF_WEIGHT: Message("Slope"),
    Kind.SLOPE_OF_BIAS: Message("Slope"),
    Kind.USED_SLOPE: Message("Slope used"),
    Kind.MEAN_SLOPE: Message("Mean slope"),
    Kind.SQUARED_SLOPE: Message("Mean slope²"),
    Kind.NORM: Message("Norm"),
    Kind.CLIP_SCALE: Message("Clip scale"),
    Kind.NEW_WEIGHT: Message("New weight"),
    Kind.NEW_BIAS: Message("New bias"),
}


class ExplanationPanel(QWidget):
    """Shows one number of a trace at a time. `title_widgets` go into the dock's title bar."""

    quantity_chosen = Signal(object)
    """A Quantity that a person went to by a row, a choice, back or forward."""
    led_away = Signal(object)
    """A RowStep, SomeRows or Metric that a row or term leads to, or that back and forward come to."""
    pointed = Signal(object)
    """The Quantity that what is under the pointer or the keys belongs to, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trace: Trace | None = None
        self._quantities: tuple[Quantity, ...] = ()
        self._current: Quantity | None = None
        self._metric: Explanation | None = None
        """The explanation of a number about many rows, in place of one of the trace."""
        self._explanation: Explanation | None = None
        self._is_stale = self._is_open = False
        self._history = History[Quantity | Metric]()
        self._make_parts()
        self._digits = 4
        self._make_title_buttons()
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self._copy_selection_or_all)
        self._show_buttons()

    @property
    def title_widgets(self) -> tuple[QToolButton, ToolButton, ToolButton]:
        """Copy, back and forward."""
        return self._copy, self._back, self._forward

    @property
    def current(self) -> Quantity | None:
        """The number on show."""
        return self._current

    def show_quantities(
        self, trace: Trace, quantities: tuple[Quantity, ...], current: Quantity | None = None
    ) -> None:
        """Explain `current`, one of `quantities`; by default the one on show, else its kind, else the first.

        Cheap enough for 25 traces a second, and free while the panel is hidden.
        """
        chosen = current or self._kept(trace, quantities)
        if chosen is not None:
            quantities = _choices_beside(trace, quantities, chosen)
        shown = self._trace, self._quantities, self._current
        if self._metric is None and (trace, quantities, chosen) == shown:
            return
        if chosen != self._current or self._metric is not None:
            self._is_open = False
        self._metric = None
        self._trace, self._quantities, self._current = trace, quantities, chosen
        if chosen is not None:
            self._history.visit(chosen)
        self._show_buttons()
        self._refresh()

    def show_metric(self, explanation: Explanation) -> None:
        """Explain a number about many rows."""
        assert isinstance(explanation.quantity, Metric)
        is_other = self._metric is None or self._metric.quantity != explanation.quantity
        self._is_open = self._is_open and not is_other
        self._metric = explanation
        self._history.visit(explanation.quantity)
        self._show_buttons()
        self._refresh()

    def set_digits(self, digits: int) -> None:
        """How many digits numbers have here, and (`WithFractions`) whether simple fractions stay fractions."""
        self._digits = digits
        self._refresh()

    def back(self) -> None:
        """To the number seen before."""
        self._revisit(self._history.back(self._is_there))

    def forward(self) -> None:
        """To the number that `back` came from."""
        self._revisit(self._history.forward(self._is_there))

    def copy_text(self) -> None:
        """The explanation as plain text, into the clipboard."""
        self._refresh_if_stale()
        if self._explanation is not None:
            QGuiApplication.clipboard().setText(explanation_text(self._explanation))

    def apply_theme(self, theme: Theme) -> None:
        """Every part follows the palette by itself; this dresses them at once."""
        parts: list[Themed] = [self._card.view, self._card.short, *self.findChildren(ToolButton)]
        for part in parts:
            part.apply_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_if_stale()

    def _make_parts(self) -> None:
        self._path = ElidedLabel("", "label")
        self._title = text_label("", "heading")
        self._sentence = text_label("", "label")
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        face = self._title.font()
        face.setPixelSize(20)
        face.setWeight(face.Weight.DemiBold)
        self._title.setFont(face)
        self._choices = ChoiceRow(say(Message("Numbers of this element")))
        self._choices.chosen.connect(self._go)
        self._card = EquationCard()
        self._card.link_chosen.connect(self._follow)
        self._card.term_pointed.connect(self.pointed)
        self._card.open_toggled.connect(self._toggle_open)
        self._sections = [
            RowSection(say(title))
            for title in (
                Message("Where it comes from"),
                Message("Where it goes"),
                Message("What the update does"),
            )
        ]
        for section in self._sections:
            section.link_chosen.connect(self._follow)
            section.pointed.connect(self.pointed)
            section.open_wanted.connect(self._toggle_open)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body())
        empty = QWidget()
        room = QVBoxLayout(empty)
        room.setContentsMargins(16, 16, 16, 16)
        room.addWidget(EmptyState(say(Message("Select a number to see where it comes from."))))
        room.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll)

    def _body(self) -> QWidget:
        body = QWidget()
        body.setProperty("role", "panel")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 14, 10, 16)
        layout.setSpacing(0)
        for widget, gap in (
            (self._path, 4),
            (self._title, 4),
            (self._sentence, 12),
            (self._choices, 12),
            (self._card, 18),
        ):
            inset = QVBoxLayout()
            inset.setContentsMargins(6, 0, 6, 0)
            inset.addWidget(widget)
            layout.addLayout(inset)
            layout.addSpacing(gap)
        for section in self._sections:
            layout.addWidget(section)
            layout.addSpacing(14)
        layout.addStretch(1)
        return body

    def _make_title_buttons(self) -> None:
        name, tip = Message("Copy the explanation"), Message("Copy the explanation as text")
        self._copy = text_button(say(Message("Copy")), say(name), say(tip))
        self._copy.clicked.connect(self.copy_text)
        self._back = ToolButton("left", say(Message("Back")))
        self._back.clicked.connect(self.back)
        self._forward = ToolButton("right", say(Message("Forward")))
        self._forward.clicked.connect(self.forward)

    def _show_buttons(self) -> None:
        self._copy.setEnabled(self._current is not None or self._metric is not None)
        self._back.setEnabled(self._history.can_go_back)
        self._forward.setEnabled(self._history.can_go_forward)

    def _kept(self, trace: Trace, quantities: tuple[Quantity, ...]) -> Quantity | None:
        """What to show where nobody says: the present number of the same element, or the same kind of another."""
        if not quantities or self._current is None:
            return quantities[0] if quantities else None
        is_same_place = element_of(trace, self._current) == element_of(trace, quantities[0])
        if is_same_place and value_of(trace, self._current) is not None:
            return self._current
        return next((one for one in quantities if one.kind is self._current.kind), quantities[0])

    def _is_there(self, number: Quantity | Metric) -> bool:
        if isinstance(number, Metric):
            return True
        return self._trace is not None and value_of(self._trace, number) is not None

    def _go(self, quantity: object) -> None:
        """A person chose a number: show it, and let everyone know."""
        assert isinstance(quantity, Quantity)
        assert self._trace is not None
        self.show_quantities(self._trace, beside(self._trace, quantity), quantity)
        self.quantity_chosen.emit(quantity)

    def _follow(self, link: object) -> None:
        if isinstance(link, Quantity):
            self._go(link)
        else:
            self.led_away.emit(link)

    def _revisit(self, number: Quantity | Metric | None) -> None:
        if number is not None:
            self._follow(number)

    def _toggle_open(self) -> None:
        self._is_open = not self._is_open
        self._refresh()

    def _refresh_if_stale(self) -> None:
        if self._is_stale:
            self._refresh(even_hidden=True)

    def _refresh(self, even_hidden: bool = False) -> None:
        self._is_stale = not (self.isVisible() or even_hidden)
        if self._is_stale:
            return
        if self._metric is not None:
            self._explanation = self._metric
        elif self._trace is None or self._current is None:
            self._explanation = None
            self._stack.setCurrentIndex(0)
            return
        else:
            self._explanation = explain(self._trace, self._current)
        self._show_explanation(self._explanation)
        self._stack.setCurrentIndex(1)

    def _show_explanation(self, explanation: Explanation) -> None:
        _set_text(self._path, " › ".join(say(part) for part in explanation.path))
        _set_text(self._title, say(explanation.title))
        _set_text(self._sentence, say(explanation.sentence))
        quantities = () if self._metric is not None else self._quantities
        self._choices.show_choices([(one, say(_SHORT_NAMES[one.kind])) for one in quantities], self._current)
        terms = explanation.term_count
        if self._is_open:
            explanation = explanation.opened()
        self._card.show_explanation(explanation, self._digits, terms)
        rows = (explanation.comes_from, explanation.goes_to, explanation.update)
        for section, shown in zip(self._sections, rows, strict=True):
            section.show_rows(shown, self._digits)

    def _copy_selection_or_all(self) -> None:
        """Words marked with the mouse go first."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLabel) and focused.hasSelectedText():
            QGuiApplication.clipboard().setText(focused.selectedText())
        else:
            self.copy_text()


def _choices_beside(trace: Trace, quantities: tuple[Quantity, ...], chosen: Quantity) -> tuple[Quantity, ...]:
    """The numbers of the same element; those on the way, which rows lead to, only where they are chosen."""
    element = element_of(trace, chosen)
    is_straight = chosen.column > 0 and trace.network.layers[chosen.column - 1].activation == "identity"
    by_the_way = OPTIMIZER_KINDS | ({Kind.ACTIVATION_SLOPE} if is_straight else set())
    return tuple(
        one
        for one in quantities
        if one == chosen or (element_of(trace, one) == element and one.kind not in by_the_way)
    )


def _set_text(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
