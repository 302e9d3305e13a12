"""The watched folder: taken once, when complete, put away with a report, and never passed over in silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.run.inbox import EMPTY_SECONDS, OWNER, TAKING, Inbox
from etl.run.runs import Runs
from etl.run.watch import Watcher, read_status
from etl.run.watching import watcher_here
from ordertrail.domain.errors import DiskFull, DomainError
from ordertrail.domain.work import Cancelled
from ordertrail.services.context import Context
from ordertrail.store.imports import list_conflicts, list_held, list_imports
from tests.services.landing import HEAD

ROW = "R-{n},{status},CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n"
DAY = date(2026, 1, 16)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watched"
    made.mkdir()
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(folder: Path, clock: Clock) -> Inbox:
    return Inbox(folder, 5, clock)


def names(paths: Any) -> list[str]:
    return [path.name for path in paths]


def below(folder: Path) -> list[str]:
    """All files below a folder, those of the claims too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_complete_when_it_stood_still(inbox: Inbox, folder: Path, clock: Clock) -> None:
    (folder / "a.csv").write_text("x")
    assert inbox.complete() == []
    clock.now += 4
    (folder / "a.csv").write_text("xy")
    assert inbox.complete() == []
    clock.now += 4.9
    assert inbox.complete() == []
    clock.now += 0.2
    assert names(inbox.complete()) == ["a.csv"]


def test_files_that_come_within_the_settling_time_go_together(inbox: Inbox, folder: Path, clock: Clock) -> None:
    (folder / "orders.csv").write_text("x")
    inbox.complete()
    clock.now += 4
    (folder / "items.csv").write_text("y")
    assert inbox.complete() == []
    clock.now += 2
    assert inbox.complete() == []  # one is at rest, the other may still grow
    clock.now += 4
    assert names(inbox.complete()) == ["items.csv", "orders.csv"]


def test_one_that_never_stops_growing_does_not_hold_up_the_others(inbox: Inbox, folder: Path, clock: Clock) -> None:
    (folder / "a.csv").write_text("x")
    found: list[str] = []
    for size in range(1, 40):
        (folder / "log.csv").write_text("y" * size)
        found = names(inbox.complete())
        if found:
            break
        clock.now += 1
    assert found == ["a.csv"] and size > 30


def test_what_is_not_finished_is_not_looked_at(inbox: Inbox, folder: Path, clock: Clock) -> None:
    for name in ("a.csv.part", "b.TMP", ".c.csv", "~$d.xlsx", "e.crdownload"):
        (folder / name).write_text("x")
    (folder / "sub").mkdir()
    (folder / "link.csv").symlink_to(folder / "a.csv.part")
    inbox.complete()
    clock.now += 1000
    assert inbox.complete() == []


def test_an_empty_file_may_have_been_only_begun(inbox: Inbox, folder: Path, clock: Clock) -> None:
    (folder / "a.csv").touch()
    inbox.complete()
    clock.now += 10
    assert inbox.complete() == []
    clock.now += EMPTY_SECONDS
    assert names(inbox.complete()) == ["a.csv"]


def test_of_two_only_one_takes_a_file_and_a_claim_can_be_given_back(inbox: Inbox, folder: Path) -> None:
    (folder / "a.csv").write_text("x")
    files = inbox.waiting()
    claim = inbox.claim(files)
    assert claim and names(claim.files) == ["a.csv"] and inbox.waiting() == []
    assert Inbox(folder, 5).claim(files) is None
    assert inbox.recover() == 0  # we are alive
    (folder / "a.csv").write_text("a later one")
    inbox.give_back(claim)
    assert below(folder) == ["a (2).csv", "a.csv"]
    assert (folder / "a (2).csv").read_text() == "x"


def test_what_a_dead_process_had_taken_comes_back(inbox: Inbox, folder: Path) -> None:
    (folder / "a.csv").write_text("x")
    claim = inbox.claim(inbox.waiting())
    assert claim
    owner = json.loads((claim.folder / OWNER).read_text())
    (claim.folder / OWNER).write_text(json.dumps({**owner, "pid": 2**22 + 1}))  # beyond the highest there is
    assert inbox.recover() == 1 and below(folder) == ["a.csv"]


def test_files_are_put_away_beside_their_report_and_never_over_one_another(inbox: Inbox, folder: Path) -> None:
    for text in ("first", "second"):
        (folder / "a.csv").write_text(text)
        claim = inbox.claim(inbox.waiting())
        assert claim
        inbox.put_away(claim.files[0], DAY, good=True, report={"said": text}, text=text)
    kept = folder / "archive" / "2026-01-16"
    assert [(kept / name).read_text() for name in ("a.csv", "a (2).csv", "a (2).csv.report.txt")] == [
        "first", "second", "second",
    ]  # fmt: skip
    assert json.loads((kept / "a.csv.report.json").read_text()) == {"said": "first"}


@pytest.fixture
def watched(either_ctx: Context, folder: Path, clock: Clock) -> Iterator[tuple[Watcher, Runs]]:
    runs = Runs(either_ctx)
    watcher = watcher_here(either_ctx, runs, folder)
    watcher.inbox = Inbox(folder, 5, clock)
    yield watcher, runs
    runs.close()


def settle(watcher: Watcher, clock: Clock) -> bool:
    """Look, let the settling time pass, look again; whether there was trouble."""
    watcher.once()
    clock.now += 6
    return watcher.once()


def history(ctx: Context) -> list[dict[str, Any]]:
    with ctx.store.read() as connection:
        return list_imports(connection)


def put(folder: Path, name: str, *statuses: str) -> None:
    rows = "".join(ROW.format(n=n, status=status) for n, status in enumerate(statuses))
    (folder / name).write_text(HEAD + rows, encoding="utf-8")


def test_good_files_land_and_bad_ones_fail_alone(
    watched: tuple[Watcher, Runs], either_ctx: Context, folder: Path, clock: Clock
) -> None:
    watcher, _ = watched
    put(folder, "good.csv", "已发货", "神秘状态")
    (folder / "notes.csv").write_text("just, some\nwords, here\n")
    assert settle(watcher, clock) is False
    assert either_ctx.store.count_orders() == 1
    [archive], [failed] = (list((folder / kind).iterdir()) for kind in ("archive", "failed"))
    assert below(archive) == ["good.csv", "good.csv.report.json", "good.csv.report.txt"]
    assert below(failed) == ["notes.csv", "notes.csv.report.json", "notes.csv.report.txt"]
    report = json.loads((archive / "good.csv.report.json").read_text(encoding="utf-8"))
    assert report["imports"][0]["rows"] == {"read": 2, "merged": 1, "unchanged": 0, "held": 1, "other": 0}
    assert "notes.csv" in (failed / "notes.csv.report.txt").read_text(encoding="utf-8")
    landed = [each for each in history(either_ctx) if each["state"] == "landed"]
    assert [(each["actor"], each["files"]) for each in landed] == [("inbox", ["good.csv"])]
    with either_ctx.store.read() as connection:
        assert len(list_held(connection, landed[0]["import_id"])) == 1
    status = read_status(watcher.status)
    assert {each["file"]: each["state"] for each in status["taken"]} == {"good.csv": "imported", "notes.csv": "failed"}
    assert status["trouble"] is None and names(watcher.inbox.waiting()) == []


def test_the_same_file_again_changes_nothing(
    watched: tuple[Watcher, Runs], either_ctx: Context, folder: Path, clock: Clock
) -> None:
    watcher, _ = watched
    for _time in range(2):
        put(folder, "good.csv", "已发货")
        settle(watcher, clock)
    newest = history(either_ctx)[0]["report"]["orders"]
    assert (newest["new"], newest["unchanged"]) == (0, 1)
    [day] = (folder / "archive").iterdir()
    assert {"good.csv", "good (2).csv", "good (2).csv.report.json"} <= set(below(day))
    with either_ctx.store.read() as connection:
        assert list_conflicts(connection, history(either_ctx)[0]["import_id"]) == []


def test_a_person_who_cancels_sends_the_file_to_the_failed_ones(
    watched: tuple[Watcher, Runs], folder: Path, clock: Clock
) -> None:
    watcher, _ = watched

    def cancelled(_files: Any) -> list[Any]:
        raise Cancelled

    watcher.imports = cancelled
    put(folder, "good.csv", "已发货")
    settle(watcher, clock)
    assert [name for name in below(folder) if name.endswith("good.csv")] == [
        f"failed/{watcher._day()}/good.csv",
    ]  # fmt: skip


@pytest.mark.parametrize("error", [Cancelled(), DiskFull("disk_full", folder="/x", why="full")])
def test_what_is_not_the_files_fault_leaves_it_where_it_was(
    watched: tuple[Watcher, Runs], folder: Path, clock: Clock, error: DomainError
) -> None:
    watcher, _ = watched

    def broken(_files: Any) -> list[Any]:
        if isinstance(error, Cancelled):
            watcher.stop.set()  # the server is being stopped
        raise error

    watcher.imports = broken
    put(folder, "good.csv", "已发货")
    trouble = settle(watcher, clock)
    assert below(folder) == ["good.csv"]
    assert trouble is isinstance(error, DiskFull)
    if trouble:
        assert read_status(watcher.status)["trouble"]["error"] == "disk_full"


def test_a_file_that_may_not_be_read_fails_with_its_reason(
    watched: tuple[Watcher, Runs], folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, _ = watched
    opened = Path.open

    def denied(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "shut.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    put(folder, "shut.csv", "已发货")
    monkeypatch.setattr(Path, "open", denied)
    assert settle(watcher, clock) is False
    [report] = (folder / "failed").glob("*/shut.csv.report.json")
    assert json.loads(report.read_text(encoding="utf-8"))["error"] == "unreadable_file"


@pytest.mark.parametrize("kind", ["archive", "failed"])
def test_where_nothing_can_be_put_away_the_file_comes_back_and_is_taken_later(
    watched: tuple[Watcher, Runs], either_ctx: Context, folder: Path, clock: Clock, kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As on a full disk: its import has landed, and changes nothing the second time."""
    watcher, _ = watched
    full = True

    def put_in_place(path: Path, target: Path) -> None:
        if full and f"/{kind}/" in str(target):
            raise OSError(28, "No space left on device")
        placed(path, target)

    from etl.run import inbox

    placed = inbox.put_in_place
    monkeypatch.setattr(inbox, "put_in_place", put_in_place)
    if kind == "archive":
        put(folder, "a.csv", "已发货")
    else:
        (folder / "a.csv").write_text("just, some\nwords, here\n")
    assert settle(watcher, clock) is True
    assert below(folder) == ["a.csv"] and read_status(watcher.status)["trouble"]["error"] == "inbox_unusable"
    full = False
    assert settle(watcher, clock) is False
    assert [name for name in below(folder) if name.endswith("a.csv")] == [f"{kind}/{watcher._day()}/a.csv"]
    assert either_ctx.store.count_orders() == (kind == "archive")


def test_an_unexpected_failure_is_not_tried_for_ever(watched: tuple[Watcher, Runs], folder: Path, clock: Clock) -> None:
    watcher, _ = watched

    def broken(_files: Any) -> list[Any]:
        raise ZeroDivisionError

    watcher.imports = broken
    put(folder, "good.csv", "已发货")
    settle(watcher, clock)
    assert watcher.inbox.waiting() == [] and any(name.startswith("failed/") for name in below(folder))


def test_a_folder_that_is_gone_is_told_and_heals(
    watched: tuple[Watcher, Runs], either_ctx: Context, folder: Path, clock: Clock
) -> None:
    watcher, _ = watched
    shutil.rmtree(folder)
    assert settle(watcher, clock) is True
    trouble = read_status(watcher.status)["trouble"]
    assert trouble["error"] == "inbox_unusable" and trouble["params"]["folder"] == str(folder)
    folder.mkdir()
    put(folder, "good.csv", "已发货")
    assert settle(watcher, clock) is False
    assert read_status(watcher.status)["trouble"] is None and either_ctx.store.count_orders() == 1


def test_only_the_leader_looks(tmp_path: Path, folder: Path) -> None:
    watcher = Watcher(
        Inbox(folder, 5),
        lambda files: [],
        lambda: nullcontext(False),
        tmp_path / "watch.json",
        lambda: datetime(2026, 1, 16),
        lambda moment: moment,
    )
    watcher.stop.set()
    watcher.run()
    assert read_status(watcher.status) == {} and not (folder / TAKING).exists()
