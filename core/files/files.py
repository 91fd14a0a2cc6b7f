"""Experiment files: UTF-8 JSON (or a zip of it, core/files/archive.py), checked whole before anything is made of it.

`parse` and `to_bytes` (core/files/file_dump.py makes its text) are pure; `read` adds the disk. Every refusal is a
Problem naming the place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydantic import ValidationError

from core.data.data import first_training_row, fit_scaling
from core.experiment import DataSource, EarlyStopping, Example, Experiment, Scaling, Training
from core.files.archive import LARGEST_WHOLE, PROGRESS, SIGNATURE, Parts, is_archive, pack, unpack
from core.files.file_arrays import read_mask, read_matrix, read_names, read_rows, read_vector
from core.files.file_dump import VERSION, Arrays, dump
from core.files.file_schema import (
    DataEntry,
    FileEntry,
    LayerEntry,
    NetworkEntry,
    PresentationEntry,
    TrainingEntry,
    first_problem,
)
from core.files.strict_json import json_from
from core.message import Message, Problem
from core.network import Array, Layer, Network, frozen
from core.parameters import flat_values
from core.presentation import Presentation
from core.schedule import Schedule

SUFFIX = ".perceptarium"
LESSON_SUFFIX = ".md"
# Far above any network that fits the canvas, far below what would exhaust a small machine.
LARGEST_FILE = 256 * 1024 * 1024

Made = TypeVar("Made")


def read(path: Path) -> Experiment:
    """The experiment in a file (raises Problem, its place beginning with the path)."""
    return read_open_as(path, parse)


def read_as(path: Path, made_of: Callable[[bytes, Path], Made]) -> Made:
    """As `read_open_as`, for files that are never so large that they could not be read whole."""

    def whole(content: bytes | BinaryIO, folder: Path) -> Made:
        return made_of(content if isinstance(content, bytes) else content.read(LARGEST_FILE), folder)

    return read_open_as(path, whole)


def read_open_as(path: Path, made_of: Callable[[bytes | BinaryIO, Path], Made]) -> Made:
    """What is made of the content of a file and its folder (raises Problem, its place beginning with the path).

    A zip is handed over as it is opened: with tapes in it, it may be larger than the memory.
    """
    try:
        if "\0" in str(path):
            raise FileNotFoundError
        if path.is_dir():
            raise Problem(Message("is a folder; name an experiment file"))
        with path.open("rb") as file:
            # Read no further than that: a device or a pipe has no size to ask for.
            content = file.read(len(SIGNATURE))
            if is_archive(content) and file.seekable():
                return made_of(file, path.parent)
            largest = LARGEST_WHOLE if is_archive(content) else LARGEST_FILE
            content += file.read(largest + 1 - len(content))
        if len(content) > largest:
            raise Problem(Message("is too large for an experiment (over {size} MB)", size=largest // 2**20))
        return made_of(content, path.parent)
    except FileNotFoundError:
        raise Problem(Message("no such file"), str(path)) from None
    except OSError as error:
        reason = Message("cannot be read: {reason}", reason=error.strerror or type(error).__name__)
        raise Problem(reason, str(path)) from None
    except Problem as problem:
        inner = f": {problem.place}" if problem.place else ""
        raise Problem(problem.message, f"{path}{inner}") from None


def parse(content: bytes | BinaryIO, folder: Path | None = None) -> Experiment:
    """The experiment written in `content` (raises Problem naming the place inside the file).

    A table it names by a relative path is looked for in `folder`.
    """
    return experiment_from(parts_in(content), folder)


def parts_in(content: bytes | BinaryIO) -> Parts:
    """Of a zip, also one that is open, or of a text (raises Problem)."""
    if isinstance(content, bytes) and not is_archive(content):
        return Parts(content)
    return unpack(content)


def to_bytes(experiment: Experiment, folder: Path | None = None) -> bytes:
    """The file: plain JSON, or a zip where arrays are large or a run stands that can go on."""
    parts = parts_of(experiment, folder)
    return parts.text if not parts.arrays and parts.progress is None else pack(parts)


def parts_of(experiment: Experiment, folder: Path | None = None) -> Parts:
    """What a file holds of an experiment."""
    arrays: Arrays = {}
    text = dump(experiment, folder, arrays).encode()
    return Parts(text, arrays, experiment.progress)


def experiment_from(parts: Parts, folder: Path | None) -> Experiment:
    """The experiment in the parts of a file (raises Problem)."""
    loaded = json_from(parts.text, parts.arrays)
    progress = parts.progress
    _refuse_other_formats(loaded)
    try:
        file = FileEntry.model_validate(loaded)
    except ValidationError as error:
        raise first_problem(error) from None
    network = _network(file.network)
    training = _at("training", lambda: _training(file.training))
    data = _at("data", lambda: _data(file.data, folder))
    if file.example is not None:
        targets = file.example.targets
        example = Example(tuple(file.example.inputs), None if targets is None else tuple(targets))
    else:
        example = first_training_row(network, data, training)
    if progress is not None and any(array.size != flat_values(network).size for array in progress.memory.arrays):
        raise Problem(Message("is of another network"), PROGRESS)
    presentation = _at("presentation", lambda: _presentation(file.presentation))
    experiment = Experiment(network, example, data, training, file.name, file.notes, progress, presentation)
    return fit_scaling(experiment) if not data.scaling.scale else experiment


def _refuse_other_formats(content: Any) -> None:
    """Before the keys: a file of another version has others."""
    if not isinstance(content, dict):
        raise Problem(Message("is not an experiment: an object {{…}} expected"))
    if content.get("format") != "perceptarium":
        raise Problem(Message('is not an experiment: "perceptarium" expected'), "format")
    version = content.get("version")
    if type(version) is not int or version != VERSION:
        message = Message("only version {known} is known here; a newer program may have written this", known=VERSION)
        raise Problem(message, "version")


def _at(place: str, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except Problem as problem:
        raise problem.within(place) from None


def _network(content: NetworkEntry) -> Network:
    layers = []
    for index, entry in enumerate(content.layers):
        place = f"network.layers[{index}]"
        weights = read_matrix(entry.weights, f"{place}.weights")
        bias = frozen([]) if entry.bias is None else read_vector(entry.bias, f"{place}.bias")
        if entry.bias is not None and len(bias) != len(entry.units):
            message = Message("{units} numbers expected, {found} found", units=len(entry.units), found=len(bias))
            raise Problem(message, f"{place}.bias")
        layers.append(_at(place, lambda e=entry, w=weights, b=bias: _layer(e, w, b)))  # type: ignore[misc]
    return _at("network", lambda: Network(tuple(content.inputs), tuple(layers)))


def _layer(entry: LayerEntry, weights: Array, bias: Array) -> Layer:
    return Layer(
        entry.name,
        tuple(entry.units),
        entry.activation,
        weights,
        bias,
        entry.use_bias,
        entry.init,
        read_mask(entry.frozen, "frozen"),
        read_mask(entry.pruned, "pruned"),
        entry.dropout,
    )


def _training(content: TrainingEntry) -> Training:
    fields = content.model_dump(exclude={"schedule", "early_stopping"})
    return Training(
        schedule=_at("schedule", lambda: Schedule(**content.schedule.model_dump())),
        early_stopping=_at("early_stopping", lambda: EarlyStopping(**content.early_stopping.model_dump())),
        **fields,
    )


def _presentation(content: PresentationEntry) -> Presentation:
    return Presentation(
        frozenset(content.hidden), frozenset(content.beside), content.locks_weights, content.spotlight
    )


def _data(content: DataEntry, folder: Path | None) -> DataSource:
    fields = content.model_dump(exclude={"inputs", "targets", "path", "classes", "features", "scaling", "test_rows"})
    scaling = content.scaling
    if content.source == "file":
        fields["input_columns"] = read_names(content.inputs, "inputs")
        fields["target_columns"] = read_names(content.targets, "targets")
        # Absolute from here on: the experiment is handed to other processes and saved in other folders.
        fields["path"] = str((folder or Path()).resolve() / content.path) if content.path else ""
    else:
        fields |= {name: read_rows(getattr(content, name), name) for name in ("inputs", "targets")}
        if content.path:
            raise Problem(Message('only goes with "source": "file"'), "path")
    return DataSource(
        classes=tuple(content.classes),
        features=tuple(content.features),
        test_rows=None if content.test_rows is None else tuple(content.test_rows),
        scaling=_at("scaling", lambda: Scaling(scaling.kind, tuple(scaling.center), tuple(scaling.scale))),
        **fields,
    )
