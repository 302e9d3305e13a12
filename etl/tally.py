"""What files hold by their own cells: rows, orders, lines and sums, counted apart from the drafts."""

from __future__ import annotations

from decimal import Decimal

import duckdb

from etl.channels.base import Field, Layout
from etl.extract import Extracted
from etl.parse import is_other
from etl.parsers import cell, ident, plain, quote, value
from etl.strays import filled_lines
from ordertrail.domain.reconciliation import NO_CURRENCY, FileTally, Tally

TOTAL = "total"


def tally(connection: duckdb.DuckDBPyConnection, layouts: list[Layout], extracted: list[Extracted]) -> FileTally:
    """Count after the drafts and held rows were made, while the parsed rows are at hand.

    A file's total of an order is its own cell: of the order's first row that has one, or of all its rows added where
    the layout says that each tells a part. Where a layout makes the total of other cells, so do these sums.
    """
    heads = [layout for layout in layouts if layout.role == "orders"]
    derived = not all(_own_total(layout) for layout in heads)
    _file_totals(connection, heads, derived)
    spoiled = "_key IN (SELECT _key FROM spoiled)"
    rows, unreadable = _file_rows(connection, extracted, heads)
    return FileTally(
        file=Tally(rows, *_file_counts(connection, layouts), _sums(connection, "TRUE")),
        drafts=Tally(
            _one(connection, "SELECT coalesce(sum(rows), 0) FROM staging.draft_rows"),
            _one(connection, "SELECT count(*) FROM staging.draft_orders"),
            _one(connection, "SELECT count(*) FROM staging.draft_lines"),
            _draft_sums(connection, f"NOT {spoiled}"),
        ),
        held=Tally(
            _one(connection, "SELECT count(*) FROM staging.held"),
            _one(connection, "SELECT count(*) FROM spoiled"),
            _one(connection, f"SELECT count(*) FROM goods WHERE {spoiled}"),
            _draft_sums(connection, spoiled),
        ),
        unreadable=unreadable,
        derived=derived,
    )


def _own_total(layout: Layout) -> bool:
    return TOTAL not in layout.order and TOTAL not in layout.sums and _total_field(layout) is not None


def _total_field(layout: Layout) -> Field | None:
    return next((field for field in layout.fields if field.name == TOTAL), None)


def _file_totals(connection: duckdb.DuckDBPyConnection, heads: list[Layout], derived: bool) -> None:
    """Make the table file_totals (_key, total): an order's total as its rows tell it; of several layouts the first."""
    if derived:
        connection.execute("CREATE OR REPLACE TEMP TABLE file_totals AS SELECT _key, total FROM whole")
        return
    parts = []
    for place, layout in enumerate(heads):
        field = _total_field(layout)
        added = field is not None and field.gather == "sum"
        told = "sum(total)" if added else "arg_min(total, _seq) FILTER (total IS NOT NULL)"
        parts.append(f"SELECT _key, {told} AS total, {place} AS place FROM clean_{layout.code} GROUP BY _key")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE file_totals AS SELECT _key, arg_min(total, place) FILTER (total IS NOT NULL) "
        f"AS total FROM ({' UNION ALL '.join(parts)}) GROUP BY _key"
    )


def _sums(connection: duckdb.DuckDBPyConnection, where: str) -> dict[str, Decimal]:
    found = connection.execute(
        f"SELECT coalesce(w.currency, '{NO_CURRENCY}'), sum(t.total) FROM file_totals t "
        f"LEFT JOIN (SELECT DISTINCT _key, currency FROM whole) w USING (_key) WHERE t.total IS NOT NULL AND {where} "
        "GROUP BY 1 ORDER BY 1"
    )
    return dict(found.fetchall())


def _draft_sums(connection: duckdb.DuckDBPyConnection, where: str) -> dict[str, Decimal]:
    found = connection.execute(
        f"SELECT coalesce(currency, '{NO_CURRENCY}'), sum(total) FROM whole "
        f"WHERE total IS NOT NULL AND {where} GROUP BY 1 ORDER BY 1"
    )
    return dict(found.fetchall())


def _file_rows(
    connection: duckdb.DuckDBPyConnection, extracted: list[Extracted], heads: list[Layout]
) -> tuple[int, int]:
    """Rows with anything in them, and the broken ones, without those that are no orders.

    And rows whose cell of the total is filled but no amount, and rows that have no cells.
    """
    rows = unreadable = sum(len(file.broken) for file in extracted)
    for file in extracted:
        layout, names = file.detected.layout, set(file.detected.headers)
        wanted = [
            cell(field, ident(header), layout)
            for field in (layout.key, *layout.fields)
            if (header := next((each for each in field.headers if each in names), None))
        ]
        filled = " OR ".join(f"{text} IS NOT NULL" for text in wanted)
        of_orders = f"FROM {file.table} WHERE NOT {is_other(file.detected)}"
        found = connection.execute(
            f"SELECT count(*), count(*) FILTER ({filled}), count(*) FILTER ({_no_amount(file, heads)}) {of_orders}"
        ).fetchone()
        every, full, unread = found or (0, 0, 0)
        rows, unreadable = rows + full, unreadable + unread
        if every > full:
            silent = connection.execute(f"SELECT _line, _span {of_orders} AND NOT ({filled})").fetchall()
            rows += len(filled_lines(file, silent))
    return rows, unreadable


def _no_amount(file: Extracted, heads: list[Layout]) -> str:
    """SQL: whether a row's cell of the total is filled but no amount."""
    layout, names = file.detected.layout, set(file.detected.headers)
    field = _total_field(layout) if layout in heads else None
    header = next((each for each in field.headers if each in names), None) if field else None
    if not field or not header:
        return "FALSE"
    text = cell(field, ident(header), layout)
    amount = value(field, plain(field, text, layout, None), layout, "")
    return f"{text} IS NOT NULL AND {amount} IS NULL AND {text} <> {quote(header)}"


def _file_counts(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> tuple[int, int]:
    """Orders by their numbers, those of broken rows too; lines of the layout that tells each order's."""
    numbers = " UNION ".join(f"SELECT _key FROM rows_{layout.code} WHERE _key IS NOT NULL" for layout in layouts)
    orders = _one(connection, f"SELECT count(*) FROM ({numbers} UNION SELECT _key FROM spoiled)")
    lines, seen = 0, "SELECT NULL::VARCHAR AS _key WHERE FALSE"
    for layout in sorted(layouts, key=lambda each: not each.lines_first):
        rows = f"FROM clean_{layout.code} WHERE ({layout.line_if}) AND _key IN (SELECT _key FROM whole)"
        lines += _one(connection, f"SELECT count(*) {rows} AND _key NOT IN ({seen})")
        seen += f" UNION SELECT _key {rows}"
    return orders, lines


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
