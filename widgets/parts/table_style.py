"""The look of tables, and of trees with columns."""

from __future__ import annotations

from string import Template

from PySide6.QtWidgets import QTableView, QTreeView

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


_TREE = Template("""
QTreeView {
    background: $panel; border: none; padding: 4px 8px; color: $ink; show-decoration-selected: 1;
    selection-background-color: $chosen; selection-color: $ink;
}
QTreeView:focus { border: 2px solid $ink; padding: 2px 6px; }
QTreeView::item { min-height: 28px; border: none; padding: 0 4px; }
QTreeView::item:hover { background: $hover; }
QTreeView::item:selected { background: $chosen; color: $ink; }
QTreeView::branch:hover { background: $hover; }
QTreeView::branch:selected { background: $chosen; }
QTreeView QLineEdit { min-height: 22px; max-height: 24px; padding: 0 4px; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $text_2; font-size: 12px; font-weight: 600; padding: 4px 8px; border: none;
    border-bottom: 1px solid $hairline;
}
""")


def dress_tree(view: QTreeView, theme: Theme) -> None:
    """Dress a tree of lines in the theme."""
    shades = {"hover": mix(theme.panel, theme.ink, 0.07), "chosen": mix(theme.panel, theme.ink, 0.13)}
    tokens = {key: value for key, value in vars(theme).items() if isinstance(value, str)}
    sheet = _TREE.substitute(tokens | shades)
    if sheet != view.styleSheet():
        view.setStyleSheet(sheet)
