"""Note that a parcel arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.goods import goods_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, pick, undoable, with_cells
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.goods import set_parcel
from ordertrail.store.orders import OrderView


def deliver_parcel(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    parcel_id: UUID,
    wish: Mapping[str, Any],
) -> int:
    """The order's new version, its present one where the parcel arrived already. ``wish``: delivered_at, note.

    Raises NotFound, StaleEdit, Invalid, DomainError parcel_is_cancelled.
    """
    form_of(ctx, actor, wish)

    def decide(found: OrderView) -> Edit | None:
        row = pick(found.parcels, "shipment_id", parcel_id, "no_such_parcel")
        if row["cancelled_at"] is not None:
            raise DomainError("parcel_is_cancelled", number=row["number"])
        if row["delivered_at"] is not None:
            return None
        form = form_of(ctx, actor, wish)
        delivered_at, note = form.past("delivered_at", row["shipped_at"]), form.note()
        form.done()
        after = with_cells(found.parcels, row, delivered_at=delivered_at)
        edit = Edit(
            "parcel_delivered",
            goods_cells(found.order, found.lines, found.parcels, after, found.returns),
            note=note or "",
            detail={"id": parcel_id, "number": row["number"], "delivered_at": delivered_at},
            write=lambda uow, key: set_parcel(uow, key, parcel_id, {"delivered_at": delivered_at}),
            lines=True,
        )
        return undoable(found, edit)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
