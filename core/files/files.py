"""Experiment files: UTF-8 JSON (or a zip of it, core/files/archive.py), checked whole before anything is made of it.

`parse` and `to_bytes` (core/files/file_dump.py makes its text) are pure; `read` adds the disk. Every refusal is a
Problem naming the place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

import numpy as np
from pydantic import ValidationError

from core.data.data import first_training_row, fit_scaling
from core.experiment import DataSource, EarlyStopping, Example, Experiment, Scaling, Training
from core.files.archive import LARGEST_WHOLE, PROGRESS, SIGNATURE, Parts, is_archive, pack, unpack
from core.files.file_dump import REFERENCE, VERSION, Arrays, dump
from core.files.file_schema import (
    DataEntry,
    FileEntry,
    LayerEntry,
    NetworkEntry,
    PresentationEntry,
    TrainingEntry,
    first_problem,
)
from core.message import Message, Problem
from core.network import Array, Layer, Mask, Network, frozen
from core.parameters import flat_values
from core.presentation import Presentation
from core.schedule import Schedule

SUFFIX = ".perceptarium"
LESSON_SUFFIX = ".md"
# Far above any network that fits the canvas, far below what would exhaust a small machine.
LARGEST_FILE = 256 * 1024 * 1024
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')

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


def json_from(content: bytes, arrays: Arrays) -> Any:
    """What a text of JSON says, held to stricter rules than Python's (raises Problem)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(Message("is not UTF-8 text (byte {position})", position=error.start)) from None
    try:
        return json.loads(
            text,
            parse_constant=lambda name: _refuse_constant(name, text),
            object_pairs_hook=lambda pairs: _array_named(_unique_keys(pairs), arrays),
        )
    except json.JSONDecodeError as error:
        raise Problem(Message("is not JSON: {reason}", reason=error.msg), _line_and_column(text, error.pos)) from None
    except RecursionError:
        raise Problem(Message("is nested too deeply to be an experiment")) from None
    except ValueError:
        raise Problem(Message("holds a number with too many digits")) from None


def _refuse_constant(name: str, text: str) -> NoReturn:
    """Say where the first of Python's additions to JSON stands: it is the one that was met."""
    position = next(found.start(1) for found in _STRING_OR_CONSTANT.finditer(text) if found[1])
    raise Problem(
        Message("{name} is not a number an experiment can hold", name=name), _line_and_column(text, position)
    )


def _line_and_column(text: str, position: int) -> str:
    line, before = text.count("\n", 0, position) + 1, text.rfind("\n", 0, position)
    return f"line {line}, column {position - before}"


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise Problem(Message('the key "{key}" stands twice in one object', key=counts.most_common(1)[0][0]))
    return content


def _array_named(content: dict[str, Any], arrays: Arrays) -> Any:
    """The array itself, where an object only names one."""
    if set(content) != {REFERENCE}:
        return content
    name = content[REFERENCE]
    if not isinstance(name, str) or name not in arrays:
        raise Problem(Message('there is no array "{name}" beside the text', name=str(name)[:60]))
    return arrays[name]


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
        weights = _matrix(entry.weights, f"{place}.weights")
        bias = frozen([]) if entry.bias is None else _vector(entry.bias, f"{place}.bias")
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
        _mask(entry.frozen, "frozen"),
        _mask(entry.pruned, "pruned"),
        entry.dropout,
    )


def _mask(content: Any, place: str) -> Mask | None:
    """Rows of true and false, as wide as each other; Layer holds them against its weights."""
    if content is None:
        return None
    if isinstance(content, np.ndarray) and content.ndim == 2 and content.dtype == np.bool_:
        return content
    rows: list[Any] = content if isinstance(content, list) and content else [None]
    for index, row in enumerate(rows):
        is_row = isinstance(row, list) and all(type(value) is bool for value in row)
        if not is_row or len(row) != len(rows[0]):
            raise Problem(Message("one true or false expected for every weight"), f"{place}[{index}]")
    return np.array(rows, dtype=np.bool_)


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
        fields["input_columns"] = _names(content.inputs, "inputs")
        fields["target_columns"] = _names(content.targets, "targets")
        # Absolute from here on: the experiment is handed to other processes and saved in other folders.
        fields["path"] = str((folder or Path()).resolve() / content.path) if content.path else ""
    else:
        fields |= {name: _rows(getattr(content, name), name) for name in ("inputs", "targets")}
        if content.path:
            raise Problem(Message('only goes with "source": "file"'), "path")
    return DataSource(
        classes=tuple(content.classes),
        features=tuple(content.features),
        test_rows=None if content.test_rows is None else tuple(content.test_rows),
        scaling=_at("scaling", lambda: Scaling(scaling.kind, tuple(scaling.center), tuple(scaling.scale))),
        **fields,
    )


def _names(content: Any, place: str) -> tuple[str, ...]:
    """Names of columns."""
    if content is None:
        return ()
    if not isinstance(content, list) or not all(isinstance(name, str) for name in content):
        raise Problem(Message("a list of column names expected"), place)
    return tuple(content)


def _rows(content: Any, place: str) -> tuple[tuple[float, ...], ...]:
    return () if content is None else tuple(map(tuple, _matrix(content, place).tolist()))


def _matrix(content: Any, place: str) -> Array:
    """Rows of equal length, all finite numbers."""
    if isinstance(content, np.ndarray):
        return _from_beside(content, 2, place)
    if not isinstance(content, list) or not content:
        raise Problem(Message("a list of rows of numbers expected"), place)
    rows = [_vector(row, f"{place}[{index}]") for index, row in enumerate(content)]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            message = Message("{first} numbers expected, {found} found", first=len(rows[0]), found=len(row))
            raise Problem(message, f"{place}[{index}]")
    return frozen(np.stack(rows))


def _from_beside(array: np.ndarray[Any, Any], dimensions: int, place: str) -> Array:
    """An array of the zip, where numbers are wanted; that they are finite has been seen to."""
    if array.ndim != dimensions or array.dtype != np.float64:
        raise Problem(
            Message("an array of numbers in {dimensions} dimensions expected", dimensions=dimensions), place
        )
    return frozen(array)


def _vector(content: Any, place: str) -> Array:
    if isinstance(content, np.ndarray):
        return _from_beside(content, 1, place)
    if not isinstance(content, list) or not content:
        raise Problem(Message("a list of numbers expected"), place)
    for index, value in enumerate(content):
        # bool is an int to Python, not to a reader of the file.
        if type(value) not in (int, float):
            raise Problem(Message("a number expected"), f"{place}[{index}]")
    try:
        array = frozen(content)
    except OverflowError:
        raise Problem(Message("every number must be finite"), place) from None
    if not np.isfinite(array).all():
        index = int(np.flatnonzero(~np.isfinite(array))[0])
        raise Problem(Message("every number must be finite"), f"{place}[{index}]")
    return array
