"""Orders with their moves, for one picture of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.order import order_id
from ordertrail.store.tables import order_events, orders

Row = dict[str, Any]


def chosen_with_moves(connection: Connection, chosen: Sequence[tuple[str, str]]) -> list[tuple[Row, list[Row]]]:
    """The orders of these channels and numbers in this order, each with its stage_changed events; unknown ones miss."""
    return _with_moves(connection, [order_id(channel, no) for channel, no in chosen])


def first_with_moves(
    connection: Connection,
    filters: Filters,
    now: datetime,
    sort: Sequence[tuple[str, str]],
    column_filters: Mapping[str, Any],
    most: int,
) -> tuple[list[tuple[Row, list[Row]]], int]:
    """The first ``most`` rows of the table of orders, and how many it has in all. Raises DomainError bad_request."""
    rows, total = order_rows(
        connection, filters, now=now, sort=sort, limit=most, column_filters=column_filters, in_sight=()
    )
    return _with_moves(connection, [order_id(row["channel"], row["channel_order_no"]) for row in rows]), total


def _with_moves(connection: Connection, keys: Sequence[UUID]) -> list[tuple[Row, list[Row]]]:
    if not keys:
        return []
    heads = connection.execute(select(orders).where(orders.c.order_id.in_(keys))).mappings().all()
    moves: dict[UUID, list[Row]] = {}
    event = order_events.c
    query = select(order_events).where(event.order_id.in_(keys), event.kind == "stage_changed")
    for row in connection.execute(query.order_by(event.version)).mappings():
        moves.setdefault(row["order_id"], []).append(dict(row))
    found = {row["order_id"]: (dict(row), moves.get(row["order_id"], [])) for row in heads}
    return [found[key] for key in dict.fromkeys(keys) if key in found]
