"""Merge a previewed import into the store."""

from __future__ import annotations

import json
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.dialect import Source
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.imports import get_import, settle_import, staging_path
from ordertrail.store.merge import MergeResult, land


def land_import(ctx: Context, actor: Actor, import_id: str) -> MergeResult:
    """All of the import or nothing; its report is brought to what really landed.

    Raises NotFound, DomainError import_not_previewed, staging_missing.
    """
    actor.require("analyst", "manager")
    staging = staging_path(ctx.settings.staging_dir, import_id)
    _previewed(ctx, import_id)
    if not staging.is_file():
        raise DomainError("staging_missing")

    def merge(uow: UnitOfWork, source: Source) -> MergeResult:
        record = get_import(uow.connection, import_id)
        if record is None or record["state"] != "previewed":
            raise DomainError("import_not_previewed")
        result = land(uow, source, import_id, actor, ctx.now())
        report = json.dumps(_landed(record["report"], result), ensure_ascii=False)
        settle_import(uow, import_id, "landed", ctx.now(), report)
        return result

    with ctx.store.source(staging) as source:
        result = ctx.store.run(lambda uow: merge(uow, source), aside=True)
    staging.unlink(missing_ok=True)
    return result


def _previewed(ctx: Context, import_id: str) -> None:
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    if record is None:
        raise NotFound("no_such_import")
    if record["state"] != "previewed":
        raise DomainError("import_not_previewed")


def _landed(report: dict[str, Any], result: MergeResult) -> dict[str, Any]:
    orders = {kind: getattr(result, kind) for kind in ("new", "changed", "unchanged", "conflict")}
    rows = {"merged": result.rows_merged, "unchanged": result.rows_unchanged}
    return {
        **report,
        "state": "landed",
        "orders": report["orders"] | orders,
        "rows": report["rows"] | rows,
    }
