"""Go on with a job over many orders that stopped half way, as when the server was started anew."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.bulk_deeds import decide_of, undo_of
from ordertrail.services.bulk_edit import UNDO, find_job, work_on
from ordertrail.services.context import Context
from ordertrail.store.bulk_edits import Decide, Target
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.job_targets import judged, kept_targets
from ordertrail.store.jobs import (
    FAILED,
    RUNNING,
    STOPPED,
    Job,
    get_job,
    locked_state,
    touch_job,
    undo_targets,
    undone_by,
    unfinished,
)

RESUMABLE = (STOPPED, FAILED)


def resume_bulk(ctx: Context, actor: Actor, job_id: UUID) -> Job:
    """Begin with the first order that the job has not judged yet; the job as it then stands.

    No order is judged twice: what has a result is left out, and whoever still works on the job gives way.
    Raises NotFound, DomainError job_not_stopped, job_undone, undo_unfinished, resume_not_own, nothing_selected.
    """
    actor.require("staff", "manager")
    job = find_job(ctx, job_id)
    if job.actor != actor.name:
        raise DomainError("resume_not_own")
    decide = _decide(ctx, actor, job)

    def take(uow: UnitOfWork) -> tuple[Job, list[Target]]:
        locked_state(uow, job_id)
        now = ctx.now()
        found = get_job(uow.connection, job_id, now)
        if found is None:
            raise NotFound("no_such_job")
        if found.state not in RESUMABLE:
            raise DomainError("job_not_stopped")
        if undo := undone_by(uow.connection, job_id, now):
            raise DomainError("undo_unfinished" if unfinished(undo) else "job_undone")
        known = judged(uow.connection, job_id)
        left = [target for target in _targets(uow, job) if target.key not in known]
        if not left:
            raise DomainError("nothing_selected")
        touch_job(uow, job_id, state=RUNNING, touched_at=now, finished_at=None)
        return replace(found, state=RUNNING, touched_at=now, finished_at=None), left

    taken, left = ctx.store.run(take)
    work_on(ctx, actor, taken, left, decide)
    return taken


def can_resume(job: Job, actor: Actor) -> bool:
    """Whether ``resume_bulk`` would be heard."""
    return unfinished(job) and job.actor == actor.name


def _decide(ctx: Context, actor: Actor, job: Job) -> Decide:
    if job.kind == UNDO:
        return undo_of(ctx, actor)
    spec = {name: value for name, value in job.spec.items() if name != "note"}
    return decide_of(ctx, actor, spec, job.spec.get("note") or "")


def _targets(uow: UnitOfWork, job: Job) -> list[Target]:
    """An undo's carry the events that they take back."""
    if job.kind == UNDO:
        return undo_targets(uow.connection, UUID(job.spec["of"]))
    return kept_targets(uow.connection, job.job_id)
