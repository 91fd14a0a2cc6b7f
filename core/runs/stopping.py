"""When a run ends before its last epoch: because it is good enough, because it no longer gets better, or because its
numbers grew beyond all bounds."""

from __future__ import annotations

from core.experiment import EarlyStopping
from core.message import Message
from core.numbers import short
from core.progress import Best, Position
from core.results.metrics import Scores

EXPLODED = 1e9
"""A training loss so many times the first one (or 1, where that was less) has exploded, though it is still finite."""


class Patience:
    """Watches the losses of whole epochs. `reason` says why to stop, once there is a reason."""

    def __init__(self, settings: EarlyStopping, best: Best) -> None:
        self._settings = settings
        self.best = best
        self.reason: Message | None = None

    def see(self, epoch: int, scores: Scores) -> None:
        """The losses after so many epochs. Patience looks at the test loss where there are test rows."""
        bound, patience = self._settings.loss_below, self._settings.patience
        watched = scores.train_loss if scores.test_loss is None else scores.test_loss
        if watched < self.best.loss:
            self.best = Best(watched, epoch)
        if bound is not None and scores.train_loss < bound:
            self.reason = Message("stopped after {epoch} epochs: the loss is below {bound}", epoch=epoch, bound=bound)
        elif patience is not None and epoch - self.best.epoch >= patience:
            self.reason = Message(
                "stopped after {epoch} epochs: no smaller loss since epoch {best}", epoch=epoch, best=self.best.epoch
            )


def infinite_in(layer: str, at: Position, rate: float) -> Message:
    """A number stopped being finite in the update at this position; what to try. People count from 1."""
    return Message(
        "a number was no longer finite in epoch {epoch}, step {step}, layer {layer}; "
        "try a smaller learning rate, for instance {rate}",
        epoch=at.epoch + 1,
        step=at.batch + 1,
        layer=layer,
        rate=short(rate / 10),
    )


def exploded(loss: float, first: float, at: Position, rate: float) -> Message:
    """The loss is finite and yet beyond all measure."""
    return Message(
        "the loss exploded from {first} to {loss} by epoch {epoch}; try a smaller learning rate, for instance {rate}",
        first=f"{first:.3g}",
        loss=f"{loss:.3g}",
        epoch=at.epoch + (1 if at.batch else 0),
        rate=short(rate / 10),
    )


def is_divergence(message: Message) -> bool:
    """Whether this is how a run says that its numbers grew beyond all bounds."""
    known = (infinite_in("", Position(), 1.0), exploded(1.0, 1.0, Position(), 1.0))
    return message.template in {each.template for each in known}
