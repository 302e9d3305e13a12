"""What is left of an import that was broken off: a line in the history, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from shutil import rmtree
from typing import Any
from uuid import UUID, uuid4

from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.imports import deed_of, forget_staging, get_import, record_import, settle_import
from ordertrail.store.runs import end_run, read_run


def settle_ended(ctx: Context, run_id: UUID, actor: str, spec: Mapping[str, Any], state: str) -> None:
    """Write ``state`` (cancelled, interrupted) into the history and drop what the run had staged and received.

    An import that had landed before stays; one that another settled meanwhile is left to him.
    """

    def settle(uow: UnitOfWork) -> list[str]:
        row = read_run(uow.connection, run_id)
        if row is None or not row.under_way:
            return []
        now = ctx.now()
        by = spec.get("by") or row.spec.get("by")
        told = {"by": by, "phase": spec.get("phase"), "at": now}
        found = list(dict.fromkeys([*row.spec.get("imports", ()), *spec.get("imports", ())]))
        dropped = [each for each in found if _drop(uow, each, state, told, now)]
        if not found and spec.get("files"):
            _note(uow, actor, spec, state, told, now)
        end_run(uow, run_id, state, {**row.spec, **spec, "by": by}, now)
        return dropped

    for import_id in ctx.store.run(settle):
        forget_staging(ctx.settings.staging_dir, import_id)
    for folder in (ctx.settings.staging_dir, ctx.settings.inbox_dir):
        for path in folder.glob(f"*{run_id.hex}*"):
            rmtree(path, ignore_errors=True)


def _drop(uow: UnitOfWork, import_id: str, state: str, told: Mapping[str, Any], now: datetime) -> bool:
    uow.in_turn(deed_of(import_id))
    record = get_import(uow.connection, import_id)
    if record is None or record["state"] != "previewed":
        return False
    settle_import(uow, import_id, state, now, _text({**record["report"], "ended": told}))
    return True


def _note(
    uow: UnitOfWork, actor: str, spec: Mapping[str, Any], state: str, told: Mapping[str, Any], now: datetime
) -> None:
    """An import that was broken off before it was one."""
    record_import(
        uow,
        import_id=uuid4().hex[:12],
        now=now,
        actor=actor,
        channel=None,
        files=spec["files"],
        state=state,
        report=_text({"files": spec["files"], "ended": told}),
        demo=False,
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
