"""Record that money came in for an order, or went back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ordertrail.domain.actor import Actor
from ordertrail.domain.deeds import check_payment
from ordertrail.domain.ledger import balance, money_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, kept, known_payments, undoable
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.ledger import add_payments
from ordertrail.store.orders import OrderView


def record_payment(
    ctx: Context, actor: Actor, channel: str, channel_order_no: str, seen_version: int, wish: Mapping[str, Any]
) -> int:
    """The order's new version. ``wish`` as for ``check_payment``. An order may have any number of payments.

    With the first one the ledger opens with what the order's file or entry told of money, so that it adds up.
    Raises NotFound, StaleEdit, Invalid.
    """
    form_of(ctx, actor, wish)

    def decide(found: OrderView) -> Edit:
        order = found.order
        before, opened = kept(known_payments(found), "payment_id", ctx)
        told = check_payment(form_of(ctx, actor, wish), order["currency"], balance(order["total"], before))
        row = {
            **told,
            "payment_id": uuid4(),
            "source": "staff",
            "voided_at": None,
            "actor": actor.name,
            "created_at": ctx.now(),
        }
        said = {name: told[name] for name in ("kind", "amount", "paid_at", "method", "reference")}
        edit = Edit(
            "payment_recorded",
            money_cells(order, before, [*before, row]),
            note=told["note"] or "",
            detail={"id": row["payment_id"], **said, "currency": order["currency"]},
            write=lambda uow, key: add_payments(uow, key, [*opened, row]),
        )
        return undoable(found, edit, (row["payment_id"] for row in opened))

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
