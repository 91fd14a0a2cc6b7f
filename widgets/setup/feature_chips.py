"""Features to feed a network of two raw columns, as chips to switch on and off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.data.fitting import features_in_use, with_feature_toggled, with_features
from core.experiment import Experiment
from core.features import POINT_FEATURES, labels_of_features
from core.message import Message
from simulator.words import say
from widgets.parts.controls import LabelledRow
from widgets.parts.flow import flow_lines
from widgets.parts.section import Section

_HEIGHT, _GAP, _PADDING = 28, 6, 9


class FeaturesSection(Section):
    """What of two raw columns the network is fed with. Out of sight where there are not two, or no rows."""

    def __init__(self) -> None:
        super().__init__(say(Message("Features")))
        self._chips = FeatureChips()
        self._row = LabelledRow("", self._chips)
        self._row.label.hide()
        self.body.addWidget(self._row)
        self._chips.toggled.connect(self._toggle)

    def refresh(self, old: Experiment | None) -> None:
        now = self.experiment
        has_rows = now.data.source != "none" or bool(now.data.features)
        self.set_apt(has_rows and len(now.example.inputs) == 2)
        self._chips.show_features(features_in_use(now))
        if old is not None and old.data is not now.data:
            self._row.settle()

    def _toggle(self, feature: str) -> None:
        features = with_feature_toggled(features_in_use(self.experiment), feature)
        is_on = feature in features
        name = Message("Add feature {name}") if is_on else Message("Remove feature {name}")
        named = Message(name.template, name=labels_of_features((feature,))[0])
        self.attempt(self._row, named, lambda experiment: with_features(experiment, features))


class FeatureChips(QWidget):
    """One chip a feature, filled where it is on. Arrow keys go from chip to chip, the space bar switches one."""

    toggled = Signal(str)
    """The feature that a person switched; what is on is for `show_features` to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Features")))
        self._features: tuple[str, ...] = ()
        self.chips: list[QToolButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_features(self, on: Sequence[str]) -> None:
        """The usual features, and those of a file that are not among them."""
        offered = (*POINT_FEATURES, *(each for each in on if each not in POINT_FEATURES))
        if offered != self._features:
            self._features = offered
            self._rebuild()
        for feature, chip in zip(offered, self.chips, strict=True):
            chip.setChecked(feature in on)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * (_HEIGHT + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        return QSize(1, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _rebuild(self) -> None:
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for feature, label in zip(self._features, labels_of_features(self._features), strict=True):
            chip = QToolButton(self)
            chip.setText(label)
            chip.setAccessibleName(label)
            chip.setToolTip(say(Message("Feed the network {name}, or no longer", name=label)))
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.clicked.connect(partial(self.toggled.emit, feature))
            self.chips.append(chip)
            chip.show()
        self._arrange()
        self.updateGeometry()

    def _lines(self, width: int) -> list[list[int]]:
        return flow_lines([self._width(chip) for chip in self.chips], width, _GAP)

    def _arrange(self) -> None:
        chips = self.chips
        for row, line in enumerate(self._lines(self.width())):
            left = 0
            for index in line:
                width = self._width(chips[index])
                chips[index].setGeometry(left, row * (_HEIGHT + _GAP), width, _HEIGHT)
                left += width + _GAP

    def _width(self, chip: QToolButton) -> int:
        """Wide enough for the bold letters of a chip that is on: nothing moves when it is switched."""
        face = chip.font()
        face.setWeight(face.Weight.DemiBold)
        return max(32, QFontMetrics(face).horizontalAdvance(chip.text()) + 2 * _PADDING)
