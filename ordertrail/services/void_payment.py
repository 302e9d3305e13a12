"""Take back a payment or refund that was recorded by mistake; its row stays, struck out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.ledger import balance, money_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, pick, undoable, with_cells
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.ledger import void_payment_row
from ordertrail.store.orders import OrderView


def void_payment(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    payment_id: UUID,
    wish: Mapping[str, Any],
) -> int:
    """The order's new version, its present one where the payment is void already. ``wish``: note.

    Raises NotFound, StaleEdit, Invalid, DomainError void_below_refunds where refunds would exceed what was paid.
    """
    form = form_of(ctx, actor, wish)
    note = form.note()
    form.done()

    def decide(found: OrderView) -> Edit | None:
        order, now = found.order, ctx.now()
        row = pick(found.payments, "payment_id", payment_id, "no_such_payment")
        if row["voided_at"] is not None:
            return None
        after = with_cells(found.payments, row, voided_at=now)
        left = balance(order["total"], after)
        if row["kind"] == "payment" and left.refunded > left.paid:
            raise DomainError("void_below_refunds")
        said = {name: row[name] for name in ("kind", "amount", "paid_at", "method", "reference")}
        edit = Edit(
            "payment_voided",
            money_cells(order, found.payments, after),
            note=note or "",
            detail={"id": payment_id, **said, "currency": order["currency"]},
            write=lambda uow, key: void_payment_row(uow, key, payment_id, now),
        )
        return undoable(found, edit)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
