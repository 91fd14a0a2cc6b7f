from __future__ import annotations

from pathlib import Path

from core.data.data import table_of
from core.files.examples import example
from core.tables.raw_table import TableFormat, Watch
from simulator.tables.importing import imported, read_plan


def test_a_file_that_changes_while_its_plan_is_looked_at_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y\n" + "1,2\n3,4\n" * 10, encoding="utf-8")
    plan = read_plan(path, TableFormat(), Watch())
    assert len(table_of(imported(example("bank"), plan))) == 20
    path.write_text("x,y\n" + "5,6\n7,8\n" * 12, encoding="utf-8")
    assert len(table_of(imported(example("bank"), plan))) == 24
