"""Where a backup may be restored to: never over what somebody else has there, and nothing of theirs is removed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from ordertrail.domain.errors import StoreLocked
from ordertrail.store import restore
from ordertrail.store.files import log_of, put_in_place
from ordertrail.store.restore import restore_archive
from ordertrail.store.tables import imports
from tests.store.archiving import AT, TEXTS, opened, refused
from tests.store.test_engine import add

HOLDING = (
    "import sys, duckdb; held = duckdb.connect(sys.argv[1]); held.execute('CREATE TABLE theirs (n INTEGER)'); "
    "print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def archive(sound: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "a.zip"
    path.write_bytes(sound)
    return path


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_another_process_holds_is_left_to_it(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "new.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        before = place.stat().st_ino
        with pytest.raises(StoreLocked):
            restore_archive(place, archive, tmp_path)
        assert place.stat().st_ino == before and log_of(place).exists()
        assert other.stdin
        other.stdin.close()


def test_a_file_that_another_process_made_meanwhile_is_left_to_it(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "new.duckdb"
    fill = restore._fill

    def overtaken(*words: Any) -> None:
        fill(*words)
        with opened(place) as store:
            add(store, "theirs")

    monkeypatch.setattr(restore, "_fill", overtaken)
    assert refused(lambda: restore_archive(place, archive, tmp_path)).code == "restore_overtaken"
    with opened(place) as store:
        assert store.count_orders() == 1
    assert listed(tmp_path) == ["a.zip", "new.duckdb"]


def test_a_restore_that_fails_leaves_no_file(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore, "extract", full)
    error = refused(lambda: restore_archive(tmp_path / "new.duckdb", archive, tmp_path))
    assert (error.code, error.params["why"]) == ("restore_failed", "No space left on device")
    assert error.params["store"] == str(tmp_path / "new.duckdb")
    assert listed(tmp_path) == ["a.zip"]


def test_the_log_of_a_file_that_is_gone_is_not_taken_for_the_new_ones(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "new.duckdb"
    log_of(place).write_bytes(b"changes of another file")
    assert refused(lambda: restore_archive(place, archive, tmp_path)).code == "restore_log_left"
    assert listed(tmp_path) == ["a.zip", "new.duckdb.wal"]
    log_of(place).rename(tmp_path / "moved.wal")
    restore_archive(place, archive, tmp_path)
    with opened(place) as store:
        assert store.count_orders() == len(TEXTS) + 1


@pytest.mark.parametrize("links", [True, False])
def test_a_whole_file_gets_its_name_and_never_anothers(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", without)
    made, target = tmp_path / "made", tmp_path / "target"
    made.write_text("whole")
    put_in_place(made, target)
    assert target.read_text() == "whole" and listed(tmp_path) == ["target"]
    made.write_text("second")
    with pytest.raises(FileExistsError):
        put_in_place(made, target)
    assert target.read_text() == "whole" and listed(tmp_path) == ["made", "target"]


@pytest.mark.parametrize("state", ["previewed", "discarded", "refused"])
def test_an_import_that_never_landed_keeps_no_backup_out(
    state: str, archive: Path, place: Path | str, tmp_path: Path
) -> None:
    values = {"import_id": "i", "created_at": AT, "actor": "a", "files": "[]", "state": state, "report": "{}"}
    with opened(place) as store, store.engine.begin() as connection:
        connection.execute(insert(imports).values(**values, demo=True))
    restore_archive(place, archive, tmp_path)
    with opened(place) as store:
        assert store.count_orders() == len(TEXTS) + 1
