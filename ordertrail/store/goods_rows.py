"""The rows of an order's items and surcharges, written anew as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert

from ordertrail.domain.order import LINE_COLUMNS
from ordertrail.store.drafts import LINE_CONTENT
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.tables import order_lines, order_surcharges

Rows = Sequence[Mapping[str, Any]]

_AMOUNTS: Final = {name for name, kind in LINE_COLUMNS.items() if kind in ("money", "quantity")}


def replace_goods(uow: UnitOfWork, key: UUID, lines: Rows | None, surcharges: Rows | None) -> None:
    """Write the rows of the order ``key`` anew; what is None stays."""
    if lines is not None:
        uow.connection.execute(delete(order_lines).where(order_lines.c.order_id == key))
        if lines:
            rows = [{"order_id": key, **{name: line.get(name) for name in LINE_CONTENT}} for line in lines]
            uow.connection.execute(insert(order_lines), rows)
    if surcharges is not None:
        uow.connection.execute(delete(order_surcharges).where(order_surcharges.c.order_id == key))
        if surcharges:
            rows = [{"order_id": key, "kind": each["kind"], "amount": each["amount"]} for each in surcharges]
            uow.connection.execute(insert(order_surcharges), rows)


def told_rows(rows: Rows) -> list[dict[str, Any]]:
    """Rows as a trail keeps them."""
    return [{name: value for name, value in row.items() if name not in _UNTOLD} for row in rows]


def rows_of_trail(rows: Rows | None) -> list[dict[str, Any]] | None:
    """``told_rows`` read back."""
    if rows is None:
        return None
    return [
        {name: Decimal(value) if name in _AMOUNTS and value is not None else value for name, value in row.items()}
        for row in rows
    ]


_UNTOLD: Final = ("order_id", "channel", "channel_order_no")
