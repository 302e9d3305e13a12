"""Text cells of a file -> typed fields of its layout, each row with the fault that it may have."""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from etl.channels.base import NUMBERED, Field, Layout
from etl.dates import Order, numeric_order
from etl.detect import Detected
from etl.explode import exploded, numbered_columns
from etl.extract import Extracted
from etl.parsers import cell, fault_of, ident, params_json, plain, quote, value
from etl.resync import Record
from etl.strays import note_strays
from ordertrail.domain.errors import FileRefused

TYPES = {
    "money": "DECIMAL(18,4)",
    "quantity": "DECIMAL(18,3)",
    "time": "TIMESTAMP",
}
REPEATED_HEADER, NO_NUMBER, FIRST_FIELD = 1, 2, 3


def make_tables(connection: duckdb.DuckDBPyConnection, layouts: list[Layout], files: Sequence[Detected]) -> None:
    """Empty tables: rows_<layout> for parsed rows, faults in them, others for lines that are no orders.

    Its _seq is the place of a row among all: the engine inserts in parallel, so that its own row numbers tell nothing.
    rows_<layout> has the fields of which the layout's ``files`` have a column; known_<layout> is a view with all.
    """
    for layout in layouts:
        names: set[str] = set()
        for file in files:
            if file.layout.code == layout.code:
                names |= {*file.headers, *numbered_columns(layout, set(file.headers))}
        told = {field.name for field in layout.fields if names.intersection(field.headers)}
        fields = ", ".join(
            f"{ident(field.name)} {TYPES.get(field.parser, 'VARCHAR')}" for field in layout.fields if field.name in told
        )
        connection.execute(
            f"CREATE TEMP TABLE rows_{layout.code} (_seq BIGINT, _file INTEGER, _line BIGINT, _span INTEGER, "
            f"_part INTEGER, _key VARCHAR, _fault INTEGER, _opens BOOLEAN, {fields})"
        )
        silent = "".join(
            f", NULL::{TYPES.get(field.parser, 'VARCHAR')} AS {ident(field.name)}"
            for field in layout.fields
            if field.name not in told
        )
        connection.execute(f"CREATE TEMP VIEW known_{layout.code} AS SELECT *{silent} FROM rows_{layout.code}")
    connection.execute(
        "CREATE TEMP TABLE faults (_file INTEGER, _line BIGINT, _span INTEGER, _key VARCHAR, "
        "column_name VARCHAR, reason VARCHAR, params VARCHAR, rank INTEGER)"
    )
    connection.execute("CREATE TEMP TABLE others (_file INTEGER, lines BIGINT)")


def _seq(number: int) -> str:
    """SQL: 2^13 files of 2^34 lines of 2^16 parts."""
    return f"({number}::BIGINT << 50) + (_line << 16) + _part"


def told_fields(connection: duckdb.DuckDBPyConnection, layout: Layout) -> list[str]:
    """The fields of a layout of which any of its files has a column."""
    described = connection.execute(f"DESCRIBE rows_{layout.code}").fetchall()
    return [name for name, *_ in described if not name.startswith("_")]


def parse(connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, zone: str) -> None:
    """Add a file's rows to the table of its layout and what is wrong with them to ``faults``.

    Raises FileRefused: ``excel_ids`` where a spreadsheet has rounded the order numbers, ``date_order`` where day and
    month of its dates cannot be told apart.
    """
    layout = extracted.detected.layout
    names = set(extracted.detected.headers)
    names |= set(numbered_columns(layout, names))
    source = _set_others_aside(connection, extracted, number)
    numeric = _numeric_order(connection, extracted)
    key_header = next(header for header in layout.key.headers if header in names)
    texts, values = [f"{cell(layout.key, ident(key_header), layout)} AS _key"], []
    cases = [f"WHEN _key = {quote(key_header)} THEN {REPEATED_HEADER}", f"WHEN _key IS NULL THEN {NO_NUMBER}"]
    present: list[tuple[int, Field, str]] = []
    for position, field in enumerate(layout.fields):
        header = next((header for header in field.headers if header in names), None)
        kind = TYPES.get(field.parser, "VARCHAR")
        if header is None:
            values.append(f"NULL::{kind} AS {ident(field.name)}")
            continue
        text, fault = ident(f"t_{field.name}"), FIRST_FIELD + 2 * position
        present.append((fault, field, header))
        texts.append(f"{plain(field, cell(field, ident(header), layout), layout, numeric)} AS {text}")
        values.append(f"{value(field, text, layout, zone)} AS {ident(field.name)}")
        if field.parser not in ("text", "masked", "sign"):
            cases.append(f"WHEN {text} IS NOT NULL AND {ident(field.name)} IS NULL THEN {fault}")
        if field.required:
            cases.append(f"WHEN {ident(field.name)} IS NULL AND _opens THEN {fault + 1}")
    cells = [ident(f"t_{field.name}") for _, field, _ in present]
    filled = " OR ".join(f"{text} IS NOT NULL" for text in ("_key", *cells))
    columns = ", ".join(map(ident, told_fields(connection, layout)))
    opens = _opens(layout, {field.name for _, field, _ in present})
    # Two statements: as one, the engine copies each cell's cleaning into every use of it and plans for seconds.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE texts AS SELECT _line, _span, _part, {', '.join(texts)} "
        f"FROM {exploded(extracted, source)}"
    )
    _whole_numbers(connection, key_header)
    if layout.continues and any(field.name == layout.continues for _, field, _ in present):
        _go_on(connection, extracted, layout.continues)
    connection.execute(
        f"INSERT INTO rows_{layout.code} SELECT {_seq(number)}, {number}, _line, _span, _part, "
        f"CASE WHEN _key = {quote(key_header)} THEN NULL ELSE _key END, CASE {' '.join(cases)} END, _opens, {columns} "
        f"FROM (SELECT *, ({opens}) AS _opens FROM (SELECT *, {', '.join(values)} FROM texts WHERE {filled}))"
    )
    note_strays(connection, extracted, number, key_header, f"NOT ({filled})")
    _refuse_rounded(connection, extracted, number, key_header)
    _note_faults(connection, extracted, number, key_header, present)
    connection.execute("DROP TABLE texts")
    _note_broken(connection, extracted, number, key_header)


def _whole_numbers(connection: duckdb.DuckDBPyConnection, key_header: str) -> None:
    """Take ``.0`` off order numbers where every one of the file has it: a program kept the column as decimals."""
    others = f"_key <> {quote(key_header)}"
    for sure in ("ends_with(_key, '.0')", "regexp_full_match(_key, '[0-9]{1,15}[.]0')"):
        row = connection.execute(f"SELECT bool_and({sure}) FROM texts WHERE {others}").fetchone()
        if not row or not row[0]:
            return
    connection.execute(f"UPDATE texts SET _key = left(_key, length(_key) - 2) WHERE {others}")


def _go_on(connection: duckdb.DuckDBPyConnection, extracted: Extracted, head: str) -> None:
    """Give rows without an order number that of the order above, unless a broken row between may have had another."""
    broken = f"[{', '.join(str(record.line) for record in extracted.broken)}]::BIGINT[]"
    key_header = next(name for name in extracted.detected.layout.key.headers if name in extracted.detected.headers)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE texts AS SELECT * REPLACE (CASE "
        f"WHEN _key IS NULL AND {ident(f't_{head}')} IS NULL "
        "THEN nullif(last_value(_key IGNORE NULLS) OVER (PARTITION BY _after ORDER BY _line, _part), "
        f"{quote(key_header)}) "
        "ELSE _key END AS _key) FROM (SELECT *, "
        f"len(list_filter({broken}, lambda b: b < _line)) AS _after FROM texts)"
    )


def _opens(layout: Layout, present: set[str]) -> str:
    """SQL: whether a row carries its order's head; each may, where a file lacks every column that would tell."""
    named = {field.name for field in layout.fields if re.search(rf"\b{field.name}\b", layout.opens)}
    return "TRUE" if named and not named & present else layout.opens


def _set_others_aside(connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int) -> str:
    """The cells without rows that are no orders, which are counted."""
    detected, other = extracted.detected, is_other(extracted.detected)
    row = connection.execute(f"SELECT count(*) FROM {extracted.table} WHERE {other}").fetchone()
    within = int(row[0]) if row else 0
    connection.execute("INSERT INTO others VALUES (?, ?)", [number, within + extracted.footers + detected.preamble])
    return f"(SELECT * FROM {extracted.table} WHERE NOT {other})" if within else extracted.table


def is_other(detected: Detected) -> str:
    """SQL over a file's cells: whether a row is no order's: the header once more, or a footer."""
    key_at = next(at for at, header in enumerate(detected.headers) if header in detected.layout.key.headers)
    first = {header: at for at, header in reversed(list(enumerate(detected.headers))) if detected.layout.knows(header)}
    first = {detected.headers[key_at]: key_at} | first
    same = " AND ".join(
        f"cell({ident(header)}) IS NOT DISTINCT FROM {quote(detected.spelled[at]) if detected.spelled[at] else 'NULL'}"
        for header, at in first.items()
    )
    key = f"cell({ident(detected.headers[key_at])}) = {quote(detected.spelled[key_at])}"
    conditions = [f"CASE WHEN {key} THEN {same} ELSE FALSE END"]
    conditions += [f"regexp_full_match(_lead, {quote(pattern)})" for pattern in detected.layout.footers]
    return f"coalesce({' OR '.join(conditions)}, FALSE)"


def _numeric_order(connection: duckdb.DuckDBPyConnection, extracted: Extracted) -> Order | None:
    layout, headers = extracted.detected.layout, extracted.detected.headers
    ways = set(layout.dates) - {"named"}
    if not ways:
        return None
    times = [(field, name) for field in layout.fields if field.parser == "time" for name in field.headers]
    cells = {name: cell(field, ident(name), layout) for field, name in times if name in headers}
    default: Order | None = "month_first" if "month_first" in ways else "day_first" if "day_first" in ways else None
    return numeric_order(connection, extracted.table, cells, default, extracted.name)


def _refuse_rounded(connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, key_header: str) -> None:
    table = f"rows_{extracted.detected.layout.code}"
    found = connection.execute(
        f"SELECT _line, _key FROM {table} WHERE _file = {number} "
        "AND regexp_full_match(_key, '[0-9]([.][0-9]+)?[eE][+]?[0-9]{2}') ORDER BY _line LIMIT 1"
    ).fetchone()
    if found is None:
        # A spreadsheet keeps 15 digits: the 16th and later ones become zeros, in every long number alike.
        found = connection.execute(
            f"SELECT min(_line), arg_min(_key, _line) FROM {table} WHERE _file = {number} "
            "AND regexp_full_match(_key, '[0-9]{17,}') "
            "HAVING count(DISTINCT _key) >= 3 AND bool_and(regexp_full_match(_key[16:], '0+'))"
        ).fetchone()
    if found is not None:
        raise FileRefused("excel_ids", file=extracted.name, line=found[0], column=key_header, value=found[1])


def _note_faults(
    connection: duckdb.DuckDBPyConnection,
    extracted: Extracted,
    number: int,
    key_header: str,
    present: list[tuple[int, Field, str]],
) -> None:
    table = f"rows_{extracted.detected.layout.code}"
    counts = connection.execute(
        f"SELECT DISTINCT _fault FROM {table} WHERE _file = {number} AND _fault IS NOT NULL"
    ).fetchall()
    plain = {REPEATED_HEADER: ("repeated_header", key_header), NO_NUMBER: ("no_order_number", key_header)}
    by_fault = {fault: (field, header) for fault, field, header in present}
    for (fault,) in counts:
        params = quote(params_json())
        if fault in plain:
            reason, column = plain[fault]
        elif fault in by_fault:
            field, column = by_fault[fault]
            reason = fault_of(field)
            params = f"json_object('value', left(c.{ident(f't_{field.name}')}, 80))::VARCHAR"
        else:
            reason, column = "missing_value", by_fault[fault - 1][1]
        connection.execute(
            f"INSERT INTO faults SELECT {number}, r._line, any_value(r._span), any_value(r._key), "
            f"replace({quote(column)}, {quote(NUMBERED)}, any_value(r._part)::VARCHAR), "
            f"{quote(reason)}, any_value({params}), 0 FROM {table} r JOIN texts c USING (_line, _part) "
            f"WHERE r._file = {number} AND r._fault = {fault} GROUP BY r._line"
        )


def _note_broken(connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, key_header: str) -> None:
    if not extracted.broken:
        return
    position = extracted.detected.headers.index(key_header)
    delimiter = extracted.detected.delimiter
    hints = [_hint(record, delimiter, position) for record in extracted.broken]
    connection.execute(
        "INSERT INTO faults "
        "SELECT ?, unnest(?::BIGINT[]), 1, unnest(?::VARCHAR[]), NULL, unnest(?::VARCHAR[]), '{}', 0",
        [number, [r.line for r in extracted.broken], hints, [r.reason for r in extracted.broken]],
    )


def _hint(record: Record, delimiter: str, position: int) -> str | None:
    """The order number in a broken row's text, if its cell is still there."""
    parts = record.raw.split(delimiter)
    if len(parts) < position + 2:
        return None
    text = parts[position].strip(" \t\r\n\u3000\u00a0\ufeff")
    text = text.removeprefix('="').strip('"').strip(" \t'")
    return text if 0 < len(text) <= 64 and text.isprintable() else None
