"""Text cells of a file -> typed fields of its layout, each row with the fault that it may have."""

from __future__ import annotations

import duckdb

from etl.channels.base import Explode, Field, Layout
from etl.extract import Extracted
from etl.parsers import cell, fault_of, ident, params_json, quote, value
from etl.resync import Record
from ordertrail.domain.errors import FileRefused

TYPES = {
    "money": "DECIMAL(18,4)",
    "quantity": "DECIMAL(18,3)",
    "time": "TIMESTAMP",
}
REPEATED_HEADER, NO_NUMBER, FIRST_FIELD = 1, 2, 3


def make_tables(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> None:
    """Empty tables: rows_<layout> for parsed rows, faults for what is wrong with rows."""
    for layout in layouts:
        fields = ", ".join(f"{ident(field.name)} {TYPES.get(field.parser, 'VARCHAR')}" for field in layout.fields)
        connection.execute(
            f"CREATE TEMP TABLE rows_{layout.code} (_file INTEGER, _line BIGINT, _span INTEGER, _part INTEGER, "
            f"_key VARCHAR, _fault INTEGER, _opens BOOLEAN, {fields})"
        )
    connection.execute(
        "CREATE TEMP TABLE faults (_file INTEGER, _line BIGINT, _span INTEGER, _key VARCHAR, "
        "column_name VARCHAR, reason VARCHAR, params VARCHAR, rank INTEGER)"
    )


def parse(connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, zone: str) -> None:
    """Add a file's rows to the table of its layout and what is wrong with them to ``faults``.

    Raises FileRefused ``excel_ids`` where a spreadsheet has rounded the order numbers.
    """
    layout = extracted.detected.layout
    names = set(extracted.detected.headers)
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
        texts.append(f"{cell(field, ident(header), layout)} AS {text}")
        values.append(f"{value(field, text, layout, zone)} AS {ident(field.name)}")
        if field.parser not in ("text", "masked"):
            cases.append(f"WHEN {text} IS NOT NULL AND {ident(field.name)} IS NULL THEN {fault}")
        if field.required:
            cases.append(f"WHEN {ident(field.name)} IS NULL AND _opens THEN {fault + 1}")
    cells = [ident(f"t_{field.name}") for _, field, _ in present]
    filled = " OR ".join(f"{text} IS NOT NULL" for text in ("_key", *cells))
    columns = ", ".join(ident(field.name) for field in layout.fields)
    # Two statements: as one, the engine copies each cell's cleaning into every use of it and plans for seconds.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE texts AS SELECT _line, _span, _part, {', '.join(texts)} "
        f"FROM {_exploded(extracted)}"
    )
    if layout.continues and any(field.name == layout.continues for _, field, _ in present):
        _go_on(connection, extracted, layout.continues)
    connection.execute(
        f"INSERT INTO rows_{layout.code} SELECT {number}, _line, _span, _part, "
        f"CASE WHEN _key = {quote(key_header)} THEN NULL ELSE _key END, CASE {' '.join(cases)} END, _opens, {columns} "
        f"FROM (SELECT *, ({layout.opens}) AS _opens FROM (SELECT *, {', '.join(values)} FROM texts WHERE {filled}))"
    )
    connection.execute("DROP TABLE texts")
    _refuse_rounded(connection, extracted, number, key_header)
    _note_faults(connection, extracted, number, key_header, present)
    _note_broken(connection, extracted, number, key_header)


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


def _exploded(extracted: Extracted) -> str:
    """SQL: the cells, with a row of several joined items cut into one row an item."""
    rule = extracted.detected.layout.explode
    names = set(extracted.detected.headers)
    joined = [header for header in rule.headers if header in names] if rule else []
    if not rule or not joined or (rule.count and rule.count not in names):
        return f"(SELECT *, 1 AS _part FROM {extracted.table})"
    parts = _parts(rule, joined)
    replaced = [
        f"CASE WHEN _parts > 1 THEN list_extract(string_split({ident(header)}, {quote(rule.separator)}), _part) "
        f"ELSE {ident(header)} END AS {ident(header)}"
        for header in joined
    ]
    replaced += [
        f"CASE WHEN _part = 1 THEN {ident(header)} END AS {ident(header)}"
        for header in rule.first_only
        if header in names
    ]
    replaced += [
        f"CASE WHEN _parts = 1 THEN {ident(header)} END AS {ident(header)}"
        for header in rule.dropped
        if header in names
    ]
    return (
        f"(SELECT * EXCLUDE (_parts) REPLACE ({', '.join(replaced)}) FROM (SELECT *, unnest(range(1, _parts + 1)) "
        f"AS _part FROM (SELECT *, {parts} AS _parts FROM {extracted.table})))"
    )


def _parts(rule: Explode, joined: list[str]) -> str:
    """SQL: how many items a row holds, 1 where that is not certain."""
    cut = [f"len(string_split({ident(header)}, {quote(rule.separator)}))" for header in joined]
    if rule.count:
        counted = f"TRY_CAST(cell({ident(rule.count)}) AS INTEGER)"
        return f"CASE WHEN {counted} > 1 AND {cut[0]} = {counted} THEN {counted} ELSE 1 END"
    agree = " AND ".join(f"coalesce({other}, {cut[0]}) = {cut[0]}" for other in cut[1:]) or "TRUE"
    return f"CASE WHEN coalesce({cut[0]}, 1) > 1 AND {agree} THEN {cut[0]} ELSE 1 END"


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
            params = f"json_object('value', left(cell(c.{ident(column)}), 80))::VARCHAR"
        else:
            reason, column = "missing_value", by_fault[fault - 1][1]
        connection.execute(
            f"INSERT INTO faults SELECT {number}, r._line, any_value(r._span), any_value(r._key), {quote(column)}, "
            f"{quote(reason)}, any_value({params}), 0 FROM {table} r JOIN {extracted.table} c USING (_line) "
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
