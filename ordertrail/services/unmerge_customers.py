"""Take back that two customers are one."""

from __future__ import annotations

from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import undo_merge


def unmerge_customers(ctx: Context, actor: Actor, merge_id: UUID) -> tuple[UUID, UUID]:
    """Keys of the two customers that there are again. Raises NotFound, DomainError merge_undone."""
    actor.require("staff", "manager")
    return ctx.store.run(lambda uow: undo_merge(uow, merge_id, actor, ctx.now()))
