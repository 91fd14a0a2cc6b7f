"""What is filmed and how, and the time of a film."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from core.experiment import LARGEST_COUNT
from core.message import Message, Problem
from simulator.film.scene import Scene
from simulator.frames.face import BiasAs, Face
from simulator.frames.timeline import Detail

SMALLEST_SIDE, LARGEST_SIDE = 16, 7680
MOST_FRAMES_A_SECOND = 120
LONGEST = 3600.0
MOST_STEPS = 100
LONGEST_TEXT = 400


class Pace(Enum):
    """How fast several steps, or the epochs of a run, follow one another."""

    STEADY = "steady"
    SLOW_FIRST = "slow first"


PACE_NAMES = {
    Pace.STEADY: Message("Steady"),
    Pace.SLOW_FIRST: Message("Slow at first, then faster"),
}


class Quality(Enum):
    """How much of a picture may be lost for a smaller file. Where nothing is ever lost it changes nothing."""

    SMALL = "small"
    GOOD = "good"
    BEST = "best"


@dataclass(frozen=True)
class FilmSettings:
    """What is filmed and how. `what` is `step`, `training` or `lesson`; `seconds` None: as long as it takes."""

    what: str = "step"
    width: int = 1920
    height: int = 1080
    fps: int = 60
    seconds: float | None = None
    theme_name: str = "light"
    has_captions: bool = True
    detail: Detail | None = None
    face: Face = Face.AUTO
    """What units show; one that the experiment cannot have leaves them as they are by themselves."""
    bias: BiasAs = BiasAs.NUMBER
    is_transparent: bool = False
    """Whether the ground is left out, for formats that can."""
    quality: Quality = Quality.GOOD
    spotlight: bool = False
    """Whether the beat that plays stands out, in a film of a step."""
    scene: Scene = Scene.AUTO
    """What stands beside the network."""
    weight: str | None = None
    """Over which weight a descent is shown, as in `children to node_0`; None: of steps the steepest, of a run the one
    that goes farthest."""
    steps: int = 1
    """How many steps with the example are shown, one after the other."""
    first_epoch: int | None = None
    last_epoch: int | None = None
    """From where to where a run is shown; None: its beginning and its end."""
    pace: Pace = Pace.STEADY
    """Of several steps and of a run."""
    title: str | None = None
    """What a card at the beginning says; empty: what the experiment says of itself. None: there is no card."""
    closing: str | None = None
    """The same at the end; empty: what came out."""
    camera: str = "fit"
    """How near the network is seen: `fit`, `follow` (the signal of a step) or the name of a unit."""

    def __post_init__(self) -> None:
        """Refuse what no film can have (raises Problem)."""
        for side in (self.width, self.height):
            if not SMALLEST_SIDE <= side <= LARGEST_SIDE:
                message = Message(
                    "{side} pixels: each side must have {low} to {high}",
                    side=side,
                    low=SMALLEST_SIDE,
                    high=LARGEST_SIDE,
                )
                raise Problem(message, "size")
        if not 1 <= self.fps <= MOST_FRAMES_A_SECOND:
            most = MOST_FRAMES_A_SECOND
            raise Problem(Message("{fps} frames a second: 1 to {most} are possible", fps=self.fps, most=most), "fps")
        if self.seconds is not None and not 0 < self.seconds <= LONGEST:
            message = Message("must be more than 0 and at most {most}", most=int(LONGEST))
            raise Problem(message, "seconds")
        for place, text in (("title", self.title), ("closing", self.closing)):
            if text is not None and len(text) > LONGEST_TEXT:
                message = Message("{count} letters: a card holds {most} at most", count=len(text), most=LONGEST_TEXT)
                raise Problem(message, place)
        self._check_extent()

    def _check_extent(self) -> None:
        if self.weight is not None and self.scene is not Scene.DESCENT:
            raise Problem(Message("only a descent is along a weight; choose the scene descent"), "weight")
        if not 1 <= self.steps <= MOST_STEPS:
            message = Message("{steps} steps: 1 to {most} are possible", steps=self.steps, most=MOST_STEPS)
            raise Problem(message, "steps")
        if self.steps > 1 and self.what != "step":
            raise Problem(Message("only a film of steps counts them; a run goes from epoch to epoch"), "steps")
        for place, epoch in (("from", self.first_epoch), ("to", self.last_epoch)):
            if epoch is None:
                continue
            if self.what != "training":
                raise Problem(Message("only a film of a training run goes from epoch to epoch"), place)
            if epoch < (self.first_epoch or 0):
                message = Message("{epoch}: epochs count from 0, and the last is not before the first", epoch=epoch)
                raise Problem(message, place)
            if epoch > LARGEST_COUNT:
                raise Problem(Message("must be at most {largest}", largest=LARGEST_COUNT), place)


@dataclass(frozen=True)
class Clock:
    """The time of a story: a first picture that stands, the action, a last picture that stands."""

    first: Fraction
    action: Fraction
    last: Fraction

    @property
    def duration(self) -> Fraction:
        return self.first + self.action + self.last

    def share(self, time: Fraction) -> Fraction:
        """How much of the action is over, 0 … 1."""
        return min(max((time - self.first) / self.action, Fraction(0)), Fraction(1))


def fraction_of(seconds: float) -> Fraction:
    """Seconds to the millisecond: floats of equal looks become equal fractions."""
    return Fraction(round(seconds * 1000), 1000)


def film_seconds(settings: FilmSettings) -> Fraction | None:
    """The length asked for; None where the film takes as long as it takes."""
    return None if settings.seconds is None else max(fraction_of(settings.seconds), Fraction(1, 1000))
