"""The look of tables."""

from __future__ import annotations

from string import Template

from PySide6.QtWidgets import QTableView

from simulator.theme import Theme, mix

_SHEET = Template("""
QTableView {
    background: $raised; border: 1px solid $hairline; padding: 1px; gridline-color: $grid;
    selection-background-color: $chosen; selection-color: $ink;
}
QTableView:focus { border: 2px solid $ink; padding: 0; }
QTableView::item { padding: 0 ${item_padding}px; border: 1px solid transparent; }
QTableView::item:focus { border: 1px solid $border_strong; }
QTableView::corner, QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: $panel; border: none; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $text_2; font-size: 12px; font-weight: 600; padding: 4px ${padding}px; border: none;
}
QHeaderView::section:horizontal { border-bottom: 1px solid $hairline; }
QHeaderView::section:horizontal:hover { background: $hover; color: $ink; }
QHeaderView::section:vertical { border-right: 1px solid $hairline; }
""")


def dress_table(view: QTableView, theme: Theme, padding: int = 8) -> None:
    """Dress a table in the theme. `padding` stands left and right of what its cells and headings hold."""
    shades = {"hover": mix(theme.panel, theme.ink, 0.07), "chosen": mix(theme.raised, theme.ink, 0.10)}
    tokens = {key: value for key, value in vars(theme).items() if isinstance(value, str)}
    # A delegate keeps 3 px of its own around a text, and the border of the present cell takes 1.
    paddings = {"padding": str(padding), "item_padding": str(padding - 4)}
    sheet = _SHEET.substitute(tokens | shades | paddings)
    if sheet != view.styleSheet():
        view.setStyleSheet(sheet)
