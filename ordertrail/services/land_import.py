"""Merge a previewed import into the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound, StoreDown
from ordertrail.domain.landing import Choice
from ordertrail.domain.reconciliation import FileTally, reconcile
from ordertrail.services.context import Context
from ordertrail.store.dialect import Source
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.files import room
from ordertrail.store.held import settle_replayed
from ordertrail.store.imports import deed_of, forget_staging, get_import, settle_import, staging_path
from ordertrail.store.merge import EVERYTHING, MergeResult, land


def land_import(ctx: Context, actor: Actor, import_id: str, choice: Choice = EVERYTHING) -> MergeResult:
    """All that ``choice`` names of the import, or nothing; its report is brought to what really landed.

    What was left out stays out: the import is landed. The same file, imported again, offers it anew.
    Raises NotFound, DomainError import_not_previewed, staging_missing, import_off, replay_lands_whole, DiskFull.
    """
    actor.require("analyst", "manager")

    def merge(uow: UnitOfWork, source: Source) -> MergeResult:
        uow.in_turn(deed_of(import_id))
        record = get_import(uow.connection, import_id)
        if record is None or record["state"] != "previewed":
            raise DomainError("import_not_previewed")
        if record["parent_id"] and (choice.without or not (choice.new and choice.changed)):
            # Which rows a part of it would be made of is not known: all are settled, or none.
            raise DomainError("replay_lands_whole")
        result = land(uow, source, import_id, actor, ctx.now(), choice, record["created_at"])
        report = json.dumps(_landed(record["report"], result, choice), ensure_ascii=False)
        settle_import(uow, import_id, "landed", ctx.now(), report, quiet=choice.quiet)
        settle_replayed(uow, import_id, actor.name, ctx.now())
        return result

    with _drafts(ctx, import_id) as source:
        result = ctx.store.run(lambda uow: merge(uow, source), aside=True)
    forget_staging(ctx.settings.staging_dir, import_id)
    return result


@contextmanager
def _drafts(ctx: Context, import_id: str) -> Iterator[Source]:
    """The drafts of a previewed import. Where another settles it meanwhile, they may go at any moment."""
    staging = staging_path(ctx.settings.staging_dir, import_id)
    _previewed(ctx, import_id)
    try:
        staging.stat()
        with room(ctx.settings.staging_dir), ctx.store.source(staging) as source:
            yield source
    except Exception as error:
        # To the engine a file that is gone is trouble with its disk.
        refused = isinstance(error, DomainError) and not isinstance(error, StoreDown)
        if refused or staging.is_file():
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


def _landed(report: dict[str, Any], result: MergeResult, choice: Choice) -> dict[str, Any]:
    orders = {kind: getattr(result, kind) for kind in ("new", "changed", "unchanged", "conflict")}
    rows = {"merged": result.rows_merged, "unchanged": result.rows_unchanged}
    done = {
        **report,
        "state": "landed",
        "orders": report["orders"] | orders,
        "rows": report["rows"] | rows,
    }
    if not choice.whole or choice.quiet:
        done["left"] = {
            "new": result.left_new,
            "changed": result.left_changed,
            "partly": result.partly,
            "rows": result.rows_left,
            "without": sorted(choice.without),
            "theirs": sorted(choice.theirs),
            "quiet": choice.quiet,
        }
    if report.get("tally"):  # imports that were previewed before there were any have none
        every = orders | {"left_new": result.left_new, "left_changed": result.left_changed}
        tally = FileTally.of_json(report["tally"])
        done["account"] = reconcile(tally, every, result.told, rows | {"left": result.rows_left}, result.stored)
    return done
