"""The experiments that come with the program."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from core.experiment import Experiment
from core.files.files import SUFFIX, parse, read
from core.message import Message, Problem

NAMES = (
    "bank",
    "bank-tanh",
    "bank-relu",
    "slopes",
    "gradient-descent",
    "iris",
    "circle",
    "xor",
    "spiral",
    "wine",
    "digits",
    "sine",
)
"""Healthy ones."""
AILMENTS = (
    "relu-at-output",
    "softmax-on-one-unit",
    "loss-mismatch",
    "only-linear",
    "dead-units",
    "saturated-units",
    "vanishing-slopes",
    "exploding-slopes",
    "loss-not-falling",
    "rate-too-high",
    "rate-too-low",
    "test-loss-rising",
    "unscaled-inputs",
    "class-imbalance",
)
"""In each of these one thing goes wrong; it is called as the advice (core/advice) that says so."""


def example(name: str) -> Experiment:
    """A shipped experiment by its name."""
    return parse(_content(name))


def about(name: str) -> tuple[str, str]:
    """What a shipped experiment is called and its notes, without the work of building it and reading its table."""
    content = json.loads(_content(name))
    return content["name"], content["notes"]


def is_shipped(name: str) -> bool:
    """Whether `name` means a shipped example, not a file of that name in the folder."""
    return name in (*NAMES, *AILMENTS) and not Path(name).is_file()


def find(name: str) -> Experiment:
    """A shipped experiment's name or a path (raises Problem). A file of that name in the folder goes first."""
    if is_shipped(name):
        return example(name)
    path = Path(name)
    try:
        return read(path)
    except Problem as problem:
        if problem.message.template == "no such file" and not path.suffix:
            known = ", ".join(NAMES)
            message = Message("no such file, and no example of that name; the examples are {known}", known=known)
            raise Problem(message, name) from None
        raise


def _content(name: str) -> bytes:
    folder = "ailments" if name in AILMENTS else "examples"
    return (files("assets") / folder / f"{name}{SUFFIX}").read_bytes()
