"""Imports under way: seen by everybody, broken off without a trace, found again after a crash; on both engines."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from etl import staging
from etl.pipeline import import_many, land
from etl.run.progress import Progress
from etl.run.runs import Run, Runs, run_here
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, FilesRefused, NotAllowed
from ordertrail.domain.work import Cancelled
from ordertrail.services.context import Context
from ordertrail.store import merge_writing
from ordertrail.store.imports import list_imports
from tests.services.landing import HEAD

ANN = Actor("Ann", "manager", "web")
ROWS = "".join(f"R-{n},已发货,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n" for n in range(30))
PATIENCE = 30


@pytest.fixture
def runs(either_ctx: Context) -> Iterator[Runs]:
    opened = Runs(either_ctx)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


class Gate:
    """Holds a run where it is until the test lets it go on, or it is broken off."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

    def hold(self) -> None:
        self.reached.set()
        assert self.open.wait(PATIENCE)


def begin(runs: Runs, ctx: Context, file: Path, gate: Gate | None = None, step: str = "compare") -> Run:
    """An import that stops at the first word of ``step``."""

    def held(told: Progress) -> None:
        if gate and told.step == step and not gate.reached.is_set():
            gate.hold()

    run = runs.begin(ANN, "whole", files=[file.name], sizes={file.name: file.stat().st_size}, tells=[held])
    runs.start(run, lambda tell: import_many(ctx, ANN, [file], progress=tell))
    return run


def history(ctx: Context) -> list[dict[str, Any]]:
    with ctx.store.read() as connection:
        return list_imports(connection)


def left(ctx: Context) -> list[Path]:
    return [*ctx.settings.staging_dir.iterdir(), *ctx.settings.inbox_dir.iterdir()]


def ended(run: Run) -> BaseException | None:
    assert run.future
    try:
        return run.future.exception(PATIENCE)
    except CancelledError as error:
        return error


def test_a_run_is_seen_by_other_processes_and_ends_as_it_should(runs: Runs, either_ctx: Context, file: Path) -> None:
    gate, other = Gate(), Runs(either_ctx)
    run = begin(runs, either_ctx, file, gate)
    assert gate.reached.wait(PATIENCE)
    [seen] = other.under_way()
    assert (seen.run_id, seen.actor, seen.spec["files"]) == (run.run_id, "Ann", ["orders.csv"])
    assert runs.find(run.run_id).spec["standing"]["step"] == "compare"
    gate.open.set()
    assert ended(run) is None
    found = other.find(run.run_id)
    assert found.state == "finished" and found.spec["imports"] == [history(either_ctx)[0]["import_id"]]
    assert other.under_way() == [] and either_ctx.store.count_orders() == 30
    other.close()


@pytest.mark.parametrize("step", ["decode", "read", "transform", "compare", "land"])
def test_cancelling_at_any_step_leaves_only_a_line_in_the_history(
    runs: Runs, either_ctx: Context, file: Path, step: str
) -> None:
    gate = Gate()
    run = begin(runs, either_ctx, file, gate, step)
    assert gate.reached.wait(PATIENCE)
    runs.cancel(local_owner("test"), run.run_id)
    gate.open.set()
    assert isinstance(ended(run), Cancelled)
    assert runs.find(run.run_id).state == "cancelled"
    [record] = history(either_ctx)
    assert (record["state"], record["report"]["ended"]["by"], record["files"]) == ("cancelled", "owner", ["orders.csv"])
    assert either_ctx.store.is_empty() and left(either_ctx) == []


def test_another_process_breaks_off_a_statement_of_the_landing(
    runs: Runs, either_ctx: Context, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is written already when the statement after it, which would take minutes, is broken off."""
    begun = threading.Event()

    def slow(connection: Any) -> int:
        assert connection.execute(text("SELECT count(*) FROM orders")).scalar_one() == 30
        begun.set()
        connection.execute(text("SELECT count(*) FROM generate_series(1, 30000) a, generate_series(1, 3000000) b"))
        raise AssertionError("the statement came to its end")

    monkeypatch.setattr(merge_writing, "_write_lines", slow)
    run = begin(runs, either_ctx, file)
    assert begun.wait(PATIENCE)
    other = Runs(either_ctx)
    other.cancel(ANN, run.run_id)
    other.close()
    assert isinstance(ended(run), Cancelled)
    assert either_ctx.store.is_empty() and left(either_ctx) == []
    assert [record["state"] for record in history(either_ctx)] == ["cancelled"]
    monkeypatch.undo()
    again = begin(runs, either_ctx, file)
    assert ended(again) is None and either_ctx.store.count_orders() == 30


def test_reading_is_broken_off_inside_a_statement(
    runs: Runs, either_ctx: Context, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def slow(connection: Any, *_: Any) -> None:
        begun.set()
        connection.execute("SELECT count(*) FROM range(30000000) a, range(3000000) b WHERE a.range + b.range = 7")

    monkeypatch.setattr(staging, "combine", slow)
    run = begin(runs, either_ctx, file)
    assert begun.wait(PATIENCE)
    runs.cancel(ANN, run.run_id)
    assert isinstance(ended(run), Cancelled) and left(either_ctx) == []


def test_more_than_a_few_wait_in_their_order_and_can_be_cancelled_there(
    runs: Runs, either_ctx: Context, file: Path
) -> None:
    gates = [Gate(), Gate()]
    busy = [begin(runs, either_ctx, file, gate) for gate in gates]
    assert all(gate.reached.wait(PATIENCE) for gate in gates)
    waiting = begin(runs, either_ctx, file)
    assert runs.find(waiting.run_id).spec["standing"]["step"] == "wait"
    runs.cancel(ANN, waiting.run_id)
    assert isinstance(ended(waiting), CancelledError)
    assert runs.find(waiting.run_id).state == "cancelled"
    for gate in gates:
        gate.open.set()
    assert [ended(run) for run in busy] == [None, None]
    assert either_ctx.store.count_orders() == 30


def test_a_server_that_stops_interrupts_its_imports(either_ctx: Context, file: Path) -> None:
    runs, gate = Runs(either_ctx), Gate()
    run = begin(runs, either_ctx, file, gate, "land")
    assert gate.reached.wait(PATIENCE)
    threading.Timer(0.2, gate.open.set).start()
    runs.close()
    assert isinstance(ended(run), Cancelled)
    assert [record["state"] for record in history(either_ctx)] == ["interrupted"]
    assert either_ctx.store.is_empty() and left(either_ctx) == []


def test_what_a_dead_process_left_is_interrupted(
    runs: Runs, either_ctx: Context, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed leaves a row under way, a lock that is free, and the drafts of what it staged."""
    monkeypatch.setattr("etl.run.runs.GRACE_SECONDS", 0)
    dead = Runs(either_ctx)
    run = dead.begin(ANN, "land", files=[file.name])
    [report] = _previewed(either_ctx, file)
    run.work.made.append(report.import_id)
    dead._beat(run)
    dead._closing.set()
    half = [folder / f"{name}{run.work.name}" for folder, name in
            ((either_ctx.settings.staging_dir, "reading-"), (either_ctx.settings.inbox_dir, ""))]  # fmt: skip
    for folder in half:
        (folder / "opened").mkdir(parents=True)
    assert runs.sweep() == 0  # it still lives
    run.ends.close()
    assert runs.sweep() == 1 and runs.sweep() == 0
    [record] = history(either_ctx)
    assert (record["state"], record["import_id"]) == ("interrupted", report.import_id)
    assert runs.find(run.run_id).state == "interrupted" and left(either_ctx) == []
    with pytest.raises(DomainError, match="import_not_previewed"):
        land(either_ctx, ANN, report.import_id)


def _previewed(ctx: Context, file: Path) -> list[Any]:
    from etl.pipeline import prepare, recognised

    with recognised(ctx, [file], lambda error: None) as groups:
        return [prepare(ctx, ANN, group) for group in groups]


def test_a_refused_file_ends_the_run_as_failed_with_its_reason(runs: Runs, either_ctx: Context, tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("just, some\nwords, here\n", encoding="utf-8")
    run = begin(runs, either_ctx, notes)
    assert isinstance(ended(run), FilesRefused)
    found = runs.find(run.run_id)
    assert found.state == "failed" and found.spec["refused"][0]["error"] == "unknown_layout"


def test_one_that_has_ended_cannot_be_cancelled_and_not_everybody_may(
    runs: Runs, either_ctx: Context, file: Path
) -> None:
    run = begin(runs, either_ctx, file)
    assert ended(run) is None
    with pytest.raises(DomainError, match="run_not_under_way"):
        runs.cancel(ANN, run.run_id)
    with pytest.raises(NotAllowed):
        runs.cancel(Actor("Bob", "staff"), run.run_id)
    with pytest.raises(NotAllowed):
        runs.begin(Actor("Bob", "staff"), "whole")


def test_ctrl_c_breaks_off_a_command(either_ctx: Context, file: Path, request: pytest.FixtureRequest) -> None:
    gate = Gate()

    def press() -> None:
        assert gate.reached.wait(PATIENCE)
        signal.raise_signal(signal.SIGINT)
        seen = Runs(either_ctx)
        while seen.under_way()[0].state == "running":
            gate.open.wait(0.05)
        gate.open.set()

    def held(told: Progress) -> None:
        if told.step == "compare" and not gate.reached.is_set():
            gate.hold()

    # A shell that starts the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    threading.Thread(target=press).start()
    with pytest.raises(Cancelled):
        run_here(
            either_ctx, ANN, "whole", lambda tell: import_many(either_ctx, ANN, [file], progress=tell),
            sizes={file.name: 1}, progress=held,
        )  # fmt: skip
    assert either_ctx.store.is_empty() and left(either_ctx) == []
    assert [record["state"] for record in history(either_ctx)] == ["cancelled"]
