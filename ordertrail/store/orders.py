"""One order, read whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, select

from ordertrail.domain.order import HAND_CHANNEL, order_id
from ordertrail.store.goods import parcels_of, returns_of
from ordertrail.store.ledger import payments_of
from ordertrail.store.tables import conflicts, imports, order_events, order_lines, order_surcharges, orders

HAND_PREFIX: Final = "M"


@dataclass(frozen=True)
class OrderView:
    """An order with everything about it; each part as dicts of column -> value, events newest first.

    ``parcels`` and ``returns`` hold their ``lines`` of line_no and quantity.
    """

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    surcharges: list[dict[str, Any]]
    events: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]
    payments: list[dict[str, Any]] = field(default_factory=list)
    parcels: list[dict[str, Any]] = field(default_factory=list)
    returns: list[dict[str, Any]] = field(default_factory=list)


def get_order(connection: Connection, channel: str, channel_order_no: str) -> OrderView | None:
    """The order of that number in that channel; None where there is none."""
    key = order_id(channel, channel_order_no)
    order = connection.execute(select(orders).where(orders.c.order_id == key)).mappings().first()
    if order is None:
        return None
    return OrderView(
        order=dict(order),
        lines=_rows(connection, select(order_lines).where(order_lines.c.order_id == key).order_by("line_no")),
        surcharges=_rows(
            connection, select(order_surcharges).where(order_surcharges.c.order_id == key).order_by("kind")
        ),
        events=_rows(
            connection,
            select(order_events).where(order_events.c.order_id == key).order_by(order_events.c.version.desc()),
        ),
        conflicts=_rows(
            connection,
            select(conflicts).where(conflicts.c.order_id == key).order_by(conflicts.c.created_at.desc(), "field"),
        ),
        payments=payments_of(connection, key),
        parcels=parcels_of(connection, key),
        returns=returns_of(connection, key),
    )


def _rows(connection: Connection, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def exists(connection: Connection, channel: str, channel_order_no: str) -> bool:
    """Whether the channel has an order of that number."""
    return version_of(connection, channel, channel_order_no) is not None


def version_of(connection: Connection, channel: str, channel_order_no: str) -> int | None:
    """The order's version; None where there is none."""
    key = order_id(channel, channel_order_no)
    version: int | None = connection.execute(select(orders.c.version).where(orders.c.order_id == key)).scalar()
    return version


def count_standing(connection: Connection) -> list[tuple[str | None, str, int]]:
    """Orders by workflow and stage: (workflow or None, stage, count)."""
    query = select(orders.c.workflow, orders.c.stage, func.count()).group_by(orders.c.workflow, orders.c.stage)
    return [(workflow, stage, int(count)) for workflow, stage, count in connection.execute(query)]


def next_hand_number(connection: Connection, day: date) -> str:
    """The next free number of a business day for orders entered by hand, such as M20261124-0003."""
    head = f"{HAND_PREFIX}{day:%Y%m%d}-"
    last = connection.execute(
        select(func.max(orders.c.channel_order_no)).where(
            orders.c.channel == HAND_CHANNEL,
            orders.c.channel_order_no.like(f"{head}____"),
        )
    ).scalar_one()
    tail = last.removeprefix(head) if last else "0"
    number = int(tail) + 1 if tail.isdecimal() else 1
    while exists(connection, HAND_CHANNEL, f"{head}{number:04d}"):
        number += 1
    return f"{head}{number:04d}"


def demo_orders() -> Any:
    """Subquery: keys of orders whose last file was a demo one."""
    demo = select(imports.c.import_id).where(imports.c.demo)
    return select(orders.c.order_id).where(orders.c.import_id.in_(demo))
