"""Reads files up to the staging file, without a store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.read.containers import plain_files
from etl.staging import NamedFile, Staged, recognise, stage
from ordertrail.domain.errors import FileRefused
from ordertrail.domain.reconciliation import FileTally

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


@dataclass(frozen=True)
class Read:
    """The counts and the drafts of one reading."""

    staged: Staged
    orders: list[dict[str, object]]
    lines: list[dict[str, object]]
    held: list[dict[str, object]]

    def order(self, number: str) -> dict[str, object]:
        return next(order for order in self.orders if order["channel_order_no"] == number)

    def lines_of(self, number: str) -> list[dict[str, object]]:
        return [line for line in self.lines if line["channel_order_no"] == number]

    @property
    def reasons(self) -> dict[int, str]:
        return {int(str(row["line"])): str(row["reason"]) for row in self.held}


def read(folder: Path, *files: Path, zone: str = "Asia/Shanghai") -> Read:
    """Stage ``files`` within ``folder``; FileRefused as in the product."""
    recognised = [
        recognise(plain, folder / "work" / f"{number}.{part}")
        for number, file in enumerate(files)
        for part, plain in enumerate(plain_files(NamedFile(file, file.name), folder / "work" / str(number), _fail))
    ]
    target = folder / "staging.duckdb"
    staged = stage(recognised, target, folder / "work", zone, lambda progress: None)
    with duckdb.connect(str(target), read_only=True) as connection:
        rows = connection.execute("SELECT coalesce(sum(rows), 0) FROM draft_rows").fetchone()
    found = read_staged(staged, target)
    assert rows is not None and staged.rows_read == rows[0] + len(found.held) == rows[0] + staged.rows_held
    adds_up(staged.tally)
    return found


def read_staged(staged: Staged, target: Path) -> Read:
    """What lies in a staging file: orders as they stand in their files, lines by order and number."""
    with duckdb.connect(str(target), read_only=True) as connection:
        orders = _dicts(connection, "draft_orders ORDER BY source_file, source_line, channel_order_no")
        lines = _dicts(connection, "draft_lines ORDER BY channel, channel_order_no, line_no")
        return Read(staged, orders, lines, _dicts(connection, "held"))


def adds_up(tally: FileTally) -> None:
    """What the files hold by their own cells is what the drafts and the held rows have, to the cent."""
    for what in ("rows", "orders", "lines"):
        assert getattr(tally.file, what) == getattr(tally.drafts, what) + getattr(tally.held, what), what
    for currency in tally.file.sums | tally.drafts.sums | tally.held.sums:
        told, drafts, held = (each.sums.get(currency, 0) for each in (tally.file, tally.drafts, tally.held))
        assert told == drafts + held, currency


def _fail(error: FileRefused) -> None:
    raise error


def _dicts(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, object]]:
    result = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A file of ``text`` within ``folder``."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
