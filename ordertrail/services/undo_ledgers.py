"""What takes a deed on payments, parcels and returns back: the cells and rows that it made become as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from ordertrail.services.ledgers import OPENED, WAS
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.goods import remove_parcels, remove_return, set_parcel, set_return
from ordertrail.store.ledger import remove_payments, unvoid_payment_row
from ordertrail.store.tables import orders

Detail = Mapping[str, Any]
Write = Callable[[UnitOfWork, UUID], None]


def ledger_cells(detail: Detail) -> dict[str, Any]:
    """Columns of ``orders`` as they were before the deed."""
    return {name: _read_back(name, value) for name, value in detail[WAS].items()}


def ledger_rows(kind: str, detail: Detail) -> Write:
    """What puts the order's other tables back, given the transaction and the order's key."""
    return partial(_ROWS[kind], detail)


def knows_before(detail: Detail) -> bool:
    """Whether the event keeps what its undo needs; those of earlier releases do not."""
    return WAS in detail


def _read_back(name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = orders.c[name].type.python_type
    if kind is Decimal:
        return Decimal(value)
    return datetime.fromisoformat(value) if kind is datetime else value


def _payment_recorded(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    remove_payments(uow, key, [_id(detail), *_opened(detail)])


def _payment_voided(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    unvoid_payment_row(uow, key, _id(detail))


def _parcel_shipped(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    remove_parcels(uow, key, [_id(detail), *_opened(detail)])


def _parcel_delivered(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    set_parcel(uow, key, _id(detail), {"delivered_at": None})


def _parcel_cancelled(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    set_parcel(uow, key, _id(detail), {"cancelled_at": None})


def _return_requested(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    remove_return(uow, key, _id(detail))
    remove_parcels(uow, key, _opened(detail))


def _return_received(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    set_return(uow, key, _id(detail), {"received_at": None})


def _return_closed(detail: Detail, uow: UnitOfWork, key: UUID) -> None:
    set_return(uow, key, _id(detail), {"closed_at": None, "outcome": None})


def _id(detail: Detail) -> UUID:
    return UUID(detail["id"])


def _opened(detail: Detail) -> list[UUID]:
    return [UUID(each) for each in detail.get(OPENED, ())]


_ROWS: Final[dict[str, Callable[[Detail, UnitOfWork, UUID], None]]] = {
    "payment_recorded": _payment_recorded,
    "payment_voided": _payment_voided,
    "parcel_shipped": _parcel_shipped,
    "parcel_delivered": _parcel_delivered,
    "parcel_cancelled": _parcel_cancelled,
    "return_requested": _return_requested,
    "return_received": _return_received,
    "return_closed": _return_closed,
}
LEDGER_KINDS: Final = frozenset(_ROWS)
