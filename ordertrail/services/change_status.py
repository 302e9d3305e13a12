"""Move an order to another stage."""

from __future__ import annotations

from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import Cells
from ordertrail.domain.entry import NOTE_LIMIT
from ordertrail.domain.errors import DomainError, Invalid, InvalidMove, NotFound, StaleEdit
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.moves import Move, Present, move_order


def change_status(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    to_stage: str,
    seen_version: int,
    note: str = "",
) -> int:
    """The order's new version. ``seen_version`` is the one that the actor saw.

    Raises NotFound, StaleEdit (with the present state), InvalidMove, Invalid (``note``), DomainError unknown_stage.
    """
    actor.require("staff", "manager")
    cells = Cells()
    said = cells.text("note", note, limit=NOTE_LIMIT, several_lines=True)
    if cells.problems:
        raise Invalid(cells.problems)
    if not ctx.workflow.has(to_stage):
        raise DomainError("unknown_stage", stage=to_stage)

    def decide(present: Present | None) -> Move:
        if present is None:
            raise NotFound("no_such_order", channel=channel, no=channel_order_no)
        if present.version != seen_version:
            state = {"version": present.version, "stage": present.stage, "updated_at": present.updated_at}
            raise StaleEdit({**state, "channel": channel, "channel_order_no": channel_order_no})
        if not ctx.workflow.may_move(present.stage, to_stage):
            labels = {"from_label": tr().t(f"stage.{present.stage}"), "to_label": tr().t(f"stage.{to_stage}")}
            raise InvalidMove("invalid_move", **labels)
        return Move(to_stage, ctx.workflow.stage(to_stage).stamp, said or "", actor, ctx.now())

    return move_order(ctx.store, channel, channel_order_no, decide)
