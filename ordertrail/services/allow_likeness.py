"""Take back that two customers who look like one are two."""

from __future__ import annotations

from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotFound
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import roots
from ordertrail.store.customers import allow_pair, refused_pairs
from ordertrail.store.engine import UnitOfWork


def allow_likeness(ctx: Context, actor: Actor, one: UUID, other: UUID) -> None:
    """They may be proposed as one again, by whichever of their keys it was refused.

    Raises NotFound no_such_refusal where nobody said that they are two.
    """
    actor.require("staff", "manager")

    def work(uow: UnitOfWork) -> None:
        known = roots(uow.connection)
        asked = {known.get(key, key) for key in (one, other)}
        refused = [
            pair
            for pair in refused_pairs(uow.connection)
            if pair == {one, other} or {known.get(key, key) for key in pair} == asked
        ]
        if not refused:
            raise NotFound("no_such_refusal")
        for pair in refused:
            allow_pair(uow, pair, actor, ctx.now())

    ctx.store.run(work)
