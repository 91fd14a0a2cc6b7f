"""What units can show, in words: as an entry of a menu with what it means, and as a name."""

from __future__ import annotations

from core.message import Message
from simulator.frames.face import Face
from simulator.words import say

FACE_WORDS = {
    Face.AUTO: (Message("&Automatic"), Message("The value, and the activation curve where there is room")),
    Face.VALUE: (Message("&Value"), Message("What each unit answers to the example")),
    Face.CURVE: (Message("Activation &curve"), Message("The curve, and the point where this example is")),
    Face.MAP: (Message("&Map over inputs"), Message("What each unit answers all over the plane of both inputs")),
    Face.WEIGHTS: (Message("Incoming &weights"), Message("A bar for each weight that leads into the unit")),
    Face.HISTOGRAM: (Message("&Histogram of answers"), Message("How often each answer occurs over the data")),
}


def name_of(face: Face) -> str:
    """What a face is called where no letter is underlined."""
    return say(FACE_WORDS[face][0]).replace("&", "")
