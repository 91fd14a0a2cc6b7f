"""The rows of an experiment in live code: written out, read with pandas, or from the file of numbers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from core.data.data import Table, rows_of, table_of
from core.experiment import DataSource, Experiment
from core.features import feature_of
from core.live_code.store import MOST_ROW_NUMBERS, Store
from core.live_code.text import assigned, broken, called, comment, literal, number, one_line
from core.network import Array, frozen

_MOST_BYTES = 4_000_000
"""A larger file is not read a second time, to see whether pandas reads it alike."""
_SEPARATORS = (",", ";", "\t", "|")


def fed_vector(experiment: Experiment) -> list[str]:
    """The example's raw numbers and how they become `input_data`."""
    raw = experiment.example.inputs
    names = ", ".join(experiment.network.inputs) if not experiment.data.features else ""
    lines = assigned("raw_data", raw, as_float=True, note=names if len(names) < 200 else "")
    made = "raw_data"
    if experiment.data.features:
        items = [_feature(text, "raw_data[{}]") for text in experiment.data.features]
        lines += _stacked("input_data", "np.array", items)
        made = "input_data"
    return [*lines, *_scaled(experiment.data, "input_data", made)]


def rows_lines(experiment: Experiment, store: Store) -> list[str]:
    """`inputs` (as the first layer receives them) and `targets`, rows × columns."""
    table = table_of(experiment)
    lines = _raw_rows(experiment, table, store)
    made = "raw"
    if experiment.data.features:
        items = [_feature(text, "raw[:, {}]") for text in experiment.data.features]
        lines += _stacked("inputs", "np.column_stack", items)
        made = "inputs"
    scaled = _scaled(experiment.data, "inputs", made)
    if not scaled and made == "raw":
        return [line.replace("raw = ", "inputs = ", 1) if line.startswith("raw = ") else line for line in lines]
    return [*lines, *scaled]


def uses_pandas(experiment: Experiment) -> bool:
    """Whether `rows_lines` reads the table in a file with pandas."""
    return experiment.data.source == "file" and _way_to_read(experiment.data, table_of(experiment)) is not None


def split_lines(experiment: Experiment, store: Store) -> list[str]:
    """`x_train`, `t_train` and, where rows are held out, `x_test`, `t_test`: the very split of the program."""
    table = table_of(experiment)
    data, training = experiment.data, experiment.training
    test = rows_of(table, data, training)[1]
    if not len(test):
        return ["x_train, t_train = inputs, targets"]
    if table.is_test is not None:
        lines = [*comment("The data say which rows are for testing.")]
        lines += [f"is_test = {store.keep('is_test', frozen(table.is_test))} == 1"]
    else:
        lines = [
            *comment(f"{len(test):,} of {len(table):,} rows are kept for testing, drawn from the seed."),
            f"order = np.random.default_rng([{training.seed}, 1]).permutation(len(inputs))",
            "is_test = np.zeros(len(inputs), dtype=bool)",
        ]
        lines += _stratified(experiment) if data.stratify else [f"is_test[order[:{len(test)}]] = True"]
    return [
        *lines,
        "x_train, t_train = inputs[~is_test], targets[~is_test]",
        "x_test, t_test = inputs[is_test], targets[is_test]",
    ]


def _stratified(experiment: Experiment) -> list[str]:
    fraction = experiment.training.test_fraction
    share = 0.2 if fraction is None else fraction
    return [
        "for kind in np.unique(targets, axis=0):  # of every class the same share",
        "    rows = order[(targets[order] == kind).all(axis=1)]",
        f"    is_test[rows[: min(round(len(rows) * {number(share)}), len(rows) - 1)]] = True",
    ]


def _raw_rows(experiment: Experiment, table: Table, store: Store) -> list[str]:
    way = _way_to_read(experiment.data, table) if experiment.data.source == "file" else None
    if way is not None:
        return _read_lines(experiment, table, way)
    about = f"{len(table):,} rows" + (f" of {one_line(experiment.data.name)}" if experiment.data.name else "")
    if not is_written_out(table):
        return [
            *comment(f"{about}: inputs as they are in the table, and targets."),
            f"raw = {store.keep('inputs', table.inputs)}",
            f"targets = {store.keep('targets', table.targets)}",
        ]
    lines = assigned("raw", table.inputs, as_float=True)
    return [*lines, *_target_lines(table)]


def is_written_out(table: Table) -> bool:
    """Whether the rows are few enough to stand in the code."""
    return bool(table.inputs.size + len(table) <= MOST_ROW_NUMBERS)


def _target_lines(table: Table) -> list[str]:
    targets = table.targets
    if targets.shape[1] > 1 and len(targets) > 1 and _is_one_hot(targets):
        classes = ", ".join(f"{place} {one_line(name)}" for place, name in enumerate(table.classes))
        numbers = [str(place) for place in targets.argmax(axis=1).tolist()]
        return [
            *(comment(f"Classes: {classes}.") if classes and len(classes) < 300 else []),
            *_filled("labels = np.array", numbers),
            f"targets = np.eye({targets.shape[1]})[labels]",
        ]
    if targets.shape[1] == 1 and len(targets) > 1:
        numbers = [number(value) for value in targets[:, 0].tolist()]
        return [*_filled("answers = np.array", numbers), "targets = answers[:, np.newaxis]"]
    return assigned("targets", targets)


def _filled(start: str, items: list[str]) -> list[str]:
    short = f"{start}([{', '.join(items)}])"
    return [short] if len(short) <= 76 else [f"{start}(", *broken(items, "    "), ")"]


def _is_one_hot(targets: Array) -> bool:
    return bool(((targets == 0) | (targets == 1)).all() and (targets.sum(axis=1) == 1).all())


def _feature(text: str, column: str) -> str:
    """The Python of a feature; `column` has a place for the number of a raw column."""
    feature = feature_of(text)
    assert feature is not None, "checked where the experiment is made"
    names = [column.format(place) for place in feature.columns]
    match feature.kind:
        case "^2":
            return f"{names[0]} ** 2"
        case "*":
            return f"{names[0]} * {names[1]}"
        case "sin" | "cos":
            return f"np.{feature.kind}({names[0]})"
        case _:
            return names[0]


def _stacked(name: str, maker: str, items: list[str]) -> list[str]:
    return [f"{name} = {maker}(", "    [", *(f"        {item}," for item in items), "    ]", ")"]


def _scaled(data: DataSource, name: str, made: str) -> list[str]:
    if not data.scaling.scale:
        return []
    return [
        *comment(f"Scaling ({data.scaling.kind}), fitted on the training rows alone."),
        *called("center = np.array", data.scaling.center),
        *called("scale = np.array", data.scaling.scale),
        f"{name} = ({made} - center) / scale",
    ]


def _read_lines(experiment: Experiment, table: Table, way: tuple[str, str]) -> list[str]:
    data = experiment.data
    lines = [f"table = pd.read_csv({', '.join(_arguments(data, table, way))})"]
    columns = [literal(name) for name in data.input_columns]
    lines += [f"raw = table[[{', '.join(columns)}]].to_numpy(dtype=float)"]
    if not table.classes:
        columns = [literal(name) for name in data.target_columns]
        return [*lines, f"targets = table[[{', '.join(columns)}]].to_numpy(dtype=float)"]
    classes = ", ".join(literal(name) for name in table.classes)
    lines += [
        f"classes = [{classes}]",
        f"labels = table[{literal(data.target_columns[0])}].map(classes.index).to_numpy()",
    ]
    if table.targets.shape[1] > 1:
        return [*lines, f"targets = np.eye({len(table.classes)})[labels]"]
    low = "-1" if table.targets.min() < 0 else "0"
    return [*lines, f"targets = np.where(labels == 1, 1, {low})[:, np.newaxis]"]


def _arguments(data: DataSource, table: Table, way: tuple[str, str]) -> list[str]:
    separator, decimal = way
    given = [literal(data.path)]
    if separator != ",":
        given.append(f"sep={literal(separator)}")
    if decimal != ".":
        given.append(f"decimal={literal(decimal)}")
    if table.classes:
        given.append(f"dtype={{{literal(data.target_columns[0])}: str}}")
    return given


@lru_cache(maxsize=4)
def _way_to_read(data: DataSource, table: Table) -> tuple[str, str] | None:
    """Separator and decimal sign with which pandas reads the very rows of the table; None where it does not."""
    if table.is_test is not None or Path(data.path).suffix.lower() not in (".csv", ".tsv", ".txt"):
        return None
    try:
        if Path(data.path).stat().st_size > _MOST_BYTES:
            return None
    except OSError:
        return None
    separators = _SEPARATORS if data.delimiter is None else (data.delimiter,)
    decimals = (".", ",") if data.decimal is None else (data.decimal,)
    ways = ((separator, decimal) for separator in separators for decimal in decimals if separator != decimal)
    return next((way for way in ways if _reads_alike(data, table, way)), None)


def _reads_alike(data: DataSource, table: Table, way: tuple[str, str]) -> bool:
    import pandas as pd

    kinds = {data.target_columns[0]: str} if table.classes else None
    try:
        frame = pd.read_csv(data.path, sep=way[0], decimal=way[1], dtype=kinds)
        inputs = frame[list(data.input_columns)].to_numpy(dtype=float)
        if table.classes:
            labels = frame[data.target_columns[0]].map(table.classes.index).to_numpy()
            size = table.targets.shape[1]
            known = table.targets.argmax(axis=1) if size > 1 else (table.targets[:, 0] > 0).astype(int)
            return np.allclose(inputs, table.inputs, rtol=1e-13, atol=0) and np.array_equal(labels, known)
        targets = frame[list(data.target_columns)].to_numpy(dtype=float)
    except (ValueError, KeyError, OSError, OverflowError):
        return False
    return np.allclose(inputs, table.inputs, rtol=1e-13, atol=0) and np.allclose(
        targets, table.targets, rtol=1e-13, atol=0
    )
