"""The watched folder on the import page: what waits, what was taken, and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.components.import_inbox import SHOWN, import_inbox
from ordertrail.i18n import use_locale
from tests.dashboard.screen import links, with_class, words

FOLDER = Path("/srv/exports")
GOOD = {
    "file": "十一月.csv", "state": "imported", "at": "2026-11-24T02:00:00", "lies": "/srv/exports/archive/x/十一月.csv",
    "message": None, "imports": ["ab12", "cd34"], "orders": 1234, "held": 2,
}  # fmt: skip
BAD = {**GOOD, "file": "notes.csv", "state": "failed", "message": "No layout is known.", "imports": [], "orders": 0}


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def status(**more: Any) -> dict[str, Any]:
    return {"folder": str(FOLDER), "at": "2026-11-24T02:00:05", "trouble": None, "waiting": [], "taken": [], **more}


def test_nothing_is_shown_where_no_folder_is_or_was_watched() -> None:
    assert import_inbox(None, {}) is None


def test_one_that_was_never_looked_at_says_so_as_does_one_of_another_folder() -> None:
    for told in ({}, status(folder="/srv/old", waiting=["a.csv"], taken=[GOOD])):
        said = words(import_inbox(FOLDER, told))
        assert "/srv/exports · not looked at yet" in said and "a.csv" not in said and "十一月" not in said


def test_a_folder_that_a_command_watches_is_shown_without_a_setting() -> None:
    assert "/srv/exports · last looked at" in words(import_inbox(None, status()))


def test_taken_files_say_what_became_of_them_and_lead_to_their_imports() -> None:
    shown = import_inbox(FOLDER, status(taken=[GOOD, BAD]))
    said = words(shown)
    assert "1,234 orders new or changed, 2 rows held" in said and "No layout is known." in said
    assert links(shown) == ["/import?id=ab12&id=cd34"]
    assert [words(each) for each in with_class(shown, "ot-state")] == ["Imported", "Failed"]
    assert len(with_class(shown, "is-refused")) == 1


def test_many_are_cut_off_in_sight() -> None:
    names = [f"{n}.csv" for n in range(SHOWN + 3)]
    shown = import_inbox(FOLDER, status(waiting=names, taken=[GOOD] * (SHOWN + 3)))
    said = words(shown)
    assert f"{SHOWN + 3} files are waiting" in said and f"{SHOWN - 1}.csv …" in said and f"{SHOWN}.csv" not in said
    assert len(with_class(shown, "ot-state")) == SHOWN
    assert "1 file is waiting: a.csv" in words(import_inbox(FOLDER, status(waiting=["a.csv"])))


def test_trouble_is_told_in_the_reader_s_language() -> None:
    trouble = {"error": "inbox_unusable", "params": {"folder": "/srv/exports", "why": "Permission denied"}}
    english = words(import_inbox(FOLDER, status(trouble=trouble)))
    use_locale("zh")
    chinese = words(import_inbox(FOLDER, status(trouble=trouble)))
    assert all("/srv/exports" in said and "Permission denied" in said for said in (english, chinese))
    assert english != chinese and "监" in chinese
