"""Say that two customers are one."""

from __future__ import annotations

from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotFound
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import merge_keys
from ordertrail.store.customers import is_customer
from ordertrail.store.engine import UnitOfWork


def merge_customers(ctx: Context, actor: Actor, kept: UUID, merged: UUID, note: str = "") -> UUID:
    """The merge's id, by which it is undone. What staff says of ``kept`` outranks what it says of ``merged``.

    Raises NotFound, DomainError customer_itself.
    """
    actor.require("staff", "manager")

    def work(uow: UnitOfWork) -> UUID:
        for key in (kept, merged):
            if not is_customer(uow.connection, key):
                raise NotFound("no_such_customer")
        return merge_keys(uow, kept, merged, actor, ctx.now(), note)

    return ctx.store.run(work)
