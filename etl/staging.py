"""Files of one channel -> a staging file of drafts and held rows, before anything touches the store."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from etl.channels import template
from etl.channels.base import Layout
from etl.channels.registry import LAYOUTS
from etl.channels.template import Shape
from etl.detect import Detected, detect, knows_header, with_dates
from etl.extract import Extracted, extract, raw_lines
from etl.parse import make_tables, parse
from etl.parsers import install, quote
from etl.read.decode import Decoded, decode
from etl.read.named_file import NamedFile as NamedFile
from etl.report import HeldRow
from etl.run.progress import Progress, Tell
from etl.status_words import with_own_words
from etl.tally import tally
from etl.transform import SQL_TYPES, build_lines, build_orders, combine, hold, settle_duplicates
from ordertrail.domain.errors import FileRefused
from ordertrail.domain.order import HELD_COLUMNS
from ordertrail.domain.reconciliation import FileTally, Tally
from ordertrail.domain.work import breakable, done_of
from ordertrail.store.files import disk_full
from ordertrail.store.prepared import prepare

SHOWN_PROBLEMS = 1000
# What does not fit is laid aside on the disk: the store in the same process needs memory of its own.
MEMORY: Final = "1GB"
NO_SHAPE: Final = Shape()
NO_TALLY: Final = FileTally(Tally(), Tally(), Tally())


@dataclass(frozen=True)
class Recognised:
    """A file that could be read as text and whose layout is known."""

    file: NamedFile
    decoded: Decoded
    detected: Detected

    def facts(self, rows: int = 0) -> dict[str, Any]:
        """What the history keeps of the file, ``rows`` of whose lines are orders': columns of ``import_files``."""
        original = self.file.original
        with original.open("rb") as bytes_of:
            digest = hashlib.file_digest(bytes_of, "sha256").hexdigest()
        return {
            "name": self.file.name,
            "digest": digest,
            "bytes": original.stat().st_size,
            "layout": self.detected.layout.code,
            "encoding": self.decoded.encoding,
            "delimiter": self.detected.delimiter,
            "quoting": self.detected.quoting,
            "headers": json.dumps(self.detected.headers, ensure_ascii=False),
            "rows": rows,
        }


@dataclass(frozen=True)
class Staged:
    """What the staging file holds.

    ``rows_read`` counts source rows of all files, ``file_rows`` those of each by its number; ``tally`` counts apart.
    ``rows_other`` are filled lines of the files that are no orders: before the header, headers among the rows, footers.
    """

    channel: str
    rows_read: int
    rows_held: int
    orders_held: int
    lines: int
    orders: int
    sums: dict[str, str]
    problems: tuple[HeldRow, ...]
    rows_other: int = 0
    tally: FileTally = NO_TALLY
    file_rows: Mapping[int, int] = field(default_factory=dict)


def recognise(file: NamedFile, workdir: Path, layouts: Sequence[Layout] = LAYOUTS) -> Recognised:
    """Decode a file and name which of ``layouts`` it has.

    FileRefused where that cannot be done for certain; OSError on a full disk.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    try:
        decoded = decode(file.path, file.name, workdir, lambda line: knows_header(line, layouts), file.encoding)
    except OSError as error:
        if disk_full(error, workdir):
            raise
        raise FileRefused("unreadable_file", file=file.name, why=error.strerror or str(error)) from None
    return Recognised(file, decoded, with_dates(detect(decoded.path, file.name, layouts), file.dates))


def stage(
    files: Sequence[Recognised], target: Path, workdir: Path, zone: str, tell: Tell, shape: Shape = NO_SHAPE
) -> Staged:
    """Write draft_orders, draft_lines, draft_rows (source rows an order) and held to ``target`` and files beside it.

    ``shape`` is what our own template may speak of besides its own columns.
    Raises FileRefused: mixed_channels, items_without_orders, excel_ids; the last two with the file's ``number``.
    """
    files = [_shaped(file, shape) for file in files]
    layouts = _layouts(files)
    try:
        return _stage(files, layouts, target, workdir, zone, tell, shape, {"memory_limit": MEMORY})
    except duckdb.OutOfMemoryException:
        # Some steps must have all at hand: better at more cost than not at all.
        return _stage(files, layouts, target, workdir, zone, tell, shape, {})


def _stage(
    files: Sequence[Recognised],
    layouts: list[Layout],
    target: Path,
    workdir: Path,
    zone: str,
    tell: Tell,
    shape: Shape,
    limits: dict[str, Any],
) -> Staged:
    target.unlink(missing_ok=True)
    config = {"temp_directory": str(workdir / "spill"), **limits}
    with duckdb.connect(":memory:", config=config) as connection, breakable(connection.interrupt):
        connection.execute("SET preserve_insertion_order = true")
        install(connection)
        make_tables(connection, layouts, [file.detected for file in files])
        extracted = [_read(connection, file, number, workdir, zone, tell) for number, file in enumerate(files)]
        tell(Progress("transform"))
        _transform(connection, layouts, extracted, shape)
        connection.execute(f"ATTACH {quote(str(target))} AS staging")
        _write_held(connection, extracted)
        done_of(75, 100)
        # From here on nothing depends on it, and keeping it takes memory.
        connection.execute("SET preserve_insertion_order = false")
        _write_drafts(connection, target, zone)
        done_of(97, 100)
        staged = replace(_count(connection, layouts), tally=tally(connection, layouts, extracted))
        connection.execute("DETACH staging")
        done_of(100, 100)
    return staged


def _shaped(file: Recognised, shape: Shape) -> Recognised:
    """Our own template with what the company shaped; every layout with the status words that the company explained."""
    layout = file.detected.layout
    if layout.code == template.ORDERS.code:
        layout = template.shaped(shape)
    return replace(file, detected=replace(file.detected, layout=with_own_words(layout, shape.words)))


def _layouts(files: Sequence[Recognised]) -> list[Layout]:
    """The layouts at hand, in the registry's order; own ones behind, those that make orders first."""
    channels = {file.detected.layout.channel for file in files}
    if len(channels) != 1:
        names = ", ".join(file.file.name for file in files)
        raise FileRefused("mixed_channels", file=names, channels=", ".join(sorted(channels)))
    found = {file.detected.layout.code: file.detected.layout for file in files}
    ranks = {layout.code: rank for rank, layout in enumerate(LAYOUTS)}
    layouts = sorted(
        found.values(), key=lambda layout: (ranks.get(layout.code, len(ranks)), layout.role != "orders", layout.code)
    )
    if not any(layout.role == "orders" for layout in layouts):
        with _named_by(0):
            raise FileRefused("items_without_orders", file=files[0].file.name)
    return layouts


def _read(
    connection: duckdb.DuckDBPyConnection, file: Recognised, number: int, workdir: Path, zone: str, tell: Tell
) -> Extracted:
    name, above = file.file.name, file.detected.header_line
    total = max(file.decoded.lines - above, 0)
    tell(Progress("read", name, 0, total))
    with _named_by(number):
        extracted = extract(
            connection,
            file.decoded,
            file.detected,
            name,
            f"raw_{number}",
            workdir,
            lambda line: tell(Progress("read", name, max(line - above, 0), total)),
        )
        tell(Progress("read", name, total, total))
        tell(Progress("transform", name))
        parse(connection, extracted, number, zone)
    return extracted


@contextmanager
def _named_by(number: int) -> Iterator[None]:
    """A refusal knows the file by its number: names may be equal."""
    try:
        yield
    except FileRefused as error:
        error.number = number
        raise


def _transform(
    connection: duckdb.DuckDBPyConnection, layouts: list[Layout], extracted: list[Extracted], shape: Shape
) -> None:
    """What it tells is by experience: a hundredth of the step each."""
    names = [file.name for file in extracted]
    tables: list[str] = []
    added: list[str] = []
    for number, layout in enumerate(layouts):
        done_of(60 * number // len(layouts), 100)
        of_layout = sum(file.detected.layout.code == layout.code for file in extracted)
        clean = settle_duplicates(connection, layout, of_layout)
        if layout.role != "items":
            made = build_orders(connection, layout, clean, names, shape.words)
            (tables if layout.role == "orders" else added).append(made)
    done_of(60, 100)
    combine(connection, tables, added)
    done_of(65, 100)
    build_lines(connection, layouts)
    done_of(70, 100)
    hold(connection, layouts)


def _write_drafts(connection: duckdb.DuckDBPyConnection, target: Path, zone: str) -> None:
    """Write what is sound; draft_orders, draft_lines and draft_rows are seen in ``staging`` then."""
    sound = "_key NOT IN (SELECT _key FROM spoiled)" if _any(connection, "spoiled") else "TRUE"
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW sound_orders AS SELECT w.*, e.rows AS source_rows FROM whole w "
        f"JOIN (SELECT _key, count(*) AS rows FROM every WHERE {sound} GROUP BY _key) e USING (_key)"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW sound_lines AS SELECT * FROM goods WHERE {sound}")
    prepare(connection, "sound_orders", "sound_lines", target, zone)


def _any(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _write_held(connection: duckdb.DuckDBPyConnection, extracted: list[Extracted]) -> None:
    kinds = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in HELD_COLUMNS.items())
    connection.execute(f"CREATE TABLE staging.held ({kinds})")
    connection.execute("CREATE TEMP TABLE raws (_file INTEGER, _line BIGINT, raw VARCHAR)")
    for number, file in enumerate(extracted):
        spans = connection.execute("SELECT _line, _span FROM holding WHERE _file = ?", [number]).fetchall()
        if spans:
            texts = raw_lines(file.path, spans)
            connection.execute(
                "INSERT INTO raws SELECT ?, unnest(?::BIGINT[]), unnest(?::VARCHAR[])",
                [number, list(texts), list(texts.values())],
            )
    names = ", ".join(quote(file.name) for file in extracted)
    layouts = ", ".join(quote(file.detected.layout.code) for file in extracted)
    connection.execute(
        f"INSERT INTO staging.held SELECT h._file, list_extract([{layouts}], h._file + 1), "
        f"list_extract([{names}], h._file + 1), h._line, h.column_name, h.reason, "
        "h.params, h._key, coalesce(r.raw, '') FROM holding h LEFT JOIN raws r USING (_file, _line) "
        "ORDER BY h._file, h._line"
    )


def _count(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> Staged:
    def one(sql: str) -> int:
        row = connection.execute(sql).fetchone()
        return int(row[0]) if row else 0

    shown = connection.execute(
        "SELECT file, line, column_name, reason, params FROM staging.held "
        f"ORDER BY reason = 'order_held_whole', file, line LIMIT {SHOWN_PROBLEMS}"
    ).fetchall()
    sums = connection.execute(
        "SELECT currency, sum(total) FROM staging.draft_orders WHERE total IS NOT NULL GROUP BY currency ORDER BY 1"
    ).fetchall()
    held = one("SELECT count(*) FROM staging.held")
    of_files = connection.execute(
        "SELECT _file, count(*) FROM (SELECT _file FROM every WHERE _key NOT IN (SELECT _key FROM spoiled) "
        "UNION ALL SELECT file_no FROM staging.held) GROUP BY _file"
    ).fetchall()
    return Staged(
        channel=layouts[0].channel,
        rows_read=held + one("SELECT coalesce(sum(rows), 0) FROM staging.draft_rows"),
        rows_held=held,
        orders_held=one("SELECT count(DISTINCT channel_order_no) FROM staging.held"),
        lines=one("SELECT count(*) FROM staging.draft_lines"),
        orders=one("SELECT count(*) FROM staging.draft_orders"),
        sums={currency: plain(amount) for currency, amount in sums},
        problems=tuple(
            HeldRow(file, line, column, reason, json.loads(params or "{}"))
            for file, line, column, reason, params in shown
        ),
        rows_other=one("SELECT sum(lines)::BIGINT FROM others"),
        file_rows=dict(of_files),
    )


def plain(amount: object) -> str:
    """An amount with at least two and at most four digits after the point, without an exponent."""
    whole, _, cents = f"{amount:.4f}".partition(".")
    return f"{whole}.{cents[:2]}{cents[2:].rstrip('0')}"


def clear(workdir: Path) -> None:
    """Remove what reading left behind."""
    shutil.rmtree(workdir, ignore_errors=True)
