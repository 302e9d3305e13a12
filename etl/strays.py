"""Rows that speak only in columns that the layout does not know: no order's, but nothing that may be passed over."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.extract import Extracted, raw_lines
from etl.parsers import quote

_BLANKS = ' \t\r\n\u3000\u00a0\ufeff"'


def note_strays(
    connection: duckdb.DuckDBPyConnection, extracted: Extracted, number: int, key_header: str, empty: str
) -> None:
    """Lay a fault on each row of ``texts`` whose known cells are empty (``empty``, SQL) while its line is not blank."""
    spans = connection.execute(f"SELECT DISTINCT _line, _span FROM texts WHERE {empty}").fetchall()
    filled = filled_lines(extracted, spans)
    if not filled:
        return
    connection.execute(
        f"INSERT INTO faults SELECT {number}, _line, any_value(_span), NULL, {quote(key_header)}, 'no_order_number', "
        "'{}', 0 FROM texts WHERE list_contains(?::BIGINT[], _line) GROUP BY _line",
        [filled],
    )


def filled_lines(extracted: Extracted, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Of records, by first line and number of lines, the first lines of those that are not blank."""
    blanks = _BLANKS + extracted.detected.delimiter
    return [line for line, text in raw_lines(extracted.path, spans).items() if text.strip(blanks)] if spans else []
