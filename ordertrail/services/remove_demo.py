"""Remove the demo data."""

from __future__ import annotations

from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.imports import delete_demo, has_demo


def remove_demo(ctx: Context, actor: Actor) -> int:
    """How many orders went. An order that a real file has changed since stays; orders entered by hand stay."""
    actor.require("manager")

    def remove(uow: UnitOfWork) -> int:
        if not has_demo(uow.connection):
            return 0
        uow.publish(BulkChange("demo"))
        return delete_demo(uow)

    return ctx.store.run(remove)
