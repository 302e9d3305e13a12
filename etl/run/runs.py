"""Imports in the background: begun, followed by everybody, broken off without a trace, and found again after a crash.

Few at a time: each needs memory and a processor of its own; the others wait in their order.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from contextvars import copy_context
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID, uuid4

from etl.run.progress import LAND, PREPARE, Progress, Standing, Tell, Teller, Tracker
from etl.run.run_ends import settle_ended
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, FilesRefused, NotFound
from ordertrail.domain.work import Cancelled, Work, at_work
from ordertrail.services.context import Context
from ordertrail.store.jobs import CANCELLED, CANCELLING, FAILED, FINISHED, RUNNING
from ordertrail.store.runs import (
    INTERRUPTED,
    RunRow,
    add_run,
    ask_end,
    beat_run,
    end_run,
    read_run,
    runs_under_way,
)

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
BEAT_SECONDS: Final = 1.0
# On a server the lock of a process that lost its connection is free although it works on: it gets this grace.
GRACE_SECONDS: Final = 15.0
SWEEP_BEATS: Final = 10
STOP_SECONDS: Final = 20.0
# A signal that another thread was given is heard when the main one wakes.
LISTEN_SECONDS: Final = 0.2
PHASES: Final[Mapping[str, tuple[str, ...]]] = {
    "prepare": PREPARE,
    "land": LAND,
    "whole": (*PREPARE, *LAND),
    "replay": (*PREPARE[:-1], *PREPARE, *LAND),
    "words": (*PREPARE[:-1], *PREPARE, *LAND),
}

Fn = Callable[[Tell], Any]


class Run:
    """One import under way in this process."""

    def __init__(self, actor: Actor, phase: str, files: Sequence[str], sizes: Mapping[str, int], tells: Sequence[Tell]):
        self.run_id = uuid4()
        self.actor = actor
        self.phase = phase
        self.files = list(files)
        self.tracker = Tracker(sizes, PHASES[phase])
        self.tell = Teller(self.tracker.hear, *tells)
        self.work = Work(self.tell.done_of, self.run_id.hex)
        self.ends = ExitStack()
        self.future: Future[Any] | None = None
        self.interrupted = False
        self.ticket = ""
        self.by: str | None = None
        self.refused: list[DomainError] = []
        self.found: dict[str, Any] = {}

    def receive(self, done: int, total: int) -> None:
        """So many bytes of the files have come. Raises Cancelled if the run is to end."""
        self.work.check()
        self.tracker.sizes = {"": total or done}
        self.tell(Progress("receive", "", done, total))

    def hear(self, told: Progress) -> None:
        """What the work tells of itself. Raises Cancelled if the run is to end."""
        self.work.check()
        self.tell(told)

    def name_files(self, sizes: Mapping[str, int]) -> None:
        """What the files are is known only when they have been received."""
        self.files = list(sizes)
        self.tracker.sizes = dict(sizes)

    def spec(self, **more: Any) -> dict[str, Any]:
        """What the store keeps of it."""
        kept: dict[str, Any] = {"files": self.files, "source": self.actor.source, "phase": self.phase, "by": self.by}
        kept["ticket"], kept["found"] = self.ticket, self.found
        kept["refused"] = [{"error": each.code, "params": each.params} for each in self.refused]
        waits = self.future is not None and not self.future.running() and not self.future.done()
        standing = Standing(step="wait") if waits else self.tracker.standing()
        return {**kept, "imports": self.work.made, "standing": asdict(standing), **more}


class Runs:
    """The imports of one process; ``close`` breaks off those that are under way."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="import")
        self._active: dict[UUID, Run] = {}
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._clock: threading.Thread | None = None
        self._closed = False

    def begin(
        self,
        actor: Actor,
        phase: str,
        *,
        ticket: str = "",
        files: Sequence[str] = (),
        sizes: Mapping[str, int] | None = None,
        made: Sequence[str] = (),
        tells: Sequence[Tell] = (),
    ) -> Run:
        """A run that everybody sees; it is to be started, or given up.

        ``ticket`` is a name that its asker chose; ``made`` are imports of the history that it is about; ``tells`` hear
        its progress too.
        """
        actor.require("analyst", "manager")
        run = Run(actor, phase, files, sizes or {}, tells)
        run.ticket = ticket
        run.work.made += made
        run.ends.enter_context(self._ctx.store.alone(_deed(run.run_id)))
        try:
            self._ctx.store.run(lambda uow: add_run(uow, run.run_id, actor.name, run.spec(), self._ctx.now()))
        except BaseException:
            run.ends.close()
            raise
        with self._turn:
            self._active[run.run_id] = run
            self._tick()
        return run

    def start(self, run: Run, fn: Fn) -> Future[Any]:
        """``fn``, given where to tell its progress, in its turn; the future of what it gives or raises."""
        run.future = self._pool.submit(copy_context().run, self._work, run, fn)
        return run.future

    def give_up(self, run: Run, error: BaseException) -> None:
        """End a run that was not started: its files did not arrive."""
        self._end(run, error=error)

    def cancel(self, actor: Actor, run_id: UUID) -> RunRow:
        """Break off a run of any process; what it has staged goes, and nothing of it lands.

        Raises NotFound, DomainError run_not_under_way.
        """
        actor.require("analyst", "manager")
        self.find(run_id)
        if not self._ctx.store.run(lambda uow: ask_end(uow, run_id, actor.name)):
            raise DomainError("run_not_under_way")
        with self._turn:
            run = self._active.get(run_id)
        if run:
            self._break_off(run, actor.name)
        return self.find(run_id)

    def find(self, run_id: UUID) -> RunRow:
        """The run as it stands. Raises NotFound."""
        with self._ctx.store.read() as connection:
            row = read_run(connection, run_id)
        if row is None:
            raise NotFound("no_such_work")
        with self._turn:
            run = self._active.get(run_id)
        return _renewed(row, run) if run and row.state == RUNNING else row

    def under_way(self) -> list[RunRow]:
        """All runs of every process, the oldest first."""
        with self._ctx.store.read() as connection:
            rows = runs_under_way(connection)
        with self._turn:
            return [_renewed(row, self._active.get(row.run_id)) for row in rows]

    def sweep(self) -> int:
        """Mark the runs whose process has died as interrupted and clear away what they left; how many."""
        found = 0
        with self._ctx.store.read() as connection:
            rows = runs_under_way(connection)
        for row in rows:
            with self._turn:
                mine = row.run_id in self._active
            silent = (self._ctx.now() - row.touched_at).total_seconds()
            if mine or (silent < GRACE_SECONDS and not self._ctx.store.backend.serial):
                continue
            with self._ctx.store.alone(_deed(row.run_id)) as dead:
                if dead:
                    ended = CANCELLED if row.state == CANCELLING else INTERRUPTED
                    settle_ended(self._ctx, row.run_id, row.actor, row.spec, ended)
                    found += 1
        return found

    def close(self) -> None:
        """Break off all runs and wait until nothing of them is left."""
        self._closing.set()
        self._closed = True
        with self._turn:
            active = list(self._active.values())
        for run in active:
            run.interrupted = True
            self._break_off(run, None)
        for run in active:
            if run.future:
                with suppress(Exception, CancelledError):
                    run.future.result(STOP_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)
        clock = self._clock
        if clock:
            clock.join(STOP_SECONDS)

    def _break_off(self, run: Run, by: str | None) -> None:
        run.by = run.by or by
        run.work.cancel()
        if run.future and run.future.cancel():
            self._end(run, error=Cancelled())

    def _work(self, run: Run, fn: Fn) -> Any:
        try:
            with at_work(run.work):
                run.work.check()
                found = fn(run.hear)
        except BaseException as error:
            self._end(run, error=error)
            raise
        self._end(run)
        return found

    def _end(self, run: Run, error: BaseException | None = None) -> None:
        """Write how it ended, then let go of all it held."""
        if isinstance(error, FilesRefused):
            run.refused = list(error.refusals)
        state = FINISHED if error is None else CANCELLED if isinstance(error, Cancelled) else FAILED
        if state == CANCELLED and run.interrupted:
            state = INTERRUPTED
        with self._turn:
            self._active.pop(run.run_id, None)
        try:
            if state == FINISHED:
                run.tracker.end()
            if state in (CANCELLED, INTERRUPTED):
                settle_ended(self._ctx, run.run_id, run.actor.name, run.spec(), state)
            else:
                spec = run.spec(**_failure(error))
                self._ctx.store.run(lambda uow: end_run(uow, run.run_id, state, spec, self._ctx.now()))
        except DomainError as refusal:
            log.warning("the end of import run %s was not written: %s", run.run_id, refusal)
        finally:
            run.ends.close()
        if error is not None and not isinstance(error, DomainError):
            log.error("import run %s failed", run.run_id, exc_info=error)

    def _tick(self) -> None:
        if self._clock is None and not self._closing.is_set():
            self._clock = threading.Thread(target=copy_context().run, args=(self._beats,), name="runs", daemon=True)
            self._clock.start()

    def watch(self) -> None:
        """Look after runs of dead processes from now on."""
        with self._turn:
            self._tick()

    def _beats(self) -> None:
        count = 0
        while not self._closing.wait(BEAT_SECONDS):
            with self._turn:
                active = list(self._active.values())
            try:
                for run in active:
                    self._beat(run)
                if count % SWEEP_BEATS == 0:
                    self.sweep()
            except DomainError as refusal:
                log.warning("progress of imports is not written: %s", refusal)
            except Exception:
                log.exception("progress of imports is not written")
            count += 1

    def _beat(self, run: Run) -> None:
        if run.work.cancelled:
            run.work.cancel()
        state = self._ctx.store.run(lambda uow: beat_run(uow, run.run_id, run.spec(), self._ctx.now()))
        if state == CANCELLING and not run.work.cancelled:
            self._break_off(run, self.find(run.run_id).spec.get("by"))


def run_here(ctx: Context, actor: Actor, phase: str, fn: Fn, *, sizes: Mapping[str, int], progress: Tell) -> Any:
    """``fn`` as a run of this command; Ctrl-C breaks it off (Cancelled)."""
    runs = Runs(ctx)
    try:
        runs.sweep()
        run = runs.begin(actor, phase, files=list(sizes), sizes=sizes, tells=[progress])
        future = runs.start(run, fn)
        while not future.done():
            try:
                wait([future], LISTEN_SECONDS)
            except KeyboardInterrupt:
                progress(Progress("cancel"))
                with suppress(DomainError):
                    runs.cancel(actor, run.run_id)
        try:
            return future.result()
        except (KeyboardInterrupt, CancelledError):
            # The engine takes a signal for its own, too.
            raise Cancelled from None
    finally:
        runs.close()


def _deed(run_id: UUID) -> str:
    return f"import run {run_id}"


def _renewed(row: RunRow, run: Run | None) -> RunRow:
    """With the present moment's word, where the run is this process's own."""
    if run is None:
        return row
    return RunRow(**{**vars(row), "spec": {**run.spec(), "by": row.spec.get("by")}})


def _failure(error: BaseException | None) -> dict[str, Any]:
    if error is None:
        return {}
    if isinstance(error, DomainError):
        return {"error": error.code, "params": error.params}
    return {"error": "unexpected", "params": {}}
