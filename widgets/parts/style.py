"""How widgets look: palette, style sheet and font of a theme, and the choice between light and dark."""

from __future__ import annotations

from string import Template
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from simulator.fonts import FAMILY, load_fonts
from simulator.theme import Theme, mix, theme
from widgets.parts.view_choices import ViewChoices

SYSTEM, LIGHT, DARK = "system", "light", "dark"

# What fontconfig falls back to where the desktop names no font of its own.
_FALLBACK_FAMILIES = ("DejaVu", "Bitstream Vera", "Liberation")


def apply_theme(app: QApplication, chosen: Theme) -> None:
    """Dress the application; every widget hears of it through a palette change."""
    font, sheet = general_font(), style_sheet(chosen)
    # To dress again takes half a second a window, even in what it wears.
    if not app.styleSheet():
        app.setStyle("Fusion")  # which stays, under whatever style sheet
    if app.font() != font:
        app.setFont(font)
    if app.styleSheet() != sheet:
        app.setPalette(palette(chosen))
        app.setStyleSheet(sheet)


def current_theme() -> Theme:
    """The theme the application wears, read from its palette."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return theme(DARK if window.lightness() < 128 else LIGHT)


class Themed:
    """Mixed into a widget that draws or tints something itself: it is drawn anew at every change of theme. One that
    keeps something in the theme's colours overrides `apply_theme`."""

    _worn: Theme | None = None

    def apply_theme(self, theme: Theme) -> None:
        self.update()  # type: ignore[attr-defined]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # type: ignore[misc]
        if event.type() == QEvent.Type.PaletteChange:
            # Qt speaks of a change whenever a widget comes into another, which happens several times to each.
            worn, self._worn = self._worn, current_theme()
            if worn is not self._worn:
                self.apply_theme(self._worn)


class Appearance(QObject):
    """What all windows share: light, dark or what the system says at the moment, and how one looks at experiments."""

    changed = Signal(object)
    """The new theme."""

    def __init__(self, app: QApplication, choice: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.choice = choice
        self.view = ViewChoices(self)
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        apply_theme(app, self.theme)

    @property
    def theme(self) -> Theme:
        if self.choice != SYSTEM:
            return theme(self.choice)
        is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return theme(DARK if is_dark else LIGHT)

    def choose(self, choice: str) -> None:
        """`system`, `light` or `dark`."""
        self.choice = choice
        apply_theme(self._app, self.theme)
        self.changed.emit(self.theme)

    def _system_changed(self, *_: Any) -> None:
        if self.choice == SYSTEM:
            self.choose(SYSTEM)


def general_font() -> QFont:
    """The desktop's font at 13 px with tabular figures; Inter where the desktop has none."""
    load_fonts()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    found = QFontInfo(font).family()
    if not found or found.startswith(_FALLBACK_FAMILIES):
        font = QFont(FAMILY)
    font.setPixelSize(13)
    font.setWeight(QFont.Weight.Normal)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font


def palette(theme: Theme) -> QPalette:
    """Roles of the theme, for everything the style sheet leaves alone."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.panel,
        role.Base: theme.raised,
        role.AlternateBase: theme.panel,
        role.Button: theme.raised,
        role.Text: theme.ink,
        role.WindowText: theme.ink,
        role.ButtonText: theme.ink,
        role.PlaceholderText: theme.text_3,
        role.Highlight: theme.ink,
        role.HighlightedText: theme.on_ink,
        role.Accent: theme.ink,
        role.Link: theme.ink,
        role.ToolTipBase: theme.ink,
        role.ToolTipText: theme.on_ink,
        role.Light: theme.raised,
        role.Midlight: theme.hairline,
        role.Mid: theme.border,
        role.Dark: theme.border_strong,
        role.Shadow: theme.hairline,
    }
    made = QPalette()
    for where, color in colors.items():
        made.setColor(where, QColor(color))
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.border_strong))
    return made


def style_sheet(theme: Theme) -> str:
    """The look of all standard widgets. Widgets name their part in it by the property `role`."""
    shades = {
        "hover": mix(theme.panel, theme.ink, 0.07),
        "pressed": mix(theme.panel, theme.ink, 0.13),
        "primary_hover": mix(theme.ink, theme.panel, 0.14),
        "primary_pressed": mix(theme.ink, theme.panel, 0.26),
        "handle": mix(theme.panel, theme.ink, 0.22),
        "handle_hover": mix(theme.panel, theme.ink, 0.40),
        "disabled": theme.border_strong,
    }
    tokens = {key: value for key, value in vars(theme).items() if isinstance(value, str)}
    return _SHEET.substitute(tokens | shades)


_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog, QMessageBox { background: $panel; }
QMainWindow::separator { background: $hairline; width: 1px; height: 1px; }
QDockWidget, QScrollArea, QWidget[role="panel"] { background: $panel; border: none; }
QWidget[role="header"] { background: $chrome; border-bottom: 1px solid $hairline; }
QWidget[role="dock-title"] { background: $panel; border-bottom: 1px solid $hairline; }
QWidget[role="card"] { background: $raised; border: 1px solid $hairline; border-radius: 8px; }
QWidget[role="ghost"] { border: 1px dashed $border; border-radius: 8px; }
QFrame[role="rule"] { background: $hairline; border: none; }

QLabel { background: transparent; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="lesson-title"] { font-weight: 600; font-size: 18px; }
QLabel[role="equation"] { font-weight: 600; font-size: 15px; }
QTextBrowser[role="prose"] {
    background: transparent; border: none; selection-background-color: $ink; selection-color: $on_ink;
}
QLabel[role="section"] { font-weight: 600; font-size: 12px; color: $text_2; }
QLabel[role="label"] { color: $text_2; }
QLabel[role="small"] { color: $text_3; font-size: 12px; }
QLabel[role="number"] { font-weight: 600; }
QLabel[role="test"] { color: $test; font-weight: 600; }
QLabel[role="advice"] { font-size: 12px; }
QLabel[role="problem-card"] {
    color: $danger; background: $raised; border: 1px solid $danger; border-radius: 6px; padding: 3px 8px;
    font-size: 12px;
}
QLabel[role="problem"] { color: $danger; font-size: 12px; }
QLabel[role="label"]:disabled, QLabel[role="number"]:disabled { color: $disabled; }

QLineEdit, QComboBox {
    background: $raised; border: 1px solid $border; border-radius: 6px;
    min-height: 26px; max-height: 26px; padding: 0 8px;
    selection-background-color: $ink; selection-color: $on_ink;
}
QComboBox { padding-right: 0; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: none; }
QLineEdit:hover, QComboBox:hover { border-color: $border_strong; }
QLineEdit:focus, QComboBox:focus {
    border: 2px solid $ink; padding: 0 7px; min-height: 24px; max-height: 24px;
}
QComboBox:focus { padding-right: 0; }
QLineEdit[refused="true"], QLineEdit[refused="true"]:focus { border-color: $danger; }
QComboBox QLineEdit, QComboBox QLineEdit:hover, QComboBox QLineEdit:focus {
    background: transparent; border: none; padding: 0; min-height: 22px; max-height: 26px;
}
QLineEdit:disabled, QComboBox:disabled { color: $disabled; background: $panel; border-color: $hairline; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $border; padding: 4px;
    selection-background-color: $hover; selection-color: $ink;
}
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 4px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $hover; color: $ink; }
QComboBox QAbstractItemView::item:disabled { color: $text_3; background: transparent; }

QPlainTextEdit[role="code"] {
    background: $raised; border: 2px solid transparent; border-top: 1px solid $hairline;
    border-bottom: 1px solid $hairline; margin: 0; padding: 1px 0;
    selection-background-color: $ink; selection-color: $on_ink;
}
QPlainTextEdit[role="code"]::corner { background: transparent; }
QPlainTextEdit[role="code"]:focus { border: 2px solid $ink; padding: 0; }

QLineEdit[role="search"], QLineEdit[role="search"]:hover, QLineEdit[role="search"]:focus {
    background: transparent; border: none; padding: 0; min-height: 48px; max-height: 48px; font-size: 15px;
}
QListView[role="commands"] { background: transparent; border: none; padding: 4px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:focus { border: 2px solid $ink; }
QToolButton[role="boxed"] { background: $raised; border: 1px solid $border; }
QToolButton[role="boxed"]:hover { background: $hover; }
QToolButton[role="boxed"]:pressed { background: $pressed; }
QToolButton[role="boxed"]:disabled { background: transparent; border-color: $hairline; }
QToolButton[role="boxed"]:focus { border: 2px solid $ink; }
QToolButton[role="field"] { background: $raised; border: 1px solid $hairline; }
QToolButton[role="field"]:hover { border-color: $border_strong; }
QToolButton[role="field"]:focus { border: 2px solid $ink; }
QToolButton[role="text"] { color: $text_2; font-size: 12px; padding: 0 6px; }
QToolButton[role="text"]:disabled { color: $disabled; }
QToolButton[role="text"]:checked { color: $ink; font-weight: 600; }
QToolButton[role="pill"] { border-radius: 12px; }
QToolButton[role="pill"]:focus { border: 2px solid $ink; }
QToolButton[role="pill-text"] {
    border-radius: 12px; font-weight: 500; text-align: left; padding: 0 20px 0 10px;
}
QToolButton[role="pill-text"]:focus { border: 2px solid $ink; padding: 0 19px 0 9px; }
QToolButton[role="pill-text"]::menu-indicator, QToolButton[role="boxed"]::menu-indicator,
QToolButton[role="menu"]::menu-indicator { image: none; }
QToolButton[role="action"] {
    background: transparent; border: 1px solid $border; font-weight: 500; padding: 0 10px 0 6px;
}
QToolButton[role="action"]:hover { background: $pressed; }
QToolButton[role="action"]:focus { border: 2px solid $ink; padding: 0 9px 0 5px; }
QToolButton[role="play"] { background: $ink; border: none; border-radius: 20px; }
QToolButton[role="play"]:hover { background: $primary_hover; }
QToolButton[role="play"]:pressed { background: $primary_pressed; }
QToolButton[role="play"]:focus { border: 3px double $on_ink; }
QToolButton[role="play"]:disabled { background: $border; }

QPushButton {
    background: $raised; border: 1px solid $border; border-radius: 6px;
    padding: 0 10px; min-height: 26px; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:checked { background: $pressed; border-color: $border_strong; }
QPushButton:disabled { color: $disabled; background: transparent; border-color: $hairline; }
QPushButton:focus { border: 2px solid $ink; padding: 0 9px; min-height: 24px; }
QPushButton[role="primary"], QPushButton:default {
    background: $ink; color: $on_ink; border: 1px solid $ink; font-weight: 600;
}
QPushButton[role="primary"] { min-height: 30px; }
QPushButton[role="primary"]:hover, QPushButton:default:hover { background: $primary_hover; }
QPushButton[role="primary"]:pressed, QPushButton:default:pressed { background: $primary_pressed; }
QPushButton[role="primary"]:focus { border: 3px double $on_ink; min-height: 26px; padding: 0 8px; }
QPushButton[role="primary"]:disabled {
    background: $hairline; color: $disabled; border-color: $hairline;
}

QToolButton[role="chip"] {
    background: $raised; border: 1px solid $border; border-radius: 6px; font-weight: 500;
}
QToolButton[role="chip"]:hover { border-color: $border_strong; }
QToolButton[role="chip"]:checked { background: $ink; border-color: $ink; color: $on_ink; font-weight: 600; }
QToolButton[role="chip"]:checked:hover { background: $primary_hover; }
QToolButton[role="chip"]:focus { border: 2px solid $ink; }
QToolButton[role="chip"]:checked:focus { border: 3px double $on_ink; }

QWidget[role="segments"] { background: $sunken; border: 1px solid $hairline; border-radius: 6px; }
QToolButton[role="segment"] { color: $text_2; font-weight: 500; padding: 0 12px; border-radius: 5px; }
QToolButton[role="segment"]:checked { background: $raised; color: $ink; font-weight: 600; border-color: $border; }
QToolButton[role="segment"]:disabled { color: $disabled; }
QToolButton[role="segment"]:focus { border: 2px solid $ink; padding: 0 11px; }

QMenuBar { background: transparent; border: none; spacing: 0; }
QMenuBar::item { padding: 6px 9px; border-radius: 6px; background: transparent; color: $ink; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; color: $ink; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QToolTip { background: $ink; color: $on_ink; border: none; padding: 1px 3px; font-size: 12px; }

QTabBar { background: $panel; }
QTabBar::tab {
    background: transparent; color: $text_2; padding: 0 12px; height: 34px; border: none;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $ink; }
QTabBar::tear { width: 0; image: none; }
QTabBar::scroller { width: 24px; }
QTabBar QToolButton { background: $panel; border: none; border-radius: 0; }
QTabBar QToolButton:hover { background: $hover; }
QTabBar::tab:selected { color: $ink; font-weight: 600; border-bottom: 2px solid $ink; }
QStatusBar {
    background: $chrome; border-top: 1px solid $hairline; min-height: 25px; max-height: 25px;
    color: $text_2; font-size: 12px;
}
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: 12px; color: $text_2; }

QScrollBar { background: transparent; margin: 2px; }
QScrollBar:vertical { width: 8px; }
QScrollBar:horizontal { height: 8px; }
QScrollBar::handle { background: $handle; border-radius: 2px; }
QScrollBar::handle:hover { background: $handle_hover; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $pressed; }
QSlider::sub-page:horizontal { background: $handle_hover; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: $raised; border: 2px solid $ink;
}
QProgressBar { background: $sunken; border: 1px solid $hairline; border-radius: 4px; height: 6px; }
QProgressBar::chunk { background: $ink; border-radius: 3px; }
""")
