"""How far a run is to go on before it stops by itself: so many more epochs, or until something holds."""

from __future__ import annotations

from dataclasses import dataclass

from core.experiment import EarlyStopping
from core.message import Message, Problem
from core.progress import Best
from core.results.metrics import Scores
from core.runs.stopping import Patience

EPOCHS, PATIENCE = "epochs", "patience"
TRAIN_LOSS, TEST_LOSS = "train_loss", "test_loss"
TRAIN_ACCURACY, TEST_ACCURACY = "train_accuracy", "test_accuracy"
_REACHED = {
    TRAIN_LOSS: "stopped after {epoch} epochs: the training loss is below {value}",
    TEST_LOSS: "stopped after {epoch} epochs: the test loss is below {value}",
    TRAIN_ACCURACY: "stopped after {epoch} epochs: the accuracy on training rows is at least {value}",
    TEST_ACCURACY: "stopped after {epoch} epochs: the accuracy on test rows is at least {value}",
}
_MISSED = {
    TRAIN_LOSS: "stopped after {epoch} epochs, the most asked for: the training loss is not below {value}",
    TEST_LOSS: "stopped after {epoch} epochs, the most asked for: the test loss is not below {value}",
    TRAIN_ACCURACY: "stopped after {epoch} epochs, the most asked for: the training accuracy is below {value}",
    TEST_ACCURACY: "stopped after {epoch} epochs, the most asked for: the test accuracy is below {value}",
    PATIENCE: "stopped after {epoch} epochs, the most asked for: the loss still gets smaller",
}


@dataclass(frozen=True)
class Goal:
    """`kind` says what is watched after every whole epoch, `value` how far it is to come: `epochs` and `patience` (no
    smaller loss for so many) count epochs from where the goal was set, losses are to fall below, accuracies (0 to 1)
    to reach it. Where it does not come to that, `most` epochs from there on are the end; None: it goes on."""

    kind: str
    value: float
    most: int | None = None

    def __post_init__(self) -> None:
        """Raises Problem where that can never be reached, or is no goal."""
        if self.kind not in (EPOCHS, PATIENCE, *_REACHED):
            raise Problem(Message('"{kind}" is no goal of a run', kind=self.kind), "kind")
        if self.kind in (EPOCHS, PATIENCE) and not (self.value >= 1 and self.value == int(self.value)):
            raise Problem(Message("must be a whole number of 1 or more"), "value")
        if self.kind in (TRAIN_LOSS, TEST_LOSS) and not self.value > 0:
            raise Problem(Message("must be above 0: no loss is smaller"), "value")
        if self.kind in (TRAIN_ACCURACY, TEST_ACCURACY) and not 0 < self.value <= 1:
            raise Problem(Message("must be above 0 and at most 1"), "value")
        if self.most is not None and not (self.most >= 1 and self.most == int(self.most)):
            raise Problem(Message("must be a whole number of 1 or more"), "most")


class GoalWatch:
    """Looks at whole epochs, from one on, until the goal is reached."""

    def __init__(self, goal: Goal, epoch: int) -> None:
        self.goal = goal
        self._start = epoch
        settings = EarlyStopping(patience=int(goal.value)) if goal.kind == PATIENCE else EarlyStopping()
        self._patience = Patience(settings, Best(epoch=epoch))

    def see(self, epoch: int, scores: Scores) -> Message | None:
        """The losses after so many epochs of the run; what to say where that is the goal, or the most it may take."""
        goal, reached = self.goal, self._reached(epoch, scores)
        if reached is not None or goal.most is None or epoch - self._start < goal.most:
            return reached
        if goal.kind not in _MISSED:
            return Message("stopped after {epoch} epochs", epoch=epoch)
        return Message(_MISSED[goal.kind], epoch=epoch, value=goal.value)

    def _reached(self, epoch: int, scores: Scores) -> Message | None:
        goal = self.goal
        if goal.kind == EPOCHS:
            return Message("stopped after {epoch} epochs", epoch=epoch) if epoch - self._start >= goal.value else None
        if goal.kind == PATIENCE:
            self._patience.see(epoch, scores)
            if self._patience.reason is None:
                return None
            best = self._patience.best.epoch
            return Message("stopped after {epoch} epochs: no smaller loss since epoch {best}", epoch=epoch, best=best)
        now = getattr(scores, goal.kind)
        if now is None or not (now >= goal.value if "accuracy" in goal.kind else now < goal.value):
            return None
        return Message(_REACHED[goal.kind], epoch=epoch, value=goal.value)
