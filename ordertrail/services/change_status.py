"""Move an order to another stage."""

from __future__ import annotations

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, InvalidMove, NotFound, StaleEdit
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.orders import lock_order, set_stage


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

    Raises NotFound, StaleEdit (with the present state), InvalidMove, DomainError unknown_stage.
    """
    actor.require("staff", "manager")
    if not ctx.workflow.has(to_stage):
        raise DomainError("unknown_stage", stage=to_stage)

    def move(uow: UnitOfWork) -> int:
        present = lock_order(uow.connection, channel, channel_order_no)
        if present is None:
            raise NotFound("no_such_order", channel=channel, no=channel_order_no)
        if present.version != seen_version:
            state = {"version": present.version, "stage": present.stage, "updated_at": present.updated_at}
            raise StaleEdit({**state, "channel": channel, "channel_order_no": channel_order_no})
        if not ctx.workflow.may_move(present.stage, to_stage):
            labels = {"from_label": tr().t(f"stage.{present.stage}"), "to_label": tr().t(f"stage.{to_stage}")}
            raise InvalidMove("invalid_move", **labels)
        return set_stage(
            uow,
            present,
            channel=channel,
            channel_order_no=channel_order_no,
            to_stage=to_stage,
            stamp=ctx.workflow.stage(to_stage).stamp,
            note=note.strip(),
            actor=actor,
            now=ctx.now(),
        )

    return ctx.store.run(move)
