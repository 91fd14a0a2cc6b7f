"""What a picture of gradient descent says in words."""

from __future__ import annotations

from core.message import Message
from core.network import Network
from core.numbers import short
from core.results.descent import Descent, Fate, steps_to_rest
from core.weight_edits import BiasPlace, Place

_FATES = {
    Fate.FLAT: Message("The slope is 0 here, so no step leads anywhere."),
    Fate.OVERSHOOTS: Message("Overshoots: every step jumps across the lowest point, but lands nearer to it."),
    Fate.SWINGS: Message("Swings: every step jumps across the lowest point, and lands no nearer to it."),
}


def name_of(network: Network, place: Place) -> Message:
    """What a weight or a bias is called."""
    unit = network.unit_names(place.column)[place.unit]
    if isinstance(place, BiasPlace):
        return Message("bias of {unit}", unit=unit)
    return Message("{source} → {unit}", source=network.unit_names(place.column - 1)[place.source], unit=unit)


def fate_in_words(descent: Descent, leaves_at: int | None) -> Message:
    """What becomes of repeated steps; `leaves_at` is the first step that lands outside the picture."""
    fate, walk = descent.fate, descent.walk
    if fate is Fate.DIVERGES:
        if leaves_at is None:
            return Message("Diverges: the steps lead to a larger loss. The learning rate is too large here.")
        return Message(
            "Diverges: step {step} leaves the picture, and the loss grows. The learning rate is too large here.",
            step=leaves_at,
        )
    if fate in _FATES:
        return _FATES[fate]
    if fate is Fate.ARRIVES:
        steps = steps_to_rest(walk)
        first, last = _told_apart(walk.losses[0], walk.losses[steps])
        return Message(
            "Arrives: the steps grow short. After {steps} of them the loss has fallen from {first} to {last}.",
            steps=steps,
            first=first,
            last=last,
        )
    first, last = _told_apart(walk.losses[0], walk.losses[-1])
    if first == last:
        return Message(
            "Goes down, but hardly: after {steps} steps the loss is still {last}.", steps=len(walk), last=last
        )
    return Message(
        "Goes down: after {steps} steps the loss has fallen from {first} to {last}, and there is more to go.",
        steps=len(walk),
        first=first,
        last=last,
    )


def _told_apart(first: float, last: float) -> tuple[str, str]:
    """Two numbers in as many digits as show which is the larger, if six do."""
    for digits in range(4, 7):
        texts = short(float(first), digits), short(float(last), digits)
        if texts[0] != texts[1]:
            break
    return texts
