"""Note that the goods of a return came back."""

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
from ordertrail.store.goods import set_return
from ordertrail.store.orders import OrderView


def receive_return(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    return_id: UUID,
    wish: Mapping[str, Any],
) -> int:
    """The order's new version, its present one where the goods came already. ``wish``: received_at, note.

    Raises NotFound, StaleEdit, Invalid, DomainError return_is_closed.
    """
    form = form_of(ctx, actor, wish)
    received_at, note = form.past("received_at"), form.note()
    form.done()

    def decide(found: OrderView) -> Edit | None:
        row = pick(found.returns, "return_id", return_id, "no_such_return")
        if row["received_at"] is not None:
            return None
        if row["closed_at"] is not None:
            raise DomainError("return_is_closed", number=row["number"])
        after = with_cells(found.returns, row, received_at=received_at)
        edit = Edit(
            "return_received",
            goods_cells(found.order, found.lines, found.parcels, found.parcels, after),
            note=note or "",
            detail={"id": return_id, "number": row["number"], "received_at": received_at},
            write=lambda uow, key: set_return(uow, key, return_id, {"received_at": received_at}),
            lines=True,
        )
        return undoable(found, edit)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
