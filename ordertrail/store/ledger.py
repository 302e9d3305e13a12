"""The payments and refunds of an order, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.tables import payments


def payments_of(connection: Connection, key: UUID) -> list[dict[str, Any]]:
    """Those of the order ``key``, oldest first."""
    query = select(payments).where(payments.c.order_id == key)
    ordered = query.order_by(payments.c.paid_at, payments.c.created_at, payments.c.payment_id)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def add_payments(uow: UnitOfWork, key: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write ``rows`` of the table payments, without their order's key."""
    uow.connection.execute(insert(payments), [{**row, "order_id": key} for row in rows])


def void_payment_row(uow: UnitOfWork, key: UUID, payment_id: UUID, now: datetime) -> None:
    """The row stays and counts no longer."""
    mine = (payments.c.order_id == key) & (payments.c.payment_id == payment_id)
    uow.connection.execute(update(payments).where(mine).values(voided_at=now))


def unvoid_payment_row(uow: UnitOfWork, key: UUID, payment_id: UUID) -> None:
    """The row counts again."""
    mine = (payments.c.order_id == key) & (payments.c.payment_id == payment_id)
    uow.connection.execute(update(payments).where(mine).values(voided_at=None))


def remove_payments(uow: UnitOfWork, key: UUID, payment_ids: Sequence[UUID]) -> None:
    """Rows that are to be as if they had never been; the trail keeps what they said."""
    mine = (payments.c.order_id == key) & payments.c.payment_id.in_(payment_ids)
    uow.connection.execute(delete(payments).where(mine))
