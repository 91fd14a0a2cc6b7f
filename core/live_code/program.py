"""A whole training as a program: what is the same in every library, around what each does in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.experiment import Experiment
from core.live_code.data import rows_lines, split_lines, uses_pandas
from core.live_code.loop import before_loop, epoch_end, general_notes, indented, refusal, settings_lines
from core.live_code.store import Store, heading, masks_by_number, weights_by_number

Write = Callable[[Experiment], list[str]]
"""Gives lines of Python."""


@dataclass(frozen=True)
class Library:
    """How one library trains a network."""

    what: str
    """What the program is, for its first comment."""
    notes: Write
    """What the library does otherwise than Perceptarium, a sentence each."""
    imports: Callable[[Experiment, list[str]], list[str]]
    """Its imports and settings; those of other libraries that the data needs are given."""
    model: Write
    """The network and its loss, with a `loss_of(x, t)` that gives a float."""
    preparation: Write
    """What comes between the data, as arrays `x_train`, `t_train`, …, and the first epoch."""
    epoch: Write
    """One epoch over `x_train` and `t_train`."""
    predictions: Write
    """The answers for all `inputs`, printed."""


def training_program(library: Library, experiment: Experiment, store: Store) -> list[str]:
    """From the weights on show through all epochs, with the batches and shuffles of Perceptarium."""
    stop = refusal(experiment)
    if stop:
        return [*heading(experiment, library.what), *stop]
    body = [
        *weights_by_number(experiment, store),
        *masks_by_number(experiment, store),
        "",
        *settings_lines(experiment),
        *library.model(experiment),
        "",
        "",
        *rows_lines(experiment, store),
        "",
        *split_lines(experiment, store),
        "",
        *library.preparation(experiment),
        *before_loop(experiment),
        "for epoch in range(epochs):",
        *indented(library.epoch(experiment)),
        *indented(epoch_end(experiment)),
        "",
        *library.predictions(experiment),
    ]
    pandas = ["import pandas as pd"] if uses_pandas(experiment) else []
    return [
        *heading(experiment, library.what, [*general_notes(experiment), *library.notes(experiment)]),
        *library.imports(experiment, pandas),
        "",
        *store.loading(),
        *body,
    ]
