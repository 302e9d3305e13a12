"""Note that a customer wants to send goods back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from ordertrail.domain.actor import Actor
from ordertrail.domain.deeds import check_return
from ordertrail.domain.goods import goods, goods_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, kept, known_parcels, line_words, next_number, undoable
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.goods import add_parcels, add_return
from ordertrail.store.orders import OrderView


def request_return(
    ctx: Context, actor: Actor, channel: str, channel_order_no: str, seen_version: int, wish: Mapping[str, Any]
) -> int:
    """The order's new version. ``wish`` as for ``check_return``; only what was shipped can come back.

    An order that was shipped without a parcel here gets the parcel that its file or its stage speaks of.
    Raises NotFound, StaleEdit, Invalid.
    """
    form_of(ctx, actor, wish)

    def decide(found: OrderView) -> Edit:
        before, opened = kept(known_parcels(found, ctx, by_staff=True), "shipment_id", ctx)
        told = check_return(form_of(ctx, actor, wish), goods(found.lines, before, found.returns))
        row = {
            **told,
            "return_id": uuid4(),
            "number": next_number(found.returns),
            "received_at": None,
            "closed_at": None,
            "outcome": None,
            "actor": actor.name,
            "created_at": ctx.now(),
        }

        def write(uow: UnitOfWork, key: UUID) -> None:
            add_parcels(uow, key, opened)
            add_return(uow, key, row)

        edit = Edit(
            "return_requested",
            goods_cells(found.order, found.lines, before, before, [*found.returns, row]),
            note=told["note"] or "",
            detail={
                "id": row["return_id"],
                "number": row["number"],
                "reason": told["reason"],
                "lines": line_words(found, told["lines"]),
            },
            write=write,
            lines=True,
        )
        return undoable(found, edit, (row["shipment_id"] for row in opened))

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
