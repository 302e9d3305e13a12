"""Merge a previewed import into the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.dialect import Source
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.files import room
from ordertrail.store.held import settle_replayed
from ordertrail.store.imports import deed_of, get_import, settle_import, staging_path
from ordertrail.store.merge import MergeResult, land


def land_import(ctx: Context, actor: Actor, import_id: str) -> MergeResult:
    """All of the import or nothing; its report is brought to what really landed.

    Raises NotFound, DomainError import_not_previewed, staging_missing, DiskFull.
    """
    actor.require("analyst", "manager")

    def merge(uow: UnitOfWork, source: Source) -> MergeResult:
        uow.in_turn(deed_of(import_id))
        record = get_import(uow.connection, import_id)
        if record is None or record["state"] != "previewed":
            raise DomainError("import_not_previewed")
        result = land(uow, source, import_id, actor, ctx.now())
        report = json.dumps(_landed(record["report"], result), ensure_ascii=False)
        settle_import(uow, import_id, "landed", ctx.now(), report)
        settle_replayed(uow, import_id, actor.name, ctx.now())
        return result

    with _drafts(ctx, import_id) as source:
        result = ctx.store.run(lambda uow: merge(uow, source), aside=True)
    staging_path(ctx.settings.staging_dir, import_id).unlink(missing_ok=True)
    return result


@contextmanager
def _drafts(ctx: Context, import_id: str) -> Iterator[Source]:
    """The drafts of a previewed import. Where another settles it meanwhile, they may go at any moment."""
    staging = staging_path(ctx.settings.staging_dir, import_id)
    _previewed(ctx, import_id)
    try:
        with room(ctx.settings.staging_dir), ctx.store.source(staging) as source:
            yield source
    except DomainError:
        raise
    except Exception:
        if staging.is_file():
            raise
        _previewed(ctx, import_id)
        raise DomainError("staging_missing") from None


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
