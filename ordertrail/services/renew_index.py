"""Make the index of terms anew from the orders' texts."""

from __future__ import annotations

from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context
from ordertrail.store import terms
from ordertrail.store.terms_keeper import bring_up


def renew_index(ctx: Context, actor: Actor) -> int:
    """How many orders were read; 0 on a server, which keeps an index of its own."""
    actor.require("manager")
    if not ctx.store.backend.serial:
        return 0
    ctx.store.run(lambda uow: terms.begin_anew(uow.connection))
    return bring_up(ctx.store)
