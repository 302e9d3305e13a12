"""One order: read whole, and its stage moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from ordertrail.domain.actor import Actor
from ordertrail.domain.order import HAND_CHANNEL, order_id
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import Change
from ordertrail.store.tables import conflicts, imports, order_events, order_lines, order_surcharges, orders

HAND_PREFIX: Final = "M"


@dataclass(frozen=True)
class OrderView:
    """An order with everything about it; each part as dicts of column -> value, events newest first."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    surcharges: list[dict[str, Any]]
    events: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]


@dataclass(frozen=True)
class Moved:
    """What an editor must know of an order before moving it."""

    order_id: UUID
    version: int
    stage: str
    updated_at: datetime


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
    )


def _rows(connection: Connection, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def lock_order(connection: Connection, channel: str, channel_order_no: str) -> Moved | None:
    """The order's present state, kept from other writers until the transaction ends."""
    row = connection.execute(
        select(orders.c.order_id, orders.c.version, orders.c.stage, orders.c.updated_at)
        .where(orders.c.order_id == order_id(channel, channel_order_no))
        .with_for_update()
    ).first()
    return Moved(*row) if row else None


def exists(connection: Connection, channel: str, channel_order_no: str) -> bool:
    """Whether the channel has an order of that number."""
    return lock_order(connection, channel, channel_order_no) is not None


def set_stage(
    uow: UnitOfWork,
    present: Moved,
    *,
    channel: str,
    channel_order_no: str,
    to_stage: str,
    stamp: str | None,
    note: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Move the order, with its event; its new version. ``stamp`` names the time that the stage fills if empty."""
    version = present.version + 1
    values: dict[str, Any] = {"stage": to_stage, "version": version, "staff_stage": True, "updated_at": now}
    if stamp:
        column = orders.c[stamp]
        kept = uow.connection.execute(select(column).where(orders.c.order_id == present.order_id)).scalar_one()
        values[stamp] = kept or now
    uow.connection.execute(update(orders).where(orders.c.order_id == present.order_id).values(values))
    uow.connection.execute(
        insert(order_events).values(
            order_id=present.order_id,
            version=version,
            occurred_at=now,
            actor=actor.name,
            kind="stage_changed",
            from_value=present.stage,
            to_value=to_stage,
            note=note or None,
            source=actor.source,
        )
    )
    uow.publish(Change(channel, channel_order_no, version, to_stage))
    return version


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
