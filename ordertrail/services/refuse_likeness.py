"""Say that two customers who look like one are two."""

from __future__ import annotations

from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import root_of
from ordertrail.store.customers import is_customer, refuse_pair
from ordertrail.store.engine import UnitOfWork


def refuse_likeness(ctx: Context, actor: Actor, one: UUID, other: UUID) -> None:
    """They are not proposed as one again. Raises NotFound, DomainError customer_itself where they are one by now."""
    actor.require("staff", "manager")

    def work(uow: UnitOfWork) -> None:
        for key in (one, other):
            if not is_customer(uow.connection, key):
                raise NotFound("no_such_customer")
        if root_of(uow.connection, one) == root_of(uow.connection, other):
            raise DomainError("customer_itself")
        refuse_pair(uow, one, other, actor, ctx.now())

    ctx.store.run(work)
