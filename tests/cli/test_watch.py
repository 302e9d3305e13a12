"""``import --watch`` and ``undo-import`` as commands of their own."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.serving import PROGRAM, serving, surroundings
from tests.cli.test_cli import HEAD, ROW, file, run  # noqa: F401

PATIENCE = 60.0


def until(told: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not told():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def watching(data: Path, folder: Path, **settings: object) -> Iterator[subprocess.Popen[str]]:
    """The command at its work; it is gone at the end."""
    environment = surroundings(data, watch_seconds=0.5, **settings)
    command = [PROGRAM, "import", "--watch", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and str(folder) in process.stdout.readline()
            yield process
        finally:
            process.kill()


def below(folder: Path) -> list[str]:
    """Files below a folder without the days, reports left out."""
    found = [path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file()]
    return sorted("/".join(parts[:1] + parts[2:]) if len(parts) > 2 else "/".join(parts) for parts in found
                  if ".report." not in parts[-1])  # fmt: skip


def drop(folder: Path, name: str, text: str) -> None:
    """As a careful program puts a file: whole under another name, then renamed."""
    (folder / f".{name}").write_text(text, encoding="utf-8")
    (folder / f".{name}").rename(folder / name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def test_files_are_taken_once_and_put_away_and_the_command_ends_when_told(tmp_path: Path, folder: Path) -> None:
    with watching(tmp_path / "kept", folder) as process:
        drop(folder, "good.csv", HEAD + ROW)
        drop(folder, "bad.csv", "just, some\nwords, here\n")
        until(lambda: below(folder) == ["archive/good.csv", "failed/bad.csv"])
        [report] = (folder / "archive").glob("*/good.csv.report.json")
        assert json.loads(report.read_text(encoding="utf-8"))["imports"][0]["orders"]["new"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        said = process.stdout.read() if process.stdout else ""
    assert "good.csv" in said and "bad.csv" in said and "Traceback" not in said


def test_sigterm_in_the_middle_puts_the_file_back_and_nothing_has_landed(tmp_path: Path, folder: Path) -> None:
    """A file of which the import takes seconds."""
    data = tmp_path / "kept"
    with watching(data, folder) as process:
        rows = "".join(ROW.replace("M-1", f"M-{n}") for n in range(60_000))
        drop(folder, "big.csv", HEAD + rows)
        until(lambda: any((data / "staging").glob("*")) and not (folder / "big.csv").exists())
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert below(folder) == ["big.csv"] and list((data / "staging").iterdir()) == []
    with watching(data, folder):
        until(lambda: below(folder) == ["archive/big.csv"])
    [report] = (folder / "archive").glob("*/big.csv.report.json")
    orders = json.loads(report.read_text(encoding="utf-8"))["imports"][0]["orders"]
    assert (orders["new"], orders["unchanged"]) == (60_000, 0)


def test_two_commands_on_one_folder_take_each_file_once(tmp_path: Path, folder: Path) -> None:
    """Each with a store of its own, as two machines have: what one takes is the other's no more."""
    with watching(tmp_path / "one", folder), watching(tmp_path / "two", folder):
        for n in range(6):
            drop(folder, f"{n}.csv", HEAD + ROW.replace("M-1", f"M-{n}"))
        until(lambda: below(folder) == [f"archive/{n}.csv" for n in range(6)])


def test_beside_a_server_the_files_go_through_it_and_are_taken_back_through_it(tmp_path: Path, folder: Path) -> None:
    with serving(tmp_path / "kept") as served, watching(tmp_path / "kept", folder):
        drop(folder, "good.csv", HEAD + ROW)
        until(lambda: below(folder) == ["archive/good.csv"])
        assert served.ask("GET", "/api/orders/manual/M-1")[0] == 200
        [report] = (folder / "archive").glob("*/good.csv.report.json")
        [imported] = json.loads(report.read_text(encoding="utf-8"))["imports"]
        undone = served.run("undo-import", imported["import_id"])
        assert undone.returncode == 0, undone.stderr
        assert served.ask("GET", "/api/orders/manual/M-1")[0] == 404


@pytest.mark.parametrize("words", [("--dry-run",), ("x.csv",)])
def test_watching_goes_with_nothing_else(run, folder: Path, words: tuple[str, ...]) -> None:  # noqa: F811
    result = run("import", "--watch", str(folder), *words)
    assert result.exit_code == 2 and "Traceback" not in result.output and result.stderr.strip()


@pytest.mark.parametrize("inner", ["", "staging", "inbox"])
def test_the_store_s_own_folder_cannot_be_watched(run, tmp_path: Path, inner: str) -> None:  # noqa: F811
    watched = tmp_path / "kept" / inner
    watched.mkdir(parents=True, exist_ok=True)
    result = run("import", "--watch", str(watched))
    assert result.exit_code == 2 and str(watched) in result.stderr.replace("\n", "")


def test_an_import_is_taken_back_once(run, tmp_path: Path) -> None:  # noqa: F811
    done = json.loads(run("import", file(tmp_path, HEAD + ROW + ROW.replace("M-1", "M-2")), "--json").stdout)
    result = run("undo-import", done["import_id"])
    assert result.exit_code == 0 and "2" in result.stdout, result.output
    out = tmp_path / "out.csv"
    run("export", "orders", "-o", str(out))
    assert out.read_text(encoding="utf-8-sig").count("\n") == 1
    for import_id in (done["import_id"], "none"):
        again = run("undo-import", import_id)
        assert again.exit_code == 2 and again.stderr.strip() and "Traceback" not in again.output
