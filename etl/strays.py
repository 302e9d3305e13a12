"""Rows that speak only in columns that the layout does not know: no order's, but nothing that may be passed over."""

from __future__ import annotations

import duckdb

from etl.extract import Extracted, raw_lines
from etl.parsers import quote

_BLANKS = ' \t\r\n\u3000\u00a0\ufeff"'


def note_strays(
    connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, key_header: str, empty: str
) -> None:
    """Lay a fault on each row of ``texts`` whose known cells are empty (``empty``, SQL) while its line is not blank."""
    spans = connection.execute(f"SELECT DISTINCT _line, _span FROM texts WHERE {empty}").fetchall()
    if not spans:
        return
    blanks = _BLANKS + extracted.detected.delimiter
    filled = [line for line, text in raw_lines(extracted.path, spans).items() if text.strip(blanks)]
    connection.execute(
        f"INSERT INTO faults SELECT {number}, _line, any_value(_span), NULL, {quote(key_header)}, 'no_order_number', "
        "'{}', 0 FROM texts WHERE list_contains(?::BIGINT[], _line) GROUP BY _line",
        [filled],
    )
