"""Settle a return: refunded, exchanged, rejected, or withdrawn by the customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.deeds import check_outcome
from ordertrail.domain.errors import DomainError
from ordertrail.domain.goods import goods_cells
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, pick, undoable, with_cells
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.goods import set_return
from ordertrail.store.orders import OrderView


def close_return(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    return_id: UUID,
    wish: Mapping[str, Any],
) -> int:
    """The order's new version. ``wish``: outcome (of ``OUTCOMES``), note. No money moves: that is a payment's row.

    After rejected and withdrawn the goods are the customer's again. Raises NotFound, StaleEdit, Invalid, DomainError
    return_is_closed.
    """
    form = form_of(ctx, actor, wish)
    told = check_outcome(form)

    def decide(found: OrderView) -> Edit:
        now = ctx.now()
        row = pick(found.returns, "return_id", return_id, "no_such_return")
        if row["closed_at"] is not None:
            raise DomainError("return_is_closed", number=row["number"])
        cells = {"closed_at": now, "outcome": told["outcome"]}
        edit = Edit(
            "return_closed",
            goods_cells(
                found.order, found.lines, found.parcels, found.parcels, with_cells(found.returns, row, **cells)
            ),
            note=told["note"] or "",
            detail={"id": return_id, "number": row["number"], "outcome": told["outcome"]},
            write=lambda uow, key: set_return(uow, key, return_id, cells),
            lines=True,
        )
        return undoable(found, edit)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
