"""Take a landed import back."""

from __future__ import annotations

import json
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.held import reopen_replayed
from ordertrail.store.imports import deed_of, get_import, mark_undone
from ordertrail.store.undoing import KEEP, UndoCounts, page_undo, plan_undo, undo

MOST_NAMED = 1000


def undo_import(ctx: Context, actor: Actor, import_id: str) -> UndoCounts:
    """What became of its orders; the import may be imported again afterwards.

    Orders that changed since are kept, and named in the report. Rows that it replayed are held again.
    Raises NotFound, DomainError import_not_landed.
    """
    actor.require("analyst", "manager")

    def work(uow: UnitOfWork) -> UndoCounts:
        uow.in_turn(deed_of(import_id))
        record = get_import(uow.connection, import_id)
        _landed(record)
        assert record is not None
        plan_undo(uow.connection, import_id)
        kept, _ = page_undo(uow.connection, KEEP, limit=MOST_NAMED)
        counts = undo(uow, import_id, actor, ctx.now())
        told = {
            "vanish": counts.vanish,
            "return": counts.back,
            "keep": counts.kept,
            "kept": [{name: row[name] for name in ("channel", "channel_order_no", "why")} for row in kept],
        }
        report = json.dumps({**record["report"], "state": "undone", "undo": told}, ensure_ascii=False)
        mark_undone(uow, import_id, actor.name, ctx.now(), report)
        reopen_replayed(uow, import_id)
        return counts

    return ctx.store.run(work, aside=True)


def preview_undo(
    ctx: Context, actor: Actor, import_id: str, deed: str = KEEP, *, search: str = "", offset: int = 0, limit: int = 50
) -> dict[str, Any]:
    """What ``undo_import`` would do now: vanish, return and keep as counts; ``orders`` of ``deed``, ``total`` of them.

    Raises NotFound, DomainError import_not_landed.
    """
    actor.require("analyst", "manager")
    with ctx.store.read() as connection:
        _landed(get_import(connection, import_id))
        counts = plan_undo(connection, import_id)
        rows, total = page_undo(connection, deed, search=search, offset=offset, limit=limit)
        connection.rollback()
    found = {"vanish": counts.vanish, "return": counts.back, "keep": counts.kept}
    return {**found, "deed": deed, "orders": rows, "total": total}


def _landed(record: dict[str, Any] | None) -> None:
    if record is None:
        raise NotFound("no_such_import")
    if record["state"] != "landed":
        raise DomainError("import_not_landed")
