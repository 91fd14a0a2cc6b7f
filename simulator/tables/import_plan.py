"""What somebody means to do with a table that was read: a role for every column, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from core.data.splitting import split_rows
from core.data.table_data import FileState
from core.experiment import DataSource, Training
from core.message import Message, Problem
from core.tables.raw_table import Column, RawTable, TableFormat
from core.tables.table_guess import guessed_roles
from core.tables.table_roles import Missing, Roles, encoded

Role = Literal["input", "target", "split", "ignored"]
ROLES: tuple[Role, ...] = ("input", "target", "ignored", "split")

TEST_SHARE = 0.2

_NO_LABELS = Message(
    "these are pictures without labels; lay the file with the labels beside it (images and labels in their names), "
    "put both into one NPZ file, or choose a column as the target"
)


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """`roles` holds one role a column. `categorical` targets hold numbers that are names of classes.

    `format` is how the file is written, as far as somebody chose it; `doubt` says why no roles could be guessed,
    where that is so.
    """

    path: Path
    table: RawTable
    roles: tuple[Role, ...]
    categorical: frozenset[str] = frozenset()
    missing: Missing = "refuse"
    scaling: str = "standard"
    stratify: bool = True
    test_fraction: float = TEST_SHARE
    format: TableFormat = field(default_factory=TableFormat)
    doubt: Message | None = None
    file_state: FileState | None = None
    """The file's when its table was read."""

    @property
    def missing_values(self) -> int:
        """How many values are missing in columns that are used."""
        used = zip(self.table.columns, self.roles, strict=True)
        return sum(column.missing for column, role in used if role != "ignored")

    @property
    def has_split_column(self) -> bool:
        return "split" in self.roles

    @property
    def has_classes(self) -> bool:
        return any(self.is_category(column) for column in _with_role(self, "target"))

    def is_category(self, column: Column) -> bool:
        """Whether the column holds names, be they written as numbers."""
        return column.kind == "text" or column.name in self.categorical

    def names(self, role: Role) -> tuple[str, ...]:
        return tuple(column.name for column in _with_role(self, role))


@dataclass(frozen=True)
class Outcome:
    """What an import will bring. `classes` is 0 where the targets are numbers."""

    rows: int
    inputs: int
    targets: int
    classes: int
    held_out: int
    dropped: int


def first_plan(path: Path, table: RawTable) -> ImportPlan:
    """The plan to begin with. Rows that lack a value are dropped, where there are any; images are scaled to 0 … 1."""
    scaling = "standard" if table.image_shape is None else "minmax"
    if table.image_shape is not None and all(column.kind == "number" for column in table.columns):
        pixels: tuple[Role, ...] = tuple("input" for _ in table.columns)
        return ImportPlan(path, table, pixels, scaling=scaling, doubt=_NO_LABELS)
    nothing: tuple[Role, ...] = tuple("ignored" for _ in table.columns)
    try:
        guess = guessed_roles(table)
    except Problem as problem:
        return ImportPlan(path, table, nothing, scaling=scaling, doubt=problem.message)
    given: dict[str, Role] = dict.fromkeys(guess.inputs, "input")
    given |= dict.fromkeys(guess.targets, "target")
    if guess.split_column is not None:
        given[guess.split_column] = "split"
    roles: tuple[Role, ...] = tuple(given.get(name, "ignored") for name in table.names)
    plan = ImportPlan(path, table, roles, frozenset(guess.categorical), scaling=scaling)
    return replace(plan, missing="drop" if plan.missing_values else guess.missing)


def carried_over(old: ImportPlan, new: ImportPlan) -> ImportPlan:
    """The plan of the same file read otherwise, with the choices that still have a meaning."""
    kept = replace(new, scaling=old.scaling, test_fraction=old.test_fraction, stratify=old.stratify)
    return replace(kept, roles=old.roles, categorical=old.categorical) if old.table.names == new.table.names else kept


def with_role(plan: ImportPlan, names: Iterable[str], role: Role) -> ImportPlan:
    """These columns in another role. One column can split; classes can only be the one target."""
    listed = list(names)
    chosen = set(listed[-1:] if role == "split" else listed)
    roles: list[Role] = []
    columns = plan.table.columns
    targets = chosen.union(plan.names("target"))
    is_one_target = role == "target" and any(plan.is_category(c) for c in columns if c.name in targets)
    for column, old in zip(columns, plan.roles, strict=True):
        if column.name in chosen:
            roles.append(role)
        elif old == "split" == role:
            roles.append("ignored")
        elif old == "target" and is_one_target:
            roles.append("input")
        else:
            roles.append(old)
    made = replace(plan, roles=tuple(roles), doubt=None)
    return replace(made, categorical=made.categorical & set(made.names("target")))


def with_category(plan: ImportPlan, names: Iterable[str], is_category: bool) -> ImportPlan:
    """Numbers of these targets taken as names of classes, or as numbers again."""
    numbers = {column.name for column in _with_role(plan, "target") if column.kind == "number"}
    chosen = numbers.intersection(names)
    return replace(plan, categorical=plan.categorical | chosen if is_category else plan.categorical - chosen)


def roles_of(plan: ImportPlan) -> Roles:
    """The plan as the core knows it (raises Problem)."""
    split = plan.names("split")
    return Roles(
        plan.names("input"),
        plan.names("target"),
        split[0] if split else None,
        plan.missing,
        tuple(name for name in plan.table.names if name in plan.categorical),
    )


def outcome_of(plan: ImportPlan, training: Training) -> Outcome:
    """What will come of it (raises Problem). Takes as long as encoding the table does."""
    if plan.doubt is not None:
        raise Problem(plan.doubt)
    made = encoded(plan.table, roles_of(plan))
    training = replace(training, test_fraction=plan.test_fraction)
    source = DataSource(stratify=plan.stratify and bool(made.classes))
    _, test = split_rows(made.targets, made.is_test, source, training)
    return Outcome(
        len(made.rows), len(made.input_names), len(made.target_names), len(made.classes), len(test), made.dropped
    )


def words_of(outcome: Outcome) -> Message:
    """One sentence that says what will come out."""
    if outcome.classes:
        answers = Message("{count} classes", count=outcome.classes)
    else:
        answers = _count(outcome.targets, Message("1 target"), Message("{count} targets", count=outcome.targets))
    return Message(
        "{rows}: {inputs} → {answers}; {held_out}{dropped}",
        rows=_count(outcome.rows, Message("1 row"), Message("{count} rows", count=f"{outcome.rows:,}")),
        inputs=_count(outcome.inputs, Message("1 input"), Message("{count} inputs", count=f"{outcome.inputs:,}")),
        answers=answers,
        held_out=Message("{count} held out", count=f"{outcome.held_out:,}")
        if outcome.held_out
        else Message("none held out"),
        dropped=Message(", {count} dropped", count=f"{outcome.dropped:,}") if outcome.dropped else "",
    )


def _count(number: int, one: Message, many: Message) -> Message:
    return one if number == 1 else many


def _with_role(plan: ImportPlan, role: Role) -> list[Column]:
    return [column for column, has in zip(plan.table.columns, plan.roles, strict=True) if has == role]
