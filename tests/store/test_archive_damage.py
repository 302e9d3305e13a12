"""A backup that was cut or altered is refused with the part that is wrong, and nothing is touched."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ordertrail.domain.errors import DomainError
from ordertrail.store import migrations
from ordertrail.store.archive import SEAL_BYTES, Manifest, seal_of
from ordertrail.store.archive_read import read_archive
from ordertrail.store.restore import restore_archive
from tests.store.archiving import refused


def try_to_restore(content: bytes, folder: Path) -> DomainError:
    path = folder / "a.zip"
    path.write_bytes(content)
    target = folder / "new.duckdb"
    error = refused(lambda: restore_archive(target, path, folder))
    assert error.params["file"] == str(path)
    assert [left.name for left in folder.iterdir()] == ["a.zip"]
    return error


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


def test_one_altered_byte_in_any_member_is_named(sound: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        members = archive.infolist()
    for info in members:
        start = info.header_offset + 30 + len(info.filename) + (20 if info.filename != "manifest.json" else 0)
        for place in (start, start + info.file_size // 2, start + info.file_size - 1):
            error = try_to_restore(flipped(sound, place), tmp_path)
            assert (error.code, error.params["part"]) == ("archive_damaged", info.filename), (info.filename, place)


def test_one_altered_byte_anywhere_is_found(sound: bytes, tmp_path: Path) -> None:
    step = max(1, len(sound) // 400)
    ends = range(len(sound) - SEAL_BYTES - 1500, len(sound), 7)
    for place in (*range(0, 64), *range(64, len(sound), step), *ends):
        assert try_to_restore(flipped(sound, place), tmp_path).code.startswith("archive_"), place


def test_damage_behind_the_last_part_is_not_laid_to_a_part(sound: bytes, tmp_path: Path) -> None:
    for place in (len(sound) - 1, len(sound) - SEAL_BYTES - 10):
        error = try_to_restore(flipped(sound, place), tmp_path)
        assert (error.code, error.params) == ("archive_damaged_end", {"file": str(tmp_path / "a.zip")}), place


def test_an_archive_that_was_cut_is_refused_wherever(sound: bytes, tmp_path: Path) -> None:
    for length in (len(sound) - 1, len(sound) - SEAL_BYTES, len(sound) - 200, len(sound) // 2, 1000, 5):
        assert try_to_restore(sound[:length], tmp_path).code == "archive_cut", length
    assert try_to_restore(sound[: len(sound) // 3] + sound[len(sound) // 2 :], tmp_path).code == "archive_damaged"


def test_what_is_no_backup_is_called_so(tmp_path: Path) -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("holiday.txt", "sun")
    for content in (b"", b"x", b"not a backup" * 1000, other.getvalue()):
        assert try_to_restore(content, tmp_path).code == "archive_unknown"
    gone = refused(lambda: restore_archive(tmp_path / "new.duckdb", tmp_path / "gone.zip", tmp_path))
    assert gone.code == "archive_missing"
    folder = refused(lambda: restore_archive(tmp_path / "new.duckdb", tmp_path, tmp_path))
    assert folder.code == "archive_missing"


def resealed(sound: bytes, path: Path, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """An archive with other members whose seal is right."""
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"sha256:".ljust(SEAL_BYTES, b"0")
        for name, content in members.items():
            archive.writestr(name, content)
    return path.read_bytes()[:-SEAL_BYTES] + seal_of(path)


def test_parts_that_do_not_belong_together_are_refused(sound: bytes, tmp_path: Path) -> None:
    def alter(field: str, value: Any) -> Callable[[dict[str, bytes]], Any]:
        return lambda found: found.update(
            {"manifest.json": json.dumps(json.loads(found["manifest.json"]) | {field: value}).encode()}
        )

    cases: list[tuple[Callable[[dict[str, bytes]], Any], str]] = [
        (lambda found: found.pop("manifest.json"), "archive_damaged"),
        (lambda found: found.pop("outbox.parquet"), "archive_damaged"),
        (lambda found: found.update({"manifest.json": b"{}"}), "archive_damaged"),
        (lambda found: found.update({"manifest.json": b"\xff"}), "archive_damaged"),
        (lambda found: found.update({"orders.parquet": found["imports.parquet"]}), "archive_damaged"),
        (alter("format", 2), "archive_newer"),
        (alter("layout", migrations.NEWEST + 1), "archive_newer"),
    ]
    for change, code in cases:
        assert try_to_restore(resealed(sound, tmp_path / "a.zip", change), tmp_path).code == code


def test_a_load_that_differs_from_the_manifest_is_undone(
    sound: bytes, place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zip").write_bytes(sound)
    right = read_archive(tmp_path / "a.zip")
    changed = json.loads(right.to_json())
    changed["tables"]["outbox"]["rows"] += 1
    wrong = Manifest.from_json(json.dumps(changed).encode())
    monkeypatch.setattr("ordertrail.store.restore.read_archive", lambda path: wrong)
    error = refused(lambda: restore_archive(place, tmp_path / "a.zip", tmp_path))
    assert (error.code, error.params) == ("restore_differs", {"table": "outbox"})
    monkeypatch.undo()
    assert restore_archive(place, tmp_path / "a.zip", tmp_path) == right
