"""The work behind an import, for a thread beside the window: read a table, fit an experiment to it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.data.fitting import fitted_to_data
from core.data.table_data import format_of, remember, state_of
from core.experiment import DataSource, Experiment, Scaling
from core.tables.raw_table import TableFormat, Watch
from core.tables.table_file import read_table
from core.tables.table_roles import encoded
from simulator.tables.import_plan import ImportPlan, first_plan, roles_of


def read_plan(path: Path, format: TableFormat, watch: Watch) -> ImportPlan:
    """The table in a file, and a first plan for it (raises Problem and Cancelled)."""
    state = state_of(path)
    with _long_pauses_avoided():
        plan = first_plan(path, read_table(path, format, watch.progress, watch.is_cancelled))
        return replace(plan, format=format, file_state=state)


def imported(experiment: Experiment, plan: ImportPlan) -> Experiment:
    """The experiment on this data (raises Problem)."""
    training = replace(experiment.training, test_fraction=plan.test_fraction)
    source = source_of(plan)
    remember(plan.path.absolute(), format_of(source), plan.table, plan.file_state)
    return fitted_to_data(replace(experiment, training=training), source)


def source_of(plan: ImportPlan) -> DataSource:
    """The plan as an experiment holds it (raises Problem)."""
    roles = roles_of(plan)
    classes = encoded(plan.table, roles).classes
    return DataSource(
        "file",
        path=str(plan.path.absolute()),
        input_columns=roles.inputs,
        target_columns=roles.targets,
        classes=classes,
        scaling=Scaling(plan.scaling),
        split_column=roles.split_column,
        stratify=plan.stratify and bool(classes),
        missing=roles.missing,
        delimiter=plan.format.delimiter,
        decimal=plan.format.decimal,
        header=plan.format.has_header,
    )


@contextmanager
def _long_pauses_avoided() -> Iterator[None]:
    """Reading makes a great many short-lived cells. Looking through them all for cycles, of which there are none,
    would stop every thread for a tenth of a second."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
