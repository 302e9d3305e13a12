"""Imports under way: who began them, how far they are, and whether they are to end. They stand among the jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.jobs import CANCELLING, IMPORT, RUNNING, UNDER_WAY, locked_state
from ordertrail.store.tables import jobs

INTERRUPTED: Final = "interrupted"


@dataclass(frozen=True)
class RunRow:
    """``spec`` holds files (names), source, phase, standing, imports (ids), and at the end
    refused, found (what the work came to) or error."""

    run_id: UUID
    actor: str
    state: str
    spec: dict[str, Any]
    created_at: datetime
    touched_at: datetime
    finished_at: datetime | None

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


def add_run(uow: UnitOfWork, run_id: UUID, actor: str, spec: Mapping[str, Any], now: datetime) -> None:
    """A run that begins."""
    row = {"job_id": run_id, "kind": IMPORT, "actor": actor, "state": RUNNING, "spec": _text(spec), "total": 0}
    uow.connection.execute(insert(jobs), [{**row, "done": 0, "failed": 0, "created_at": now, "touched_at": now}])


def read_run(connection: Connection, run_id: UUID) -> RunRow | None:
    """The run as it stands, or as it ended."""
    query = select(jobs).where(jobs.c.job_id == run_id, jobs.c.kind == IMPORT)
    row = connection.execute(query).mappings().first()
    return _row(row) if row else None


def runs_under_way(connection: Connection) -> list[RunRow]:
    """All runs that have not ended, of every process, the oldest first."""
    query = select(jobs).where(jobs.c.kind == IMPORT, jobs.c.state.in_(UNDER_WAY)).order_by(jobs.c.created_at)
    return [_row(row) for row in connection.execute(query).mappings()]


def beat_run(uow: UnitOfWork, run_id: UUID, spec: Mapping[str, Any], now: datetime) -> str:
    """Write how far the run is, unless somebody wants it to end; its state."""
    state = locked_state(uow, run_id)
    if state == RUNNING:
        _write(uow, run_id, spec=_text(spec), touched_at=now)
    elif state == CANCELLING:
        _write(uow, run_id, touched_at=now)
    return state


def ask_end(uow: UnitOfWork, run_id: UUID, by: str) -> bool:
    """Whether the run was under way and has been asked to end, in the name of ``by``."""
    if locked_state(uow, run_id) not in UNDER_WAY:
        return False
    row = read_run(uow.connection, run_id)
    assert row is not None
    _write(uow, run_id, state=CANCELLING, spec=_text({**row.spec, "by": row.spec.get("by") or by}))
    return True


def end_run(uow: UnitOfWork, run_id: UUID, state: str, spec: Mapping[str, Any], now: datetime) -> None:
    """Write how the run ended."""
    _write(uow, run_id, state=state, spec=_text(spec), touched_at=now, finished_at=now)


def _write(uow: UnitOfWork, run_id: UUID, **cells: Any) -> None:
    uow.connection.execute(update(jobs).where(jobs.c.job_id == run_id).values(cells))


def _text(spec: Mapping[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, default=str)


def _row(row: Any) -> RunRow:
    return RunRow(
        run_id=row["job_id"],
        actor=row["actor"],
        state=row["state"],
        spec=json.loads(row["spec"]),
        created_at=row["created_at"],
        touched_at=row["touched_at"],
        finished_at=row["finished_at"],
    )
