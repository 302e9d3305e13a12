"""Take back a parcel that did not go out after all; its goods may be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.goods import goods, goods_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, pick, undoable, with_cells
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.goods import set_parcel
from ordertrail.store.orders import OrderView


def cancel_parcel(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    parcel_id: UUID,
    wish: Mapping[str, Any],
) -> int:
    """The order's new version, its present one where the parcel is cancelled already. ``wish``: note.

    Raises NotFound, StaleEdit, Invalid, DomainError parcel_is_delivered, parcel_has_returns.
    """
    form = form_of(ctx, actor, wish)
    note = form.note()
    form.done()

    def decide(found: OrderView) -> Edit | None:
        now = ctx.now()
        row = pick(found.parcels, "shipment_id", parcel_id, "no_such_parcel")
        if row["delivered_at"] is not None:
            raise DomainError("parcel_is_delivered", number=row["number"])
        if row["cancelled_at"] is not None:
            return None
        after = with_cells(found.parcels, row, cancelled_at=now)
        left = goods(found.lines, after, found.returns)
        if any(line.requested + line.kept > line.shipped for line in left.values()):
            raise DomainError("parcel_has_returns", number=row["number"])
        edit = Edit(
            "parcel_cancelled",
            goods_cells(found.order, found.lines, found.parcels, after, found.returns),
            note=note or "",
            detail={"id": parcel_id, "number": row["number"], "tracking_no": row["tracking_no"]},
            write=lambda uow, key: set_parcel(uow, key, parcel_id, {"cancelled_at": now}),
            lines=True,
        )
        return undoable(found, edit)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
