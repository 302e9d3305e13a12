"""Change many orders in the background, a transaction for each chunk of them, with a result for each order."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid4

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_keys
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, Invalid, NotFound
from ordertrail.domain.order import order_id
from ordertrail.services.bulk_deeds import decide_of, undo_of
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import read_note
from ordertrail.store.bulk_edits import DONE, UNCHANGED, Decide, Outcome, Target, edit_orders
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.job_targets import forget_targets, keep_targets
from ordertrail.store.jobs import (
    CANCELLED,
    CANCELLING,
    FAILED,
    FINISHED,
    RUNNING,
    Job,
    Result,
    add_job,
    add_results,
    get_job,
    locked,
    locked_state,
    touch_job,
    undo_targets,
    undone_by,
    unfinished,
)

log = logging.getLogger(__name__)

CHUNK: Final = 500
# Between two chunks others get their turn: a lock that is taken again at once would be given to nobody else.
PAUSE: Final = 0.005
MOST_ORDERS: Final = 1_000_000
EDIT: Final = "edit"
MOVE: Final = "move"
UNDO: Final = "undo"


@dataclass(frozen=True)
class Some:
    """These orders, each as channel, number and the version that was seen."""

    orders: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class AllThatMatch:
    """Every order that passes the filters and the grid's ``column_filters``, as it is when the job begins."""

    filters: Filters
    column_filters: Mapping[str, Any] | None = None


def start_bulk(ctx: Context, actor: Actor, scope: Some | AllThatMatch, spec: Mapping[str, Any], note: str = "") -> Job:
    """Begin to change the orders of ``scope``; ``spec`` as for ``decide_of``. The job as it begins.

    Raises Invalid, DomainError nothing_selected, too_many_orders, unknown_stage, bad_request.
    """
    actor.require("staff", "manager")
    why = read_note(note)
    decide = decide_of(ctx, actor, spec, why)
    kind = MOVE if spec.get("stage") else EDIT
    return _start(ctx, actor, kind, {**spec, "note": why}, _targets(ctx, scope), decide)


def undo_bulk(ctx: Context, actor: Actor, job_id: UUID) -> Job:
    """Begin to take back what a job of the actor's own did, wherever nothing newer stands on it.

    Raises NotFound, DomainError job_running, undo_not_own, undo_of_undo, job_undone,
    undo_unfinished, nothing_selected.
    """
    actor.require("staff", "manager")
    job = find_job(ctx, job_id)
    if job.state in (RUNNING, CANCELLING):
        raise DomainError("job_running")
    if job.kind == UNDO:
        raise DomainError("undo_of_undo")
    if job.actor != actor.name:
        raise DomainError("undo_not_own")
    with ctx.store.read() as connection:
        if undo := undone_by(connection, job_id, ctx.now()):
            raise DomainError("undo_unfinished" if unfinished(undo) else "job_undone")
        targets = undo_targets(connection, job_id)
    return _start(ctx, actor, UNDO, {"of": str(job_id)}, targets, undo_of(ctx, actor))


def cancel_bulk(ctx: Context, actor: Actor, job_id: UUID) -> Job:
    """Stop after the chunk under way; what is done stays. Raises NotFound, DomainError job_not_running."""
    actor.require("staff", "manager")
    find_job(ctx, job_id)

    def cancel(uow: UnitOfWork) -> None:
        if locked_state(uow, job_id) != RUNNING:
            raise DomainError("job_not_running")
        touch_job(uow, job_id, state=CANCELLING)

    ctx.store.run(cancel)
    return find_job(ctx, job_id)


def find_job(ctx: Context, job_id: UUID) -> Job:
    """The job as it stands. Raises NotFound."""
    with ctx.store.read() as connection:
        job = get_job(connection, job_id, ctx.now())
    if job is None:
        raise NotFound("no_such_job")
    return job


def _targets(ctx: Context, scope: Some | AllThatMatch) -> list[Target]:
    if isinstance(scope, Some):
        found = {order_id(channel, no): Target(order_id(channel, no), channel, no, seen)
                 for channel, no, seen in scope.orders}  # fmt: skip
        return list(found.values())
    with ctx.store.read() as connection:
        rows = order_keys(connection, scope.filters, ctx.now(), scope.column_filters, limit=MOST_ORDERS + 1)
    return [Target(*row) for row in rows]


def _start(ctx: Context, actor: Actor, kind: str, spec: dict[str, Any], targets: list[Target], decide: Decide) -> Job:
    if not targets:
        raise DomainError("nothing_selected")
    if len(targets) > MOST_ORDERS:
        raise DomainError("too_many_orders", limit=f"{MOST_ORDERS:,}")
    now = ctx.now()
    job = Job(uuid4(), kind, actor.name, RUNNING, spec, len(targets), 0, 0, now, now, None)

    def begin(uow: UnitOfWork) -> None:
        add_job(uow, job)
        if kind != UNDO:
            keep_targets(uow, job, targets)

    ctx.store.run(begin)
    work_on(ctx, actor, job, targets, decide)
    return job


def work_on(ctx: Context, actor: Actor, job: Job, targets: list[Target], decide: Decide) -> None:
    """Judge ``targets`` in the background; the job's counts so far are those of what it judged before."""
    # Keys in order, so that two jobs never wait for each other's rows.
    targets.sort(key=lambda target: target.key)
    work = copy_context().run
    threading.Thread(
        target=work, args=(_work, ctx, actor, job, targets, decide), name=f"bulk-{job.job_id}", daemon=True
    ).start()


def _work(ctx: Context, actor: Actor, job: Job, targets: Sequence[Target], decide: Decide) -> None:
    """All chunks. A store that is closed or away ends the work; the job is then found stopped."""
    size = CHUNK if ctx.store.backend.combines else 1
    known = job
    try:
        for start in range(0, len(targets), size):
            counted = _chunk(ctx, actor, known, targets[start : start + size], decide)
            if counted is None:
                return
            known = counted
            time.sleep(PAUSE)
        ctx.store.run(lambda uow: _end(ctx, uow, job, FINISHED))
    except DomainError as refusal:
        log.warning("bulk job %s stops: %s", job.job_id, refusal)
    except Exception:
        log.exception("bulk job %s failed", job.job_id)
        ctx.store.run(lambda uow: _end(ctx, uow, job, FAILED))


def _chunk(ctx: Context, actor: Actor, job: Job, targets: Sequence[Target], decide: Decide) -> Job | None:
    """The job after this chunk; None where it was cancelled, or where another has gone on with it meanwhile."""

    def work(uow: UnitOfWork) -> Job | None:
        state, touched_at = locked(uow, job.job_id)
        if touched_at != job.touched_at:
            log.warning("bulk job %s is another's by now", job.job_id)
            return None
        if state != RUNNING:
            _end(ctx, uow, job, CANCELLED)
            return None
        now = ctx.now()
        results = [_result(each) for each in edit_orders(uow, targets, decide, actor, now)]
        refused = sum(each.outcome not in (DONE, UNCHANGED) for each in results)
        after = replace(job, done=job.done + len(results) - refused, failed=job.failed + refused, touched_at=now)
        add_results(uow, job.job_id, results)
        touch_job(uow, job.job_id, done=after.done, failed=after.failed, touched_at=now)
        return after

    return ctx.store.run(work, aside=True)


def _end(ctx: Context, uow: UnitOfWork, job: Job, state: str) -> None:
    """A job that failed keeps what it was to judge: it may yet be gone on with."""
    now = ctx.now()
    touch_job(uow, job.job_id, state=state, touched_at=now, finished_at=now)
    if state != FAILED:
        forget_targets(uow, job.job_id)


def _result(outcome: Outcome) -> Result:
    """A form's faults become that of the first faulty field."""
    refusal = outcome.refusal
    if refusal is None:
        return Result(outcome.target, DONE if outcome.changed else UNCHANGED, outcome.version)
    if isinstance(refusal, Invalid):
        fault = next(iter(refusal.fields.values()))
        return Result(outcome.target, fault.code, None, dict(fault.params))
    params = {name: value for name, value in refusal.params.items() if name != "order"}
    return Result(outcome.target, refusal.code, None, params)
