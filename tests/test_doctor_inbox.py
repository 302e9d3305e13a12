"""What doctor finds at the watched folder."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from etl.run.watch import STATUS
from ordertrail.doctor import examine
from ordertrail.doctor_inbox import RECENT_SECONDS, STUCK_SECONDS, watched
from ordertrail.i18n import tr, use_locale
from ordertrail.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "kept").mkdir()
    return Settings(data_dir=tmp_path / "kept", watch_dir=str(folder))


def found(settings: Settings) -> dict[str, tuple[bool, dict[str, Any], bool]]:
    return {code: (good, params, grave) for code, good, params, grave in watched(settings)}


def aged(path: Path, seconds: float) -> Path:
    path.write_text("x")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_nothing_is_looked_at_where_no_folder_is_watched(tmp_path: Path) -> None:
    assert watched(Settings(data_dir=tmp_path)) == []


def test_a_good_folder_is_good(settings: Settings) -> None:
    aged(Path(str(settings.watch_dir)) / "new.csv", 5)
    aged(Path(str(settings.watch_dir)) / "half.csv.part", 2 * STUCK_SECONDS)
    assert {code: good for code, (good, _, _) in found(settings).items()} == {"inbox": True}


def test_a_folder_that_is_gone_is_grave_and_nothing_else_is_asked(settings: Settings) -> None:
    Path(str(settings.watch_dir)).rmdir()
    assert found(settings) == {"inbox": (False, {"folder": str(settings.watch_dir)}, True)}


def test_a_file_that_lies_too_long_is_told_with_the_watcher_s_trouble(settings: Settings) -> None:
    folder = Path(str(settings.watch_dir))
    aged(folder / "b.csv", STUCK_SECONDS + 60)
    aged(folder / "a.csv", STUCK_SECONDS + 60)
    trouble = {"error": "inbox_unusable", "params": {"folder": str(folder), "why": "Disk quota exceeded"}}
    (settings.data_dir / STATUS).write_text(json.dumps({"trouble": trouble}))
    good, params, grave = found(settings)["inbox_stuck"]
    assert (good, params["n"], params["example"], grave) == (False, 2, "a.csv", True)
    assert "Disk quota exceeded" in params["why"]


def test_files_that_failed_lately_are_told_and_old_ones_are_not(settings: Settings) -> None:
    day = Path(str(settings.watch_dir)) / "failed" / "2026-11-24"
    day.mkdir(parents=True)
    aged(day / "old.csv.report.json", RECENT_SECONDS + 60)
    assert "inbox_failed" not in found(settings)
    aged(day / "notes.csv.report.json", 60)
    good, params, grave = found(settings)["inbox_failed"]
    assert (good, params["n"], params["example"], grave) == (False, 1, "notes.csv", False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_finding_has_its_sentences(settings: Settings, lang: str) -> None:
    use_locale(lang)
    folder = Path(str(settings.watch_dir))
    aged(folder / "a.csv", STUCK_SECONDS + 60)
    day = folder / "failed" / "2026-11-24"
    day.mkdir(parents=True)
    aged(day / "notes.csv.report.json", 60)
    told = [each for each in examine(settings) if each.code.startswith("inbox")]
    assert {each.code for each in told} == {"inbox", "inbox_stuck", "inbox_failed"}
    for each in told:
        for key in (f"cli.check.{each.code}", f"cli.mend.{each.code}"):
            said = tr().t(key, **each.params)
            assert said != key and "{" not in said
