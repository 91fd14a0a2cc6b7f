"""The card with the formula, the same with numbers, and notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.explaining.arithmetic import Role, Sign
from core.explaining.explanation import Explanation
from core.explaining.terms import MOST_OPEN
from core.message import Message
from simulator.words import say
from widgets.explaining.equation_view import EquationView
from widgets.parts.controls import text_button, text_label

_IN_SHORT = Message("In short, loss and activation together")
_SHORT_RULE = (Sign(Message("slope"), Role.SLOPE), Sign("="), Sign(Message("activation − target")))


class EquationCard(QFrame):
    """A raised card around the equation; where there is one, with its short form, and the way into a long sum."""

    term_pointed = Signal(object)
    """The Quantity that a term under the pointer or the keys belongs to, or None."""
    link_chosen = Signal(object)
    open_toggled = Signal()
    """All terms are wanted, or the largest alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.view, self.short = EquationView(), EquationView()
        self._short_head = text_label(say(_IN_SHORT), "small")
        self._short_head.setWordWrap(True)
        self.all_terms = text_button()
        self.all_terms.clicked.connect(self.open_toggled)
        self.notes = text_label("", "small")
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for widget in (self.view, self.all_terms, self._short_head, self.short, self.notes):
            layout.addWidget(widget)
        layout.setAlignment(self.all_terms, Qt.AlignmentFlag.AlignLeft)
        for view in (self.view, self.short):
            view.term_pointed.connect(self.term_pointed)
            view.link_chosen.connect(self.link_chosen)
            view.open_wanted.connect(self.open_toggled)

    def show_explanation(self, explanation: Explanation, digits: int = 4, terms: int = 0) -> None:
        """`terms` are those of a long sum (0: there is none), whether all of them are shown or the largest."""
        self.view.show_explanation(explanation, digits)
        for part in (self._short_head, self.short):
            part.setVisible(bool(explanation.short_form))
        if explanation.short_form:
            short = replace(explanation, equation=explanation.short_form, formula=_SHORT_RULE)
            self.short.show_explanation(short, digits)
        self.all_terms.setVisible(terms > 0)
        words = Message("Show all {n} terms", n=terms) if explanation.term_count else Message("Largest terms only")
        if explanation.term_count > MOST_OPEN:
            words = Message("Show {n} of {all} terms", n=MOST_OPEN, all=f"{terms:,}")
        self.all_terms.setText(say(words))
        notes = "\n".join(say(note, digits) for note in explanation.notes)
        if notes != self.notes.text():
            self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
