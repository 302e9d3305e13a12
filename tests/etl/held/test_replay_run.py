"""Replays in the background: what they came to is told, and one that is broken off leaves the rows held."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.held import replay as replaying
from etl.held.replay_run import start_replay
from etl.pipeline import import_many
from etl.run.runs import Runs
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotAllowed
from ordertrail.domain.work import Cancelled
from ordertrail.services.context import Context
from ordertrail.services.held_rows import ids_of, mend_held
from ordertrail.store.held import HeldFilter, Id
from ordertrail.store.imports import list_imports
from tests.services.landing import HEAD

ANN = Actor("Ann", "analyst", "web")
ROWS = "".join(f"R-{n},已发货,CNY,2026-01-15 10:30:00,Ann,Cup,2,{'5o.00' if n % 2 else '50.00'}\n" for n in range(8))


@pytest.fixture
def runs(either_ctx: Context) -> Iterator[Runs]:
    opened = Runs(either_ctx)
    yield opened
    opened.close()


@pytest.fixture
def held(either_ctx: Context, tmp_path: Path) -> list[Id]:
    """Four rows whose price no one can read; three of them are mended."""
    path = tmp_path / "orders.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    import_many(either_ctx, ANN, [path])
    ids = ids_of(either_ctx, HeldFilter())
    assert len(ids) == 4
    mend_held(either_ctx, ANN, {each: {7: ("5o.00", "50.00")} for each in ids[:3]})
    return ids


def test_a_replay_is_a_run_that_tells_what_it_came_to(either_ctx: Context, runs: Runs, held: list[Id]) -> None:
    run, future = start_replay(runs, either_ctx, ANN, held)
    future.result(30)
    ended = runs.find(run.run_id)
    assert (ended.state, ended.actor, ended.spec["phase"]) == ("finished", "Ann", "replay")
    assert ended.spec["found"]["landed"] == 3 and ended.spec["found"]["held"] == 1
    assert list(ended.spec["found"]["imports"]) == ended.spec["imports"]
    assert ended.spec["files"] == ["orders.csv"]
    assert either_ctx.store.count_orders() == 7 and len(ids_of(either_ctx, HeldFilter())) == 1


def test_a_cancelled_replay_leaves_its_rows_held(
    either_ctx: Context, runs: Runs, held: list[Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold(*given: object, **named: object) -> str:
        reached.set()
        assert go_on.wait(30)
        return land(*given, **named)

    land = replaying._land
    monkeypatch.setattr(replaying, "_land", hold)
    run, future = start_replay(runs, either_ctx, ANN, held)
    assert reached.wait(30)
    runs.cancel(ANN, run.run_id)
    go_on.set()
    with pytest.raises(Cancelled):
        future.result(30)
    assert runs.find(run.run_id).state == "cancelled"
    assert either_ctx.store.count_orders() == 4 and len(ids_of(either_ctx, HeldFilter())) == 4
    with either_ctx.store.read() as connection:
        newest = list_imports(connection)[0]
    assert (newest["state"], newest["report"]["ended"]["phase"]) == ("cancelled", "replay")


def test_what_comes_first_is_done_first_though_no_row_waits(either_ctx: Context, runs: Runs) -> None:
    done: list[str] = []
    run, future = start_replay(runs, either_ctx, ANN, [], before=lambda: done.append("words"))
    future.result(30)
    assert done == ["words"] and runs.find(run.run_id).spec["phase"] == "words"


def test_staff_may_not(either_ctx: Context, runs: Runs) -> None:
    with pytest.raises(NotAllowed):
        start_replay(runs, either_ctx, Actor("Bo", "staff", "web"), [])
