"""A small table in, predictions out, with pandas: how a trained network is used."""

from __future__ import annotations

from core.data.data import table_of
from core.experiment import Experiment
from core.live_code.data import rows_lines, uses_pandas
from core.live_code.math import functions_of, imports
from core.live_code.store import Store, heading, weights_by_number
from core.live_code.text import broken, comment, identifiers, literal, number
from core.network import Network
from core.results.metrics import labels_of


def pandas_code(experiment: Experiment, store: Store) -> list[str]:
    """Predictions for the rows of the data, or for the example where there are none."""
    network = experiment.network
    if experiment.data.source == "none":
        row = f"[{', '.join(number(value) for value in experiment.example.inputs)}]"
        rows = [*comment("One row an example; add rows of your own."), f"inputs = np.array([{row}], dtype=float)"]
        if experiment.data.features or experiment.data.scaling.scale:
            rows = [*comment("One row, as the first layer receives it."), f"inputs = np.array([{_fed(experiment)}])"]
    else:
        rows = rows_lines(experiment, store)
    body = [
        *weights_by_number(experiment, store),
        *functions_of(network, None),
        *([""] if all(layer.activation == "identity" for layer in network.layers) else []),
        *_predict(network),
        "",
        "",
        *rows,
        "",
        *_columns("table", network.inputs, "inputs"),
        *_columns("predictions", network.output.units, "predict(table)"),
        *_classes(experiment),
        "print(pd.concat([table, predictions], axis=1))",
    ]
    notes = []
    if experiment.data.source == "file" and not uses_pandas(experiment):
        notes.append("The table itself takes more than pd.read_csv to read; its rows lie in the file of numbers.")
    head = heading(experiment, "a table in, predictions out, with pandas.", notes)
    return [*head, *imports(network, "import pandas as pd"), "", *store.loading(), *body]


def _fed(experiment: Experiment) -> str:
    return f"[{', '.join(number(value) for value in experiment.fed_inputs)}]"


def _columns(name: str, columns: tuple[str, ...], values: str) -> list[str]:
    """A DataFrame whose columns carry the names of units: as a string where they are too many for a line."""
    words = [literal(column) for column in _different(columns)]
    short = f"{name} = pd.DataFrame({values}, columns=[{', '.join(words)}])"
    if name == "predictions":
        short = short.replace("])", "], index=table.index)")
    if len(short) <= 76:
        return [short]
    columns_line = f"    columns=[{', '.join(words)}],"
    listed = (
        [columns_line]
        if len(columns_line) <= 76
        else [
            f"    columns={line.strip()}" if place == 0 else line for place, line in enumerate(broken(words, "    "))
        ]
    )
    lines = [f"{name} = pd.DataFrame(", f"    {values},", *listed]
    return [*lines, *(["    index=table.index,"] if name == "predictions" else []), ")"]


def _different(names: tuple[str, ...]) -> tuple[str, ...]:
    """Two columns of one name could not be told apart."""
    return names if len(set(names)) == len(names) else identifiers(names, "column")


def _predict(network: Network) -> list[str]:
    lines = [
        "def predict(table):",
        '    """Forward through all layers, all rows at once."""',
        "    a0 = table.to_numpy()",
    ]
    for index, layer in enumerate(network.layers, start=1):
        bias = f" + b{index}" if layer.use_bias else ""
        value = f"a{index - 1} @ W{index}.T{bias}"
        lines.append(
            f"    a{index} = " + (value if layer.activation == "identity" else f"{layer.activation}({value})")
        )
    return [*lines, f"    return a{len(network.layers)}"]


def _classes(experiment: Experiment) -> list[str]:
    """A column that names the class predicted, where there are classes."""
    if experiment.data.source == "none":
        return []
    table = table_of(experiment)
    labels = labels_of(table)
    if labels is None or len(table.classes) > 100:
        return []
    names = ", ".join(literal(name) for name in table.classes)
    if labels.is_one_hot:
        choice = "predictions.to_numpy().argmax(axis=1)"
    else:
        choice = f"(predictions.to_numpy()[:, 0] >= {number((labels.low + labels.high) / 2)}).astype(int)"
    title = "class"
    while title in experiment.network.output.units:
        title = f"predicted {title}"
    return [f"classes = np.array([{names}])", f'predictions["{title}"] = classes[{choice}]']
