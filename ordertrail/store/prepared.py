"""What is made of drafts once, while they are staged, for the preview and again for the landing.

Beside the staging file lie two Parquet files: the orders with key, business day and prints, and their lines by key,
without the columns in which nothing stands.
What can change between the two (rates) or is the engine's own matter (keys of customers) is not in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import duckdb
from sqlalchemy import Connection, text

from ordertrail.domain.order import LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.store.drafts import (
    CONTENT,
    LATER,
    LATER_LINE,
    LINE_CONTENT,
    SQL_TYPES,
    business_day,
    columns,
    customer_key,
    drop,
    lines_detail,
)
from ordertrail.store.prepared_files import Prepared, prepared_of
from ordertrail.store.rates import base_amount, rated_currencies
from ordertrail.store.transfer import quoted

_UNIT: Final = "\x1f"
LINES_AT_ONCE: Final = 1_000_000


def prepare(connection: duckdb.DuckDBPyConnection, orders: str, lines: str, staging: Path, zone: str) -> None:
    """Write the files, and views draft_orders, draft_lines and draft_rows of them into the schema ``staging``.

    ``orders`` is a relation with the columns of a draft, ``order_id`` and ``source_rows``, ``lines`` one with the
    columns of a line and ``order_id``.
    """
    files = prepared_of(staging)
    silent, silent_lines = (
        _silent(connection, rows, names) for rows, names in ((orders, CONTENT), (lines, LINE_CONTENT))
    )
    told = [name for name in ORDER_COLUMNS if name not in silent]
    told_lines = [name for name in LINE_CONTENT if name not in silent_lines]
    said = _print(LINE_CONTENT, LATER_LINE, "", silent_lines)
    total = connection.execute(f"SELECT count(*) FROM {lines}").fetchone()
    parts = 1 + (total[0] if total else 0) // LINES_AT_ONCE
    # An aggregate with an order of its own takes six times as long as a list that is sorted afterwards. The engine
    # (1.5.5) keeps lists in memory whatever their size, so that many are made in parts.
    listed = (
        f"SELECT order_id, list_sort(list({{'n': line_no, 'said': {said}, 'sku': sku}})) AS items, "
        f"{lines_detail('')} AS lines_detail FROM {lines} WHERE hash(order_id) % {parts} = {{part}} GROUP BY order_id"
    )
    joined = (
        "SELECT order_id, md5(array_to_string(list_transform(items, lambda x: x.said), chr(30))) AS lines_print, "
        "lines_detail, nullif(array_to_string(list_transform(items, lambda x: x.sku), ' '), '') AS skus "
        f"FROM ({listed})"
    )
    for part in range(parts):
        into = "INSERT INTO line_prints" if part else "CREATE OR REPLACE TEMP TABLE line_prints AS"
        connection.execute(f"{into} {joined.replace('{part}', str(part))}")
    made = (
        f"SELECT d.order_id, d.source_rows, {columns(told, 'd.')}, {business_day('d.placed_at', zone)} "
        "AS order_day, l.lines_print, l.lines_detail, l.skus, "
        f"md5({_print(CONTENT, LATER, 'd.', silent)} || coalesce(l.lines_print, '')) AS fingerprint "
        f"FROM {orders} d LEFT JOIN line_prints l ON l.order_id = d.order_id"
    )
    _copy(connection, made, files.orders)
    connection.execute("DROP TABLE line_prints")
    _copy(connection, f"SELECT order_id, {columns(told_lines)} FROM {lines}", files.lines)
    _views(connection, "staging", files)


def move(staging: Path, target: Path) -> None:
    """Bring a staging file and the files beside it to their place; the views then read them there."""
    staging.rename(target)
    files = prepared_of(target)
    for old, new in zip(prepared_of(staging), files, strict=True):
        old.rename(new)
    with duckdb.connect(str(target)) as connection:
        _views(connection, "main", files)


def _silent(connection: duckdb.DuckDBPyConnection, rows: str, names: Collection[str]) -> set[str]:
    """Columns in which nothing stands at all."""
    counts = connection.execute(f"SELECT {', '.join(f'count({name})' for name in names)} FROM {rows}").fetchone() or ()
    return {name for name, count in zip(names, counts, strict=True) if not count}


def _print(names: Collection[str], later: Collection[str], prefix: str, silent: Collection[str]) -> str:
    """SQL: the same text as ``drafts.content_print`` makes, without looking into columns that say nothing."""
    parts: list[str] = []
    between = ""
    for place, name in enumerate(name for name in names if name not in later):
        between += _UNIT if place else ""
        if name not in silent:
            parts += [f"'{between}'", f"coalesce(CAST({prefix}{name} AS TEXT), '')"]
            between = ""
    parts.append(f"'{between}'")
    parts += [
        f"coalesce('{name}=' || CAST({prefix}{name} AS TEXT) || '{_UNIT}', '')" for name in later if name not in silent
    ]
    return f"concat({', '.join(parts)})"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(
        f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 5000)"
    )


def _views(connection: duckdb.DuckDBPyConnection, schema: str, files: Prepared) -> None:
    orders, lines = (f"read_parquet({quoted(path)})" for path in files)
    silent, silent_lines = (
        set(names) - {column for column, *_ in connection.execute(f"DESCRIBE FROM {rows}").fetchall()}
        for rows, names in ((orders, ORDER_COLUMNS), (lines, LINE_CONTENT))
    )
    of_orders = ", ".join(_cell(name, kind, "", silent) for name, kind in ORDER_COLUMNS.items())
    of_lines = ", ".join(_cell(name, LINE_COLUMNS[name], "l.", silent_lines) for name in LINE_CONTENT)
    queries = {
        "draft_orders": f"SELECT {of_orders} FROM {orders}",
        "draft_lines": f"SELECT o.channel, o.channel_order_no, {of_lines} FROM {lines} l "
        f"JOIN {orders} o ON o.order_id = l.order_id",
        "draft_rows": f"SELECT channel, channel_order_no, source_rows AS rows FROM {orders}",
    }
    for name, query in queries.items():
        connection.execute(f"CREATE OR REPLACE VIEW {schema}.{name} AS {query}")


def _cell(name: str, kind: str, prefix: str, silent: Collection[str]) -> str:
    return f"CAST(NULL AS {SQL_TYPES[kind]}) AS {name}" if name in silent else f"{prefix}{name}"


def show(connection: Connection, orders: str, lines: str, base: str) -> None:
    """Make the temporary views incoming and incoming_lines of what was prepared, relations ``orders`` and ``lines``."""
    of_orders = _with_silent(connection, orders, ORDER_COLUMNS)
    of_lines = _with_silent(connection, lines, {name: LINE_COLUMNS[name] for name in LINE_CONTENT})
    amount = base_amount("d.currency", "d.total", "d.order_day", base, own=bool(rated_currencies(connection)))
    run = connection.execute
    run(text(f"CREATE TEMP VIEW incoming_lines AS {of_lines}"))
    run(
        text(
            f"CREATE TEMP VIEW incoming AS SELECT d.*, {amount} AS base_total, {customer_key('d.')} AS customer_key "
            f"FROM ({of_orders}) AS d"
        )
    )


def _with_silent(connection: Connection, rows: str, kinds: Mapping[str, str]) -> str:
    """SQL query: ``rows`` with every one of the columns."""
    there = connection.execute(text(f"SELECT * FROM {rows} LIMIT 0")).keys()
    missing = {name: kind for name, kind in kinds.items() if name not in there}
    silent = "".join(f", {_cell(name, kind, '', missing)}" for name, kind in missing.items())
    return f"SELECT *{silent} FROM {rows} AS t"


def hide(connection: Connection) -> None:
    """Remove what ``show`` made, and what a server was sent for it."""
    for view in ("incoming", "incoming_lines"):
        connection.execute(text(f"DROP VIEW IF EXISTS {view}"))
    drop(connection, "prepared_orders", "prepared_lines")
