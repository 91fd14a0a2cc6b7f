"""Advice from the losses of a run: not falling, falling too slowly, jumping about, or rising on rows not seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.activations import FloatArray
from core.advice.advice import (
    LOSS_NOT_FALLING,
    RATE_TOO_HIGH,
    RATE_TOO_LOW,
    TEST_LOSS_RISING,
    Advice,
    Remedy,
)
from core.advice.rows import Rows
from core.advice.structure import with_default_weights
from core.edits import with_training
from core.engines.engine import batches_per_epoch
from core.experiment import EarlyStopping, Experiment
from core.message import Message
from core.runs.tape import History

WINDOW = 20
"""The newest records that say how a run is going."""
MIN_EPOCHS, MIN_STEPS = 20, 300
"""So long a run has to have gone on before it is called stuck or slow: many begin with a plateau."""
HARDLY_ANY = 0.02
"""A loss that has fallen by less than this share has not fallen."""
LITTLE = 0.25
"""A loss that has fallen by less than this share, and evenly, falls too slowly."""
NO_BETTER = 0.5
"""Only where the loss is above so much of that of a constant answer is there anything that ought to fall."""
JUMP, OFTEN = 0.15, 0.3
"""A loss jumps where it rises by more than this share in one epoch; the rate is too high where so many of the newest
epochs do."""
WORSE = 1.5
"""So many times the loss it began with, or that of a constant answer, is worse than not to have trained."""
RISEN, RISEN_OF_BASELINE = 1.2, 0.05
"""The test loss has risen where it is so many times its smallest, and that is so much of a constant answer's loss."""
SINCE_SHARE = 0.2
"""For so much of the run it must have been above its smallest by half of that: single peaks are noise."""


def training_advice(
    experiment: Experiment, rows: Rows, history: History | None, *, is_broken_off: bool = False
) -> Iterator[Advice]:
    """`is_broken_off`: the run ended because its numbers were no longer finite, or exploded."""
    if is_broken_off:
        yield _too_high(experiment, _broken(experiment))
        return
    if history is None:
        return
    # Of a run that is recorded step by step, whole epochs alone: single steps may well jump.
    whole = np.flatnonzero((history.epoch % 1 == 0) & np.isfinite(history.train_loss))
    if len(whole) < 2:
        return
    epochs, losses, test = (column[whole] for column in (history.epoch, history.train_loss, history.test_loss))
    reason = _jumping(losses, rows.baseline)
    if reason is not None:
        yield _too_high(experiment, reason)
        return
    yield from _stuck_or_slow(experiment, rows, epochs, losses)
    yield from _rising(epochs, losses, test, rows.baseline, experiment)


def _broken(experiment: Experiment) -> Message:
    return Message(
        "The run broke off: its numbers grew beyond all bounds. With the rate {rate} every step goes further past "
        "the valley than the one before.",
        rate=experiment.training.learning_rate,
    )


def _jumping(losses: FloatArray, baseline: float) -> Message | None:
    newest = losses[-(WINDOW + 1) :]
    first, now = float(losses[0]), float(np.median(newest[-5:]))
    if len(newest) > 5 and now > WORSE * max(first, baseline):
        return Message(
            "The loss was {first} at the beginning and is {now} now: steps go past the valley.", first=first, now=now
        )
    if len(newest) <= WINDOW or now <= NO_BETTER * baseline:
        return None
    rises = np.diff(newest) / np.maximum(newest[:-1], 1e-300)
    share = float((rises > JUMP).mean())
    if share < OFTEN:
        return None
    return Message(
        "In {count} of the last {window} epochs the loss rose by more than {jump} %: steps go past the valley and "
        "back.",
        count=round(share * len(rises)),
        window=len(rises),
        jump=round(100 * JUMP),
    )


def _too_high(experiment: Experiment, reason: Message) -> Advice:
    rate = experiment.training.learning_rate / 10
    return Advice(
        RATE_TOO_HIGH,
        Message("The learning rate is too high."),
        reason,
        Message("Go back to the first weights (Reset) and train with a tenth of the rate."),
        "gradient-descent",
        remedy=_rate(rate),
    )


def _rate(rate: float) -> Remedy:
    return Remedy(Message("Learning rate {rate}", rate=rate), lambda now: with_training(now, learning_rate=rate))


def _stuck_or_slow(experiment: Experiment, rows: Rows, epochs: FloatArray, losses: FloatArray) -> Iterator[Advice]:
    passed = float(epochs[-1] - epochs[0])
    steps = passed * batches_per_epoch(max(1, rows.total), experiment.training)
    first, now = float(losses[0]), float(losses[-1])
    if passed < MIN_EPOCHS or steps < MIN_STEPS or now <= NO_BETTER * rows.baseline or not first:
        return
    fallen = 1 - now / first
    middle = float(losses[len(losses) // 2])
    # At a rate that is too low the way is straight: the second half of it is as steep as the first.
    is_even = first > middle > now and middle - now > 0.5 * (first - middle) and (np.diff(losses) < 0).mean() > 0.9
    seen = {"first": first, "now": now, "epochs": round(passed)}
    if is_even and 0 < fallen < LITTLE:
        rate = experiment.training.learning_rate * 10
        yield Advice(
            RATE_TOO_LOW,
            Message("The learning rate is too low."),
            Message(
                "In {epochs} epochs the loss fell from {first} to {now}: it falls evenly, but hardly. Every step is "
                "{rate} times the slope.",
                rate=experiment.training.learning_rate,
                **seen,
            ),
            Message("Train with ten times the rate; as long as the loss falls evenly, it can be higher still."),
            "gradient-descent",
            remedy=_rate(rate),
        )
    elif 1 - float(losses.min()) / first < HARDLY_ANY and now > (1 - 5 * HARDLY_ANY) * rows.baseline:
        yield Advice(
            LOSS_NOT_FALLING,
            Message("The loss does not fall."),
            Message(
                "It was {first} at the beginning and is {now} after {epochs} epochs; always the same answer would "
                "give {constant}.",
                constant=rows.baseline,
                **seen,
            ),
            Message(
                "Draw the weights anew: where all are equal or 0, all units learn the same. Then try another rate, "
                "and see that nothing is frozen."
            ),
            "failing-networks",
            remedy=Remedy(Message("Draw the weights anew"), with_default_weights),
        )


def _rising(
    epochs: FloatArray, train: FloatArray, test: FloatArray, baseline: float, experiment: Experiment
) -> Iterator[Advice]:
    if len(test) < MIN_EPOCHS or not np.isfinite(test).all():
        return
    best = int(test.argmin())
    smallest, since = float(test[best]), test[best:]
    tail = since[-max(5, round(SINCE_SHARE * len(test))) :]
    level = float(np.median(tail))
    bound = max(RISEN * smallest, smallest + RISEN_OF_BASELINE * baseline)
    is_lasting = len(tail) < len(since) and float(tail.min()) > (smallest + bound) / 2
    if not is_lasting or level < bound or float(np.median(train[-len(tail) :])) >= train[best]:
        return
    patience = max(10, round(0.1 * experiment.training.epochs))
    yield Advice(
        TEST_LOSS_RISING,
        Message("The test loss is rising."),
        Message(
            "It was smallest, {smallest}, at epoch {epoch} and is {now} now, while the training loss goes on "
            "falling: the network learns its rows by heart.",
            smallest=smallest,
            epoch=round(float(epochs[best])),
            now=level,
        ),
        Message("Stop earlier, gather more rows, use fewer units, or add dropout or a penalty on weights."),
        "overfitting",
        remedy=Remedy(
            Message("Stop early, after {patience} epochs without a smaller test loss", patience=patience),
            lambda now: with_training(
                now, early_stopping=EarlyStopping(now.training.early_stopping.loss_below, patience)
            ),
        ),
    )
