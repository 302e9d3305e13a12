"""Which question made which order, so that a question asked twice makes one order.

The table holds one short row an order entered by hand and is read whole: no index, as in ``tables``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.tables import order_requests


@dataclass(frozen=True)
class Request:
    """``told`` is the print of what the question said."""

    told: str
    channel_order_no: str


def find_request(connection: Connection, request_id: str) -> Request | None:
    """What was made under that id; None where nothing was."""
    columns = (order_requests.c.told, order_requests.c.channel_order_no)
    row = connection.execute(select(*columns).where(order_requests.c.request_id == request_id)).first()
    return Request(*row) if row else None


def keep_request(uow: UnitOfWork, request_id: str, told: str, channel_order_no: str, now: datetime) -> None:
    """Remember that the question made the order."""
    values = {"request_id": request_id, "told": told, "channel_order_no": channel_order_no, "created_at": now}
    uow.connection.execute(insert(order_requests).values(values))
