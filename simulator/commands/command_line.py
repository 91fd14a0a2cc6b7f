"""What may stand on the command line, and what it means."""

from __future__ import annotations

import re
from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    BooleanOptionalAction,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from core.experiment import DEVICES
from core.expression import number_of
from core.live_code.kinds import KINDS
from core.message import Message, Problem
from simulator.film.format import FORMATS
from simulator.film.scene import Scene
from simulator.film.settings import Pace, Quality
from simulator.film.still_kinds import KINDS as PICTURES
from simulator.frames.face import BiasAs, Face
from simulator.words import say

TRANSCRIPT = "transcript"
COMMANDS = ("explain", "train", "record", "export", "check", "devices")
WINDOW = "window"

_PROGRAM = "python main.py"

_EXAMPLES = """\
examples:
  python main.py bank                              the window with a shipped example
  python main.py explain bank --inputs -1,2        the same network, other inputs
  python main.py train iris --epochs 200 --out trained.perceptarium
  python main.py record bank --out bank.mp4
  python main.py export iris --to pytorch --out iris.py"""

# Values of these may begin with a minus, which argparse would take for another option.
_NUMBER_OPTIONS = ("--inputs", "--targets", "--learning-rate", "--seconds", "--at", "--scale")
# A film smaller than this shows nothing; larger than 8K no player takes.
_SMALLEST, _LARGEST = 64, 8192
_FILM_KINDS = ", ".join(each.suffix for each in FORMATS if each.suffix)


class _Parser(ArgumentParser):
    """An argument parser whose complaints are problems: one line, like every other."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=RawDescriptionHelpFormatter, **settings)

    def error(self, message: str) -> NoReturn:
        place, colon, reason = message.removeprefix("argument ").partition(": ")
        if colon and (place.startswith("-") or place.isupper()):
            raise Problem(Message("{reason}", reason=reason), place)
        raise Problem(Message("{reason}; see --help", reason=message))


def parse(argv: Sequence[str]) -> Namespace:
    """The arguments as attributes; `command` is one of COMMANDS or WINDOW (raises Problem).

    A first word that is no command is the file to open, so a file named like a command is reached as `./train`.
    """
    words = _with_numbers_joined(argv)
    if not words or (words[0] not in COMMANDS and (not words[0].startswith("-") or words[0] == "--")):
        if len(words) > 1 and words[0] != "--" and words[1] not in ("-h", "--help"):
            known = ", ".join(COMMANDS)
            raise Problem(Message("is no command; the commands are {known}", known=known), words[0])
        words = [WINDOW, *words]
    return _parser().parse_args(words)


def _with_numbers_joined(argv: Sequence[str]) -> list[str]:
    """`--inputs -1,2` as `--inputs=-1,2`."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] in _NUMBER_OPTIONS and re.match(r"-[\d.,]|-(inf|nan)", word):
            words[-1] += f"={word}"
        else:
            words.append(word)
    return words


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog=_PROGRAM,
        usage=f"{_PROGRAM} [FILE]\n       {_PROGRAM} COMMAND ...",
        description=say(Message("See a neural network think. With a FILE, or with nothing, the window opens.")),
        epilog=_EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"perceptarium {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog=_PROGRAM)
    # No help, so that it is not listed: nobody types this one.
    window = commands.add_parser(WINDOW, prog=_PROGRAM)
    window.add_argument("file", metavar="FILE", nargs="?", help=_file_help())
    _add_explain(commands)
    _add_train(commands)
    _add_record(commands)
    _add_export(commands)
    parser_of_check = _add_command(
        commands, "check", Message("hold the numbers of this network against torch, autograd and differences")
    )
    parser_of_check.add_argument("file", metavar="FILE", help=_file_help())
    _add_command(commands, "devices", Message("say what there is to train on, what is chosen, and why"))
    return parser


def _add_explain(commands: Any) -> None:
    parser = _add_command(commands, "explain", Message("work one step through: forward, loss, back, update"))
    parser.add_argument("file", metavar="FILE", help=_file_help())
    numbers = Message("instead of the file's example, before scaling; as in 2,3 or -1,2.5")
    parser.add_argument("--inputs", type=_numbers, metavar="A,B,…", help=say(numbers))
    parser.add_argument("--targets", type=_numbers, metavar="A,B,…", help=say(Message("what should have come out")))
    parser.add_argument("--step", action="store_true", help=say(Message("insist on the update; needs targets")))
    parser.add_argument("--json", action="store_true", help=say(Message("one JSON object in full precision")))


def _add_train(commands: Any) -> None:
    parser = _add_command(commands, "train", Message("train the network on its data"))
    parser.add_argument("file", metavar="FILE", help=_file_help())
    parser.add_argument("--epochs", type=int, metavar="N", help=say(Message("passes over the training data")))
    parser.add_argument("--batch-size", type=int, metavar="N", help=say(Message("rows a step")))
    parser.add_argument("--learning-rate", type=float, metavar="X", help=say(Message("size of a step")))
    parser.add_argument("--device", choices=DEVICES, help=say(Message("where to compute")))
    parser.add_argument("--seed", type=int, metavar="N", help=say(Message("decides the split and the shuffles")))
    parser.add_argument("--out", metavar="FILE", help=say(Message("where to save; without it nothing is written")))
    parser.add_argument("--json", action="store_true", help=say(Message("one JSON object a line and epoch")))


def _add_record(commands: Any) -> None:
    parser = _add_command(commands, "record", Message("make a film"))
    file = Message("a path, or the name of a shipped example such as bank or iris; with --what lesson, a lesson")
    parser.add_argument("file", metavar="FILE", help=say(file))
    parser.add_argument(
        "--out",
        metavar="FILM",
        required=True,
        help=say(Message("the film, as in bank.mp4; {kinds}, or a folder for PNG pictures", kinds=_FILM_KINDS)),
    )
    film = Message("options from a film file (JSON); those given here count more")
    parser.add_argument("--film", metavar="FILE", help=say(film))
    lines = Message("one JSON object a line: how far it is, and at the end what there is")
    parser.add_argument("--json", action="store_true", help=say(lines))
    _add_what_is_told(parser.add_argument_group(say(Message("what it tells"))))
    _add_how_it_looks(parser.add_argument_group(say(Message("how it looks"))))
    _add_what_the_film_is(parser.add_argument_group(say(Message("the film"))))


def _add_what_is_told(group: Any) -> None:
    kinds = ("step", "training", "lesson")
    group.add_argument("--what", choices=kinds, help=say(Message("what it shows (step)")))
    steps = Message("steps with the example, one after the other (1)")
    group.add_argument("--steps", type=int, metavar="N", help=say(steps))
    begin, end = Message("the epoch with which a run begins"), Message("the epoch with which a run ends")
    group.add_argument("--from", dest="first", type=int, metavar="A", help=say(begin))
    group.add_argument("--to", type=int, metavar="B", help=say(end))
    paces = tuple(pace.value for pace in Pace)
    pace = Message("of steps and of a run: steady or slow-first (steady)")
    group.add_argument("--pace", type=_spaced, choices=paces, metavar="PACE", help=say(pace))
    detail = Message("how finely the step is shown: by-layer or by-unit")
    levels = ("by layer", "by unit")
    group.add_argument("--detail", type=_spaced, choices=levels, metavar="LEVEL", help=say(detail))
    title = Message("a card at the beginning; without a text it says what the experiment says of itself")
    group.add_argument("--title", nargs="?", const="", metavar="TEXT", help=say(title))
    closing = Message("a card at the end; without a text it says what came out")
    group.add_argument("--closing", nargs="?", const="", metavar="TEXT", help=say(closing))
    captions = Message("say below what happens, or not")
    group.add_argument("--captions", action=BooleanOptionalAction, help=say(captions))


def _add_how_it_looks(group: Any) -> None:
    scenes = tuple(scene.value for scene in Scene)
    group.add_argument("--scene", choices=scenes, help=say(Message("what stands beside the network (auto)")))
    weight = Message("the weight of a descent, as in “children to node_0” (the steepest)")
    group.add_argument("--weight", metavar="EDGE", help=say(weight))
    camera = Message("fit, follow (the signal), or a unit to look at (fit)")
    group.add_argument("--camera", metavar="VIEW", help=say(camera))
    faces = tuple(face.value for face in Face)
    group.add_argument("--face", choices=faces, help=say(Message("what units show")))
    ways = tuple(bias.value for bias in BiasAs)
    biases = Message("each a number at its unit, or an edge from a node that is always 1")
    group.add_argument("--biases", choices=ways, help=say(biases))
    spotlight = Message("let the beat that plays stand out, or not")
    group.add_argument("--spotlight", action=BooleanOptionalAction, help=say(spotlight))
    group.add_argument("--theme", choices=("light", "dark"), help=say(Message("its colours")))
    ground = Message("leave the ground out, where the format can")
    group.add_argument("--transparent", action=BooleanOptionalAction, help=say(ground))


def _add_what_the_film_is(group: Any) -> None:
    size = Message("width and height in pixels (1920x1080)")
    group.add_argument("--size", type=_size, metavar="WxH", help=say(size))
    rate = Message("frames a second, 1 to 120 (60; 25 for GIF)")
    group.add_argument("--fps", type=_frame_rate, metavar="N", help=say(rate))
    group.add_argument("--seconds", type=_seconds, metavar="S", help=say(Message("how long it lasts")))
    quality = Message("how much may be lost for a smaller file (good)")
    group.add_argument("--quality", choices=tuple(each.value for each in Quality), help=say(quality))


def _add_export(commands: Any) -> None:
    parser = _add_command(commands, "export", Message("write the computation as Python code, a picture or a text"))
    parser.add_argument("file", metavar="FILE", help=_file_help())
    kinds, drawn = ", ".join(KINDS), ", ".join(PICTURES)
    known = Message(
        "code: {kinds}; a picture: {pictures}; the step beat by beat: {text}",
        kinds=kinds,
        pictures=drawn,
        text=TRANSCRIPT,
    )
    choices = (*KINDS, *PICTURES, TRANSCRIPT)
    parser.add_argument("--to", choices=choices, required=True, metavar="FORMAT", help=say(known))
    out = Message("the file, as in bank.py or bank.md; numbers too many for code go into bank.npz beside it")
    parser.add_argument("--out", metavar="OUT", required=True, help=say(out))
    pictures = parser.add_argument_group(say(Message("of pictures")))
    size = Message("width and height in logical pixels (1280x720)")
    pictures.add_argument("--size", type=_size, metavar="WxH", help=say(size))
    pictures.add_argument(
        "--scale", type=_scale, metavar="X", help=say(Message("pixels of a PNG for one of these (1)"))
    )
    pictures.add_argument("--theme", choices=("light", "dark"), help=say(Message("its colours")))
    at = Message(
        "the second of the step, or of the film; without it, the network at rest, or the film's last picture"
    )
    pictures.add_argument("--at", type=_instant, metavar="S", help=say(at))
    pictures.add_argument(
        "--transparent", action="store_true", default=None, help=say(Message("leave the ground out"))
    )
    film = Message("composed like the film of these options (JSON)")
    pictures.add_argument("--film", metavar="FILE", help=say(film))


def _add_command(commands: Any, name: str, what: Message) -> ArgumentParser:
    words = say(what)
    description = f"{words[:1].upper()}{words[1:]}."
    parser: ArgumentParser = commands.add_parser(name, help=words, description=description)
    return parser


def _file_help() -> str:
    return say(Message("a path, or the name of a shipped example such as bank or iris"))


def _checked(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """`read` for argparse, which takes a ValueError for its own and a Problem not at all."""

    def checked(text: str) -> Any:
        try:
            return read(text)
        except Problem as problem:
            raise ArgumentTypeError(say(problem.message)) from None

    return checked


@_checked
def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(number_of(part) for part in text.split(","))
    except Problem:
        raise Problem(Message('"{text}" is not a list of finite numbers, as in 2,3', text=text)) from None


@_checked
def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip(), re.ASCII)
    if found is None or not all(_SMALLEST <= int(side) <= _LARGEST for side in found.groups()):
        raise Problem(
            Message(
                '"{text}" is no size of {smallest} to {largest} pixels a side, as in 1920x1080',
                text=text,
                smallest=_SMALLEST,
                largest=_LARGEST,
            )
        )
    return int(found[1]), int(found[2])


@_checked
def _frame_rate(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not 1 <= int(text) <= 120:
        raise Problem(Message('"{text}" is not a whole number from 1 to 120', text=text))
    return int(text)


@_checked
def _instant(text: str) -> float:
    """A second of a step or film; before its beginning nothing is."""
    value = number_of(text)
    if value < 0:
        raise Problem(Message('"{text}" is before the beginning', text=text))
    return value


@_checked
def _scale(text: str) -> float:
    value = number_of(text)
    if not 0.1 <= value <= 16:
        raise Problem(Message("{text}: 0.1 to 16 are possible", text=text))
    return value


@_checked
def _seconds(text: str) -> float:
    refusal = Problem(Message('"{text}" is not a positive number', text=text))
    try:
        value = number_of(text)
    except Problem:
        raise refusal from None
    if value <= 0:
        raise refusal
    return value


def _spaced(text: str) -> str:
    return text.replace("-", " ")


def _version() -> str:
    try:
        return version("perceptarium")
    except PackageNotFoundError:
        return say(Message("(not installed)"))
