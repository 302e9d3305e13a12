"""A file of any known layout -> a table of text cells with the physical line of each row.

The engine's own reader takes files whose rows are one line each and all sound; it is checked by counting.
Every other file goes through the careful reader, which sets broken rows aside.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.detect import LEAD, Detected, is_footer
from etl.parsers import ident, quote
from etl.read.decode import Decoded
from etl.resync import Record, records

_REPORT_EVERY = 20_000


@dataclass(frozen=True)
class Extracted:
    """``table`` has _line, _span and one text column per wanted header; ``broken`` rows are not in it.

    Where the layout knows footers, _lead is the first filled cells of a row. ``footers`` of fewer cells than a row are
    counted and not in it.
    """

    name: str
    path: Path
    detected: Detected
    table: str
    broken: tuple[Record, ...] = field(default=())
    footers: int = 0


def extract(
    connection: duckdb.DuckDBPyConnection,
    decoded: Decoded,
    detected: Detected,
    name: str,
    table: str,
    workdir: Path,
    tell: Callable[[int], None],
) -> Extracted:
    """Read a decoded file into the temporary table ``table``; ``tell`` gets the lines read so far."""
    wanted = _wanted(detected)
    if not decoded.damaged and _fast(connection, decoded, detected, table, wanted):
        return Extracted(name, decoded.path, detected, table)
    broken, footers = _careful(connection, decoded, detected, table, wanted, workdir, tell)
    return Extracted(name, decoded.path, detected, table, tuple(broken), footers)


def _wanted(detected: Detected) -> dict[str, int]:
    """Headers that the layout speaks of -> their first position."""
    wanted: dict[str, int] = {}
    for position, header in enumerate(detected.headers):
        if detected.layout.knows(header):
            wanted.setdefault(header, position)
    return wanted


def _lead(detected: Detected) -> list[int]:
    """Positions of the cells that tell a footer."""
    return list(range(min(LEAD, len(detected.headers)))) if detected.layout.footers else []


def _fast(
    connection: duckdb.DuckDBPyConnection,
    decoded: Decoded,
    detected: Detected,
    table: str,
    wanted: dict[str, int],
) -> bool:
    """Whether the engine's reader took the whole file, one row from each physical line."""
    columns = {f"c{position}": "VARCHAR" for position in range(len(detected.headers))}
    quoting = "quote = '\"', escape = '\"'" if detected.quoting else "quote = '', escape = ''"
    chosen = ", ".join(f"c{position} AS {ident(header)}" for header, position in wanted.items())
    if lead := _lead(detected):
        chosen += f", concat_ws(' ', {', '.join(f'cell(c{position})' for position in lead)}) AS _lead"
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table}_cells AS SELECT {chosen} FROM read_csv({quote(str(decoded.path))}, "
            f"auto_detect = false, header = false, skip = {detected.header_line}, columns = {columns}, "
            f"delim = {quote(detected.delimiter)}, {quoting}, strict_mode = true, null_padding = false)"
        )
        row = connection.execute(f"SELECT count(*) FROM {table}_cells").fetchone()
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        return False
    if row is None or row[0] != decoded.lines - detected.header_line:
        connection.execute(f"DROP TABLE {table}_cells")
        return False
    # A table that was never written to again numbers its rows in the order of the file.
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {table} AS "
        f"SELECT rowid + {detected.header_line + 1} AS _line, 1 AS _span, * FROM {table}_cells"
    )
    return True


def _careful(
    connection: duckdb.DuckDBPyConnection,
    decoded: Decoded,
    detected: Detected,
    table: str,
    wanted: dict[str, int],
    workdir: Path,
    tell: Callable[[int], None],
) -> tuple[list[Record], int]:
    canonical = workdir / f"{table}.csv"
    broken: list[Record] = []
    footers = 0
    lead = _lead(detected)
    positions = [*wanted.values(), *lead]
    found = records(decoded.path, detected.delimiter, detected.quoting, len(detected.headers), detected.header_line)
    with canonical.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for count, record in enumerate(found):
            if record.cells is None and is_footer(detected.layout, record.raw, detected.delimiter):
                footers += 1
            elif record.cells is None:
                broken.append(record)
            else:
                writer.writerow([record.line, record.span, *[record.cells[position] for position in positions]])
            if count % _REPORT_EVERY == 0:
                tell(record.line)
    columns = {"_line": "BIGINT", "_span": "INTEGER", **{f"c{i}": "VARCHAR" for i in range(len(positions))}}
    chosen = ", ".join(f"c{i} AS {ident(header)}" for i, header in enumerate(wanted))
    if lead:
        cells = ", ".join(f"cell(c{len(wanted) + i})" for i in range(len(lead)))
        chosen += f", concat_ws(' ', {cells}) AS _lead"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table}_cells AS SELECT _line, _span, {chosen} FROM read_csv("
        f"{quote(str(canonical))}, auto_detect = false, header = false, columns = {columns}, delim = ',', "
        "quote = '\"', escape = '\"', new_line = '\\n', strict_mode = true, parallel = false, "
        "max_line_size = 16777216)"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {table}_cells")
    canonical.unlink()
    return broken, footers


def raw_lines(path: Path, spans: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The text of records of a UTF-8 file: first physical line -> all of its lines."""
    wanted = dict(spans)
    texts: dict[int, str] = {}
    open_until, start, parts = 0, 0, list[str]()
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if number in wanted:
                start, open_until, parts = number, number + wanted[number] - 1, []
            if number <= open_until:
                parts.append(line)
                if number == open_until:
                    texts[start] = "".join(parts).rstrip("\r\n")
    return texts
