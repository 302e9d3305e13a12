"""Orders for a file: every column of every order that is wanted, batch by batch, with their lines if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_batches, order_count
from ordertrail.analytics.statuses import FULFILMENT_STATUS, PAYMENT_STATUS, RETURN_STATUS
from ordertrail.domain.order import order_id
from ordertrail.store.tables import job_results, order_lines, orders

Row = dict[str, Any]

STATUSES = {
    "payment_status": PAYMENT_STATUS,
    "fulfilment_status": FULFILMENT_STATUS,
    "return_status": RETURN_STATUS,
}


@dataclass(frozen=True)
class Choice:
    """Orders that pass ``filters`` and ``column_filters`` and, where given, are of the ``chosen`` ones or of a job.

    ``chosen``: (channel, number) each.
    """

    filters: Filters = field(default_factory=Filters)
    column_filters: Mapping[str, Any] | None = None
    chosen: tuple[tuple[str, str], ...] | None = None
    job: UUID | None = None

    def conditions(self) -> list[Any]:
        found: list[Any] = []
        if self.chosen is not None:
            found.append(orders.c.order_id.in_([order_id(channel, no) for channel, no in self.chosen]))
        if self.job is not None:
            done = select(job_results.c.order_id).where(job_results.c.job_id == self.job)
            found.append(orders.c.order_id.in_(done))
        return found


def wanted_batches(connection: Connection, choice: Choice, now: datetime) -> Iterator[list[Row]]:
    """All columns of the orders and their three statuses (codes), newest first, at most 10,000 at a time."""
    return order_batches(
        connection,
        choice.filters,
        now,
        choice.column_filters,
        among=choice.conditions(),
        more=[column.label(name) for name, column in STATUSES.items()],
    )


def wanted_count(connection: Connection, choice: Choice, now: datetime) -> int:
    """How many orders are wanted."""
    return order_count(connection, choice.filters, now, choice.column_filters, choice.conditions())


def lines_of(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """The lines of these orders in their order, by the orders' keys."""
    line = order_lines.c
    query = select(order_lines).where(line.order_id.in_(keys)).order_by(line.order_id, line.line_no)
    found: dict[UUID, list[Row]] = {}
    for row in connection.execute(query).mappings() if keys else ():
        found.setdefault(row["order_id"], []).append(dict(row))
    return found
