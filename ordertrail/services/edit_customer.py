"""Say of a customer what the orders do not tell, or tell wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.customer import KINDS
from ordertrail.domain.entry import EMAIL, NOTE_LIMIT, TEXT_LIMIT
from ordertrail.domain.errors import Invalid, NotFound
from ordertrail.services.context import Context
from ordertrail.services.own_lists import segments
from ordertrail.store.customer_merges import members_of, root_of
from ordertrail.store.customers import CELLS, customer_rows, is_customer, write_customer
from ordertrail.store.engine import UnitOfWork

LIMITS: Final = dict.fromkeys(CELLS, TEXT_LIMIT) | {"note": NOTE_LIMIT}


def edit_customer(
    ctx: Context, actor: Actor, key: UUID, seen_version: int, wish: Mapping[str, Any], note: str = ""
) -> int:
    """The new version of what staff says of the customer. ``wish``: cells by name; empty ones are as orders tell.

    ``seen_version`` is 0 where nobody has said anything yet. Raises NotFound, Invalid, StaleEdit.
    """
    actor.require("staff", "manager")

    def work(uow: UnitOfWork) -> int:
        root = root_of(uow.connection, key)
        if not any(is_customer(uow.connection, member) for member in members_of(uow.connection, [root])):
            raise NotFound("no_such_customer")
        known = customer_rows(uow.connection, [root]).get(root, {})
        cells = _check(ctx, wish, known)
        return write_customer(uow, root, cells, seen_version=seen_version, actor=actor, now=ctx.now(), note=note)

    return ctx.store.run(work)


def _check(ctx: Context, wish: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, str | None]:
    """What the customer has already is not judged anew: its segment may be hidden by now."""
    cells = Cells()
    read = {
        name: cells.text(name, wish[name], limit=LIMITS[name], several_lines=name in ("note", "address"))
        for name in CELLS
        if name in wish
    }
    changed = {name: value for name, value in read.items() if value is not None and value != known.get(name)}
    if changed.get("email") and not EMAIL.fullmatch(plain(changed["email"])):
        cells.wrong("email", "bad_email")
    if changed.get("kind") and changed["kind"] not in KINDS:
        cells.wrong("kind", "bad_value")
    if changed.get("segment") and changed["segment"] not in {each.code for each in segments(ctx) if not each.hidden}:
        cells.wrong("segment", "bad_value")
    if cells.problems:
        raise Invalid(cells.problems)
    return read
