"""What lies over a panel that would give away what is not to be seen yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.parts.controls import text_label


class Curtain(QWidget):
    """Covers all of a widget; what lies beneath is hidden, also from keys and from screen readers."""

    def __init__(self, body: QWidget, words: str) -> None:
        super().__init__(body)
        self._body = body
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = text_label(words, "label")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(line)
        self._beneath: list[QWidget] = []
        self.hide()
        body.installEventFilter(self)

    def set_drawn(self, is_drawn: bool) -> None:
        """Cover what is beneath, or show it again."""
        self.setVisible(is_drawn)
        if is_drawn:
            for child in self._body.children():
                if isinstance(child, QWidget) and child is not self and not _is_put_away(child):
                    child.hide()
                    self._beneath.append(child)
        else:
            for child in self._beneath:
                child.show()
            self._beneath.clear()
        self._cover()

    def eventFilter(self, body: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._cover()
        elif event.type() == QEvent.Type.ChildAdded and not self.isHidden():
            # A panel that is made late lies on top at first.
            QTimer.singleShot(0, self, lambda: self.set_drawn(not self.isHidden()))
        return False

    def _cover(self) -> None:
        self.setGeometry(self._body.rect())
        self.raise_()


def _is_put_away(widget: QWidget) -> bool:
    """Whether it was hidden by itself, and not only because its parent was never shown."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
