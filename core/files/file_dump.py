"""The text of an experiment file. What core/files/files.py reads from it is the same experiment."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.experiment import DataSource, Experiment, Training
from core.network import Layer
from core.presentation import BESIDE, PARTS, Presentation

VERSION = 1
REFERENCE = "array"
"""The one key of an object that stands for an array beside the text."""
LARGE = 10_000
"""Numbers an array must have to stand beside the text in a zip; below that the text alone is handier."""

Arrays = dict[str, np.ndarray[Any, Any]]
Numbers = Callable[[np.ndarray[Any, Any], str], Any]
"""An array and its name: what stands for it in the text."""


def dump(experiment: Experiment, folder: Path | None = None, aside: Arrays | None = None) -> str:
    """The file's text: every number as the shortest decimal that reads back to the same double.

    A table in `folder` or below it is named by a relative path. Large arrays are put into `aside`, where it is given,
    and the text only names them.
    """

    def numbers(array: np.ndarray[Any, Any], name: str) -> Any:
        if aside is None or array.size < LARGE:
            return array.tolist()
        aside[name] = array
        return {REFERENCE: name}

    network = experiment.network
    layers = [_dump_layer(layer, f"layers.{index}", numbers) for index, layer in enumerate(network.layers)]
    content = {
        "format": "perceptarium",
        "version": VERSION,
        "name": experiment.name,
        "notes": experiment.notes,
        "network": {"inputs": list(network.inputs), "layers": layers},
        "example": _without_empty(asdict(experiment.example)),
        "data": _dump_data(experiment.data, folder, numbers),
        "training": _dump_training(experiment.training),
        **_dump_presentation(experiment.presentation),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _dump_layer(layer: Layer, path: str, numbers: Numbers) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": layer.name,
        "units": list(layer.units),
        "activation": layer.activation,
        "weights": numbers(layer.weights, f"{path}.weights"),
        "use_bias": layer.use_bias,
    }
    if layer.use_bias:
        content["bias"] = numbers(layer.bias, f"{path}.bias")
    if layer.init is not None:
        content["init"] = layer.init
    if layer.dropout:
        content["dropout"] = layer.dropout
    for key, mask in (("frozen", layer.is_frozen), ("pruned", layer.is_pruned)):
        if mask is not None:
            content[key] = numbers(mask, f"{path}.{key}")
    return content


def _dump_data(data: DataSource, folder: Path | None, numbers: Numbers) -> dict[str, Any]:
    content = _without_empty(vars(data) | {"scaling": asdict(data.scaling)})
    for key in ("inputs", "targets"):
        if key in content:
            content[key] = numbers(np.array(content[key], np.float64), f"data.{key}")
    if data.test_rows is not None:  # none of the rows is not the same as not said
        content["test_rows"] = list(data.test_rows)
    for key in ("input_columns", "target_columns"):
        content.pop(key, None)
    if data.source == "file":
        content["path"] = _relative(data.path, folder)
        content |= {"inputs": list(data.input_columns), "targets": list(data.target_columns)}
    content["scaling"] = _without_empty(content["scaling"])
    if content["scaling"] == {"kind": "none"}:
        del content["scaling"]
    if data.source != "builtin":
        del content["seed"]
    return _without_defaults(content, asdict(DataSource()), ("stratify", "missing"))


def _relative(path: str, folder: Path | None) -> str:
    if folder is not None and Path(path).is_relative_to(folder.resolve()):
        return Path(path).relative_to(folder.resolve()).as_posix()
    return path


_OPTIONAL = ("momentum", "nesterov", "l1", "l2", "schedule", "early_stopping", "precision", "record")


def _dump_training(training: Training) -> dict[str, Any]:
    """Settings that are as they would be without being named are left away, so that files stay short."""
    return _without_defaults(_without_empty(asdict(training)), asdict(Training()), _OPTIONAL)


def _dump_presentation(presentation: Presentation) -> dict[str, Any]:
    """Nothing where nothing was chosen: so the file is one that older programs read."""
    content = asdict(presentation) | {
        "hidden": [part for part in PARTS if part in presentation.hidden],
        "beside": [part for part in BESIDE if part in presentation.beside],
    }
    defaults = asdict(Presentation()) | {"hidden": [], "beside": []}
    changed = _without_defaults(content, defaults, tuple(content))
    return {"presentation": changed} if changed else {}


def _without_defaults(content: dict[str, Any], defaults: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in keys or value != defaults[key]}


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None and value not in ((), "")}
