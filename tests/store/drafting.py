"""Staging files and stores for tests, made by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ordertrail.domain.order import HELD_COLUMNS, LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.store.drafts import SQL_TYPES

PLACED = datetime(2026, 11, 10, 17, 30)


def draft(no: str, **cells: Any) -> dict[str, Any]:
    """An order of the shop, paid, with what ``cells`` say otherwise."""
    return {
        "channel": "shopify",
        "channel_order_no": no,
        "stage": "paid",
        "currency": "USD",
        "total": 100,
        "placed_at": PLACED,
        "customer_name": "Ann",
        "source_file": "a.csv",
        "source_line": 2,
        **cells,
    }


def line(no: str, line_no: int = 1, **cells: Any) -> dict[str, Any]:
    """A line of an order of the shop."""
    return {
        "channel": "shopify",
        "channel_order_no": no,
        "line_no": line_no,
        "sku": f"S{line_no}",
        "name": "Mug",
        "quantity": 2,
        "unit_price": 50,
        "amount": 100,
        **cells,
    }


def staging(path: Path, orders: list[dict[str, Any]], lines: list[dict[str, Any]] | None = None) -> Path:
    """A staging file as the etl writes it; each order has one source row."""
    path.unlink(missing_ok=True)
    rows = [{"channel": order["channel"], "channel_order_no": order["channel_order_no"], "rows": 1} for order in orders]
    shapes = (
        ("draft_orders", ORDER_COLUMNS, orders),
        ("draft_lines", LINE_COLUMNS, lines or []),
        ("held", HELD_COLUMNS, []),
        ("draft_rows", {"channel": "text", "channel_order_no": "text", "rows": "integer"}, rows),
    )
    with duckdb.connect(str(path)) as connection:
        for table, kinds, cells in shapes:
            shape = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in kinds.items())
            connection.execute(f"CREATE TABLE {table} ({shape})")
            for cell in cells:
                marks = ", ".join("?" for _ in kinds)
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", [cell.get(name) for name in kinds])
    return path
