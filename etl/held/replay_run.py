"""Replays of many rows in the background: seen by everybody, broken off, going on when the browser is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict

from etl.held.replay import Replayed, replay
from etl.run.progress import Tell
from etl.run.runs import Run, Runs
from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context
from ordertrail.store.held import Id

REPLAY = "replay"
WORDS = "words"


def start_replay(
    runs: Runs,
    ctx: Context,
    actor: Actor,
    ids: Sequence[Id],
    *,
    ticket: str = "",
    tells: Sequence[Tell] = (),
    before: Callable[[], object] | None = None,
) -> tuple[Run, Future[Replayed]]:
    """A run that replays these rows, none or many, and does ``before`` first; what it comes to stands in its
    ``found``.

    Raises NotAllowed.
    """
    run = runs.begin(actor, WORDS if before else REPLAY, ticket=ticket, tells=tells)

    def work(tell: Tell) -> Replayed:
        if before:
            before()
        done = replay(ctx, actor, ids, tell, run.name_files) if ids else Replayed()
        run.found = asdict(done)
        return done

    return run, runs.start(run, work)
