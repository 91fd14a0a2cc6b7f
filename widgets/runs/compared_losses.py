"""The losses of two runs over each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.message import Message
from core.numbers import exact, short
from core.runs.peaks import nearest
from core.runs.tape import History
from simulator.plots.curves import Curve
from simulator.words import say
from widgets.loss.loss_plot import LossPlot
from widgets.loss.readout_card import Rows

_NAMES = ((Message("A"), Message("A, test")), (Message("B"), Message("B, test")))


class ComparedLosses(LossPlot):
    """A and B in the colours of the runs, losses of test rows dashed; the mouse reads both."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Losses of both runs")))
        self._histories: tuple[History | None, ...] = ()
        self.read = self._rows_of

    def show_two(self, histories: Sequence[History | None], colors: Sequence[int]) -> None:
        """The numbers of A and B, as far as there are any, and which colours tell the runs apart."""
        self._histories = tuple(histories)
        curves = []
        for (name, test), history, color in zip(_NAMES, histories, colors, strict=True):
            if history is not None and len(history.epoch):
                colored = f"classes.{color}"
                curves.append(Curve(name, colored, history.epoch, history.train_loss))
                if not np.isnan(history.test_loss).all():
                    curves.append(Curve(test, colored, history.epoch, history.test_loss, is_dashed=True))
        self.reset_range()
        epochs = np.unique(np.concatenate([np.zeros(0), *(curve.epochs for curve in curves)]))
        self.show_run(epochs, curves, int(np.ceil(epochs[-1])) if len(epochs) else 0)

    def _rows_of(self, index: int) -> Rows:
        epoch = float(self.places.epochs[index])
        rows = [[(say(Message("epoch")), short(epoch, 7))]]
        for names, history in zip(_NAMES, self._histories, strict=True):
            at = None if history is None or not len(history.epoch) else nearest(history.epoch, epoch)
            if history is None or at is None or history.epoch[at] != epoch:
                continue
            losses = (float(history.train_loss[at]), float(history.test_loss[at]))
            rows.append([(say(name), exact(loss)) for name, loss in zip(names, losses, strict=True) if loss == loss])
        return rows
