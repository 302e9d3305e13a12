"""Work over many orders in the background: how far it is, and what became of each order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from ordertrail.domain.errors import DomainError
from ordertrail.store.bulk_edits import DONE, UNCHANGED, Target
from ordertrail.store.edits import plain
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.rows import RowsStatement
from ordertrail.store.tables import job_results, jobs, order_events

RUNNING: Final = "running"
CANCELLING: Final = "cancelling"
CANCELLED: Final = "cancelled"
FINISHED: Final = "finished"
FAILED: Final = "failed"
# Not written anywhere: a job that nobody has touched for that long has died with its process.
STOPPED: Final = "stopped"
DIES_AFTER: Final = timedelta(seconds=60)
UNDER_WAY: Final = (RUNNING, CANCELLING)
# Imports under way stand in the same table; see ``ordertrail.store.runs``.
IMPORT: Final = "import"

_RESULT: Final = {
    "job_id": "UUID", "order_id": "UUID", "channel": "TEXT", "channel_order_no": "TEXT", "version": "INTEGER",
    "outcome": "TEXT", "params": "TEXT",
}  # fmt: skip
_RESULTS: Final = RowsStatement(
    _RESULT, lambda rows: f"INSERT INTO job_results ({', '.join(_RESULT)}) SELECT {', '.join(_RESULT)} FROM ({rows}) r"
)


@dataclass(frozen=True)
class Job:
    """``spec`` is what was asked; ``done`` and ``failed`` count the orders that have been judged so far."""

    job_id: UUID
    kind: str
    actor: str
    state: str
    spec: dict[str, Any]
    total: int
    done: int
    failed: int
    created_at: datetime
    touched_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Result:
    """``outcome`` is ``done``, ``unchanged``, or the code of the refusal, which ``params`` fill."""

    target: Target
    outcome: str
    version: int | None = None
    params: Mapping[str, Any] | None = None


def add_job(uow: UnitOfWork, job: Job) -> None:
    """A new job."""
    uow.connection.execute(insert(jobs), [{**vars(job), "spec": json.dumps(job.spec, ensure_ascii=False)}])


def get_job(connection: Connection, job_id: UUID, now: datetime) -> Job | None:
    """The job as it stands at ``now``; None where there is none."""
    row = connection.execute(select(jobs).where(jobs.c.job_id == job_id, jobs.c.kind != IMPORT)).mappings().first()
    return _job(row, now) if row else None


def recent_jobs(connection: Connection, now: datetime, limit: int = 20) -> list[Job]:
    """The newest jobs first."""
    found = connection.execute(
        select(jobs).where(jobs.c.kind != IMPORT).order_by(jobs.c.created_at.desc()).limit(limit)
    ).mappings()
    return [_job(row, now) for row in found]


def _job(row: Any, now: datetime) -> Job:
    job = Job(**{**row, "spec": json.loads(row["spec"])})
    died = job.state in UNDER_WAY and now - job.touched_at > DIES_AFTER
    return Job(**{**vars(job), "state": STOPPED}) if died else job


def unfinished(job: Job) -> bool:
    """Whether it ended half way and may be gone on with."""
    return job.state in (FAILED, STOPPED) and job.done + job.failed < job.total


def undone_by(connection: Connection, job_id: UUID, now: datetime) -> Job | None:
    """The job that takes or took back what ``job_id`` did, or may yet go on to; None where there is none."""
    found = connection.execute(select(jobs).where(jobs.c.spec == json.dumps({"of": str(job_id)}))).mappings()
    whole = (RUNNING, CANCELLING, FINISHED)
    known = (_job(row, now) for row in found)
    return next((job for job in known if job.state in whole or unfinished(job)), None)


def locked_state(uow: UnitOfWork, job_id: UUID) -> str:
    """What the job's state is, kept from others until the transaction ends."""
    return locked(uow, job_id)[0]


def locked(uow: UnitOfWork, job_id: UUID) -> tuple[str, datetime]:
    """State and last touch of the job, kept from others until the transaction ends."""
    query = select(jobs.c.state, jobs.c.touched_at).where(jobs.c.job_id == job_id).with_for_update()
    row = uow.connection.execute(query).one()
    return str(row.state), row.touched_at


def touch_job(uow: UnitOfWork, job_id: UUID, **cells: Any) -> None:
    """Write columns of the job; the caller holds it."""
    uow.connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(cells))


def add_results(uow: UnitOfWork, job_id: UUID, results: Sequence[Result]) -> None:
    """What became of some orders."""
    rows = [
        {
            "job_id": job_id,
            "order_id": each.target.key,
            "channel": each.target.channel,
            "channel_order_no": each.target.no,
            "version": each.version,
            "outcome": each.outcome,
            "params": json.dumps(each.params, ensure_ascii=False, default=plain) if each.params else None,
        }
        for each in results
    ]
    _RESULTS.execute(uow.connection, rows)


def read_results(
    connection: Connection, job_id: UUID, *, refused: bool = False, offset: int = 0, limit: int = 100
) -> tuple[list[Result], int]:
    """Some of the orders' results by channel and number, and how many there are in all."""
    wanted = [job_results.c.job_id == job_id]
    if refused:
        wanted.append(job_results.c.outcome.not_in((DONE, UNCHANGED)))
    query = select(job_results).where(*wanted).order_by("channel", "channel_order_no").limit(limit).offset(offset)
    rows = connection.execute(query).mappings().all()
    total = connection.execute(select(func.count()).select_from(job_results).where(*wanted)).scalar_one()
    return [_result(row) for row in rows], int(total)


def _result(row: Any) -> Result:
    target = Target(row["order_id"], row["channel"], row["channel_order_no"], row["version"] or 0)
    return Result(target, row["outcome"], row["version"], json.loads(row["params"]) if row["params"] else {})


def undo_targets(connection: Connection, job_id: UUID) -> list[Target]:
    """The orders that the job changed, each as it left it and with the event that it wrote."""
    query = (
        select(job_results.c.channel, job_results.c.channel_order_no, order_events)
        .join(
            order_events,
            (order_events.c.order_id == job_results.c.order_id) & (order_events.c.version == job_results.c.version),
        )
        .where(job_results.c.job_id == job_id, job_results.c.outcome == DONE)
        .order_by(job_results.c.order_id)
    )
    found = connection.execute(query).mappings().all()
    return [
        Target(row["order_id"], row["channel"], row["channel_order_no"], row["version"], dict(row)) for row in found
    ]


def refusal_of(result: Result) -> DomainError | None:
    """Why the order was not changed; None where it was, or had nothing to change."""
    if result.outcome in (DONE, UNCHANGED):
        return None
    return DomainError(result.outcome, **(result.params or {}))
