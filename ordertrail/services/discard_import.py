"""Drop a previewed import; nothing of it has landed."""

from __future__ import annotations

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.imports import deed_of, forget_staging, get_import, settle_import


def discard_import(ctx: Context, actor: Actor, import_id: str) -> None:
    """Raises NotFound, DomainError import_not_previewed."""
    actor.require("analyst", "manager")

    def discard(uow: UnitOfWork) -> None:
        uow.in_turn(deed_of(import_id))
        record = get_import(uow.connection, import_id)
        if record is None:
            raise NotFound("no_such_import")
        if record["state"] != "previewed":
            raise DomainError("import_not_previewed")
        settle_import(uow, import_id, "discarded", ctx.now())

    ctx.store.run(discard)
    forget_staging(ctx.settings.staging_dir, import_id)
