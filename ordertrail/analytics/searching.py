"""What a search comes to, as conditions on ``orders``: by whole number or by the index of terms where those answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select

from ordertrail.analytics.conditions import conditions
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.finding import few_keys, found_by_terms
from ordertrail.analytics.terms import Condition
from ordertrail.domain.order import order_id
from ordertrail.domain.own_words import channel_codes
from ordertrail.store.tables import orders

# Shorter ones may as well be the last digits of a phone number.
WHOLE_NUMBER: Final = 8

_o = orders.c


def wanted(connection: Connection, filters: Filters, now: datetime) -> list[Condition]:
    """``conditions`` of the filters, whose search is answered without reading every order's text where it can be."""
    plain, among = sought(connection, filters)
    return [*conditions(plain, now), *among]


def sought(connection: Connection, filters: Filters) -> tuple[Filters, list[Condition]]:
    """The filters without their search and what stands for it; as they are, where few orders are not found at once."""
    if not filters.q:
        return filters, []
    keys: Sequence[UUID] | None = of_number(connection, filters.q)
    if not keys:
        found = found_by_terms(connection, filters.q)
        keys = None if found is None else few_keys(connection, found)
    if keys is None:
        return filters, []
    return filters.replace(q=""), [_o.order_id.in_(keys)]


def of_number(connection: Connection, q: str) -> list[UUID]:
    """Keys of the orders whose whole number is ``q``: who has a number in hand means that order and no other."""
    if len(q) < WHOLE_NUMBER:
        return []
    keys: list[Any] = [order_id(channel, no) for channel in channel_codes() for no in {q, q.upper()}]
    return list(connection.execute(select(_o.order_id).where(_o.order_id.in_(keys))).scalars())
