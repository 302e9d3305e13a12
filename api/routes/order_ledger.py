"""Payments, parcels and returns of one order in.

Each deed carries the ``version`` that its doer saw and answers the new one; a stale one is refused with 409 and the
present order under ``current``. What is wrong with a field comes back as 422 with ``fields``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.routes.place_orders import Cell
from api.state import Ctx, Who
from ordertrail.domain.errors import NotFound
from ordertrail.services.cancel_parcel import cancel_parcel
from ordertrail.services.close_return import close_return
from ordertrail.services.deliver_parcel import deliver_parcel
from ordertrail.services.receive_return import receive_return
from ordertrail.services.record_payment import record_payment
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.services.void_payment import void_payment

router = APIRouter(prefix="/api/orders")

LONGEST_LIST = 1000


class Deed(BaseModel):
    """``version`` is the one that was seen. A misspelt name is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")

    version: int
    note: Cell = ""


class Payment(Deed):
    """``kind`` is payment or refund; ``paid_at`` is now where it is empty."""

    kind: Cell = ""
    amount: Cell = ""
    paid_at: Cell = ""
    method: Cell = ""
    reference: Cell = ""


class Some(BaseModel):
    """So many of a line; empty and 0 leave the line out."""

    model_config = ConfigDict(extra="forbid")

    line_no: Cell
    quantity: Cell = ""


class Parcel(Deed):
    """``move_stage``: the order's stage follows, which is refused unless nothing is left to ship."""

    lines: list[Some] = Field(default=[], max_length=LONGEST_LIST)
    carrier: Cell = ""
    tracking_no: Cell = ""
    shipped_at: Cell = ""
    move_stage: bool = False


class Delivery(Deed):
    delivered_at: Cell = ""


class Claim(Deed):
    """A return that a customer asks for."""

    lines: list[Some] = Field(default=[], max_length=LONGEST_LIST)
    reason: Cell = ""
    requested_at: Cell = ""


class Receipt(Deed):
    received_at: Cell = ""


class Closing(Deed):
    """``outcome`` is refunded, exchanged, rejected or withdrawn."""

    outcome: Cell = ""


@router.post("/{channel}/{no:path}/payments", status_code=201)
def pay(channel: str, no: str, wish: Payment, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Record a payment or a refund."""
    return {"version": record_payment(ctx, actor, channel, no, wish.version, wish.model_dump())}


@router.post("/{channel}/{no:path}/payments/{row}/void")
def void(channel: str, no: str, row: str, wish: Deed, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Strike out a payment or refund."""
    return _upon(void_payment, "no_such_payment", channel, no, row, wish, ctx, actor)


@router.post("/{channel}/{no:path}/parcels", status_code=201)
def ship(channel: str, no: str, wish: Parcel, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Send some of the lines, or all that is left."""
    return {"version": ship_parcel(ctx, actor, channel, no, wish.version, wish.model_dump())}


@router.post("/{channel}/{no:path}/parcels/{row}/deliver")
def deliver(channel: str, no: str, row: str, wish: Delivery, ctx: Ctx, actor: Who) -> dict[str, int]:
    """A parcel arrived."""
    return _upon(deliver_parcel, "no_such_parcel", channel, no, row, wish, ctx, actor)


@router.post("/{channel}/{no:path}/parcels/{row}/cancel")
def cancel(channel: str, no: str, row: str, wish: Deed, ctx: Ctx, actor: Who) -> dict[str, int]:
    """A parcel did not go out."""
    return _upon(cancel_parcel, "no_such_parcel", channel, no, row, wish, ctx, actor)


@router.post("/{channel}/{no:path}/returns", status_code=201)
def claim(channel: str, no: str, wish: Claim, ctx: Ctx, actor: Who) -> dict[str, int]:
    """A customer wants to send goods back."""
    return {"version": request_return(ctx, actor, channel, no, wish.version, wish.model_dump())}


@router.post("/{channel}/{no:path}/returns/{row}/receive")
def receive(channel: str, no: str, row: str, wish: Receipt, ctx: Ctx, actor: Who) -> dict[str, int]:
    """The goods of a return came."""
    return _upon(receive_return, "no_such_return", channel, no, row, wish, ctx, actor)


@router.post("/{channel}/{no:path}/returns/{row}/close")
def close(channel: str, no: str, row: str, wish: Closing, ctx: Ctx, actor: Who) -> dict[str, int]:
    """A return is settled."""
    return _upon(close_return, "no_such_return", channel, no, row, wish, ctx, actor)


def _upon(
    deed: Callable[..., int], missing: str, channel: str, no: str, row: str, wish: Deed, ctx: Ctx, actor: Who
) -> dict[str, int]:
    """The deed upon one row; what is no key names no row."""
    try:
        key = UUID(row)
    except ValueError:
        raise NotFound(missing) from None
    given: dict[str, Any] = wish.model_dump()
    return {"version": deed(ctx, actor, channel, no, wish.version, key, given)}
