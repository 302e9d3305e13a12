"""Take back one's own last edit of a customer, while nothing newer stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import root_of
from ordertrail.store.customers import CELLS, EDITED, UNDONE, history, write_customer
from ordertrail.store.engine import UnitOfWork

Deed = Mapping[str, Any]


def undo_customer(ctx: Context, actor: Actor, key: UUID, seen_version: int) -> int:
    """The new version of what staff says of the customer: as it was before the actor's last edit.

    Raises NotFound, StaleEdit, DomainError undo_overtaken, undo_not_own, undo_of_undo.
    """
    actor.require("staff", "manager")

    def work(uow: UnitOfWork) -> int:
        root = root_of(uow.connection, key)
        deed = last_edit(history(uow.connection, [root]))
        if deed is None:
            raise NotFound("no_such_customer")
        if deed["version"] != seen_version:
            raise DomainError("undo_overtaken")
        if deed["actor"] != actor.name:
            raise DomainError("undo_not_own")
        if deed["kind"] == UNDONE:
            raise DomainError("undo_of_undo")
        cells = {name: old for name, (old, _) in deed["changes"].items() if name in CELLS}
        return write_customer(
            uow, root, cells, seen_version=seen_version, actor=actor, now=ctx.now(), note="", kind=UNDONE
        )

    return ctx.store.run(work)


def last_edit(deeds: Sequence[Deed]) -> Deed | None:
    """The newest deed that wrote the customer's row; None where nobody has."""
    written = [deed for deed in deeds if deed["kind"] in (EDITED, UNDONE)]
    return max(written, key=lambda deed: deed["version"], default=None)


def may_undo_customer(last: Deed | None, actor_name: str) -> bool:
    """Whether ``undo_customer`` would be heard; ``last`` is the customer's ``last_edit``."""
    return last is not None and last["kind"] == EDITED and last["actor"] == actor_name
