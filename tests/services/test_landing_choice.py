"""Parts of an import that land, its account, its warnings, and its undo, by the services on either engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import land, prepare_sound, recognised
from etl.report import ImportReport
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, Invalid, NotAllowed
from ordertrail.domain.landing import Choice, read_choice
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.review_import import differing_fields, review_import
from ordertrail.services.undo_import import preview_undo, undo_import
from ordertrail.store.imports import get_import, list_conflicts
from ordertrail.store.merge import MergePreview, preview
from ordertrail.store.orders import get_order
from tests.services.landing import HEAD, land_template

OWNER = local_owner("test")
FIRST = ("A-1,paid,CNY,2026-11-01 10:00,Ann,Mug,1,5.01", "A-2,paid,CNY,2026-11-02 10:00,Bea,Mug,2,5")
NEXT = ("A-1,shipped,CNY,2026-11-01 10:00,Ada,Mug,1,6", "A-3,paid,USD,2026-11-03 10:00,Cy,Cup,1,7",
        "A-4,lost,CNY,2026-11-03 10:00,Di,Cup,1,9.99")  # fmt: skip


def previewed(ctx: Context, folder: Path, *rows: str) -> ImportReport:
    path = folder / "next.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    with recognised(ctx, [path], pytest.fail) as groups:  # type: ignore[arg-type]
        report = prepare_sound(ctx, OWNER, groups[0], pytest.fail)  # type: ignore[arg-type]
    assert report is not None
    return report


def order(ctx: Context, no: str) -> dict[str, Any] | None:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    return found.order if found else None


def test_only_what_was_chosen_lands_and_the_account_says_so(ctx: Context, tmp_path: Path) -> None:
    land_template(ctx, *FIRST)
    report = previewed(ctx, tmp_path, *NEXT)
    assert report.amounts == [
        {"currency": "CNY", "before": "5.0100", "after": "6.0000"},
        {"currency": "USD", "before": "0.0000", "after": "7.0000"},
    ]
    choice = Choice(new=False, without=frozenset({"customer"}), quiet=True)
    done = land(ctx, OWNER, report.import_id, choice=choice)
    told = order(ctx, "A-1")
    assert told is not None and (told["stage"], told["customer_name"], str(told["total"])) == (
        "shipped",
        "Ann",
        "6.0000",
    )
    assert order(ctx, "A-3") is None
    assert (done.left["new"], done.left["partly"], done.left["rows"]) == (1, 1, 1)
    account = done.account
    assert account["differences"] == []
    assert account["file"]["sums"] == {"CNY": "15.9900", "USD": "7.0000"}
    assert account["landed"]["sums"] == {"CNY": "6.0000"} and account["left"]["sums"] == {"USD": "7.0000"}
    assert account["held"] == {"rows": 1, "orders": 1, "lines": 1, "sums": {"CNY": "9.9900"}}
    with ctx.store.read() as connection:
        record = get_import(connection, report.import_id)
    assert record is not None and record["quiet"] is True
    again = previewed(ctx, tmp_path, *NEXT)
    assert (again.orders["new"], again.orders["changed"]) == (1, 1)  # what was left out is offered again


def test_the_file_s_word_is_taken_only_where_asked_and_not_over_newer_edits(ctx: Context, tmp_path: Path) -> None:
    land_template(ctx, *FIRST)
    change_status(ctx, OWNER, "manual", "A-1", "preparing", 1)
    report = previewed(ctx, tmp_path, NEXT[0])
    assert differing_fields(ctx, report.import_id)["disputed"] == {"stage": 1}
    change_status(ctx, OWNER, "manual", "A-2", "preparing", 1)
    land(ctx, OWNER, report.import_id, choice=Choice(theirs=frozenset({"stage"})))
    told = order(ctx, "A-1")
    assert told is not None and (told["stage"], told["staff_stage"]) == ("shipped", False)
    assert undo_import(ctx, OWNER, report.import_id).back == 1
    told = order(ctx, "A-1")
    assert told is not None and (told["stage"], told["staff_stage"]) == ("preparing", True)


def test_a_newer_edit_is_not_overwritten_by_a_choice_made_on_an_earlier_preview(ctx: Context, tmp_path: Path) -> None:
    """A-1 is edited once more after the preview showed its conflict, A-2 is not: only A-2 takes the file's word."""
    land_template(ctx, *FIRST)
    change_status(ctx, OWNER, "manual", "A-1", "preparing", 1)
    change_status(ctx, OWNER, "manual", "A-2", "preparing", 1)
    report = previewed(ctx, tmp_path, *(row.replace("paid", "shipped") for row in FIRST))
    assert differing_fields(ctx, report.import_id)["disputed"] == {"stage": 2}
    change_status(ctx, OWNER, "manual", "A-1", "exception", 2)
    done = land(ctx, OWNER, report.import_id, choice=Choice(theirs=frozenset({"stage"})))
    first, second = order(ctx, "A-1"), order(ctx, "A-2")
    assert first is not None and (first["stage"], first["staff_stage"]) == ("exception", True)
    assert second is not None and (second["stage"], second["staff_stage"]) == ("shipped", False)
    assert done.account["differences"] == []
    with ctx.store.read() as connection:
        conflicts = list_conflicts(connection, report.import_id)
    assert [(each["channel_order_no"], each["field"]) for each in conflicts] == [("A-1", "stage")]


def test_an_edit_while_the_file_is_compared_is_a_newer_one(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came after the comparison saw the order, so that nobody could look at it."""
    land_template(ctx, FIRST[0])
    change_status(ctx, OWNER, "manual", "A-1", "preparing", 1)

    def compare(*args: Any) -> MergePreview:
        found = preview(*args)
        change_status(ctx, OWNER, "manual", "A-1", "exception", 2)
        return found

    monkeypatch.setattr("etl.pipeline.preview", compare)
    report = previewed(ctx, tmp_path, NEXT[0])
    land(ctx, OWNER, report.import_id, choice=Choice(theirs=frozenset({"stage"})))
    told = order(ctx, "A-1")
    assert told is not None and told["stage"] == "exception"


def test_an_import_is_looked_through_warned_of_and_undone_once(ctx: Context, tmp_path: Path) -> None:
    first = previewed(ctx, tmp_path, *FIRST)
    page = review_import(ctx, OWNER, first.import_id, "new", search="bea")
    assert (page["total"], page["orders"][0]["channel_order_no"]) == (1, "A-2")
    land(ctx, OWNER, first.import_id)
    again = previewed(ctx, tmp_path, *FIRST)
    assert next(each["code"] for each in again.warnings) == "same_file"
    assert preview_undo(ctx, OWNER, first.import_id)["vanish"] == 2
    undo_import(ctx, OWNER, first.import_id)
    assert (order(ctx, "A-1"), order(ctx, "A-2")) == (None, None)
    with pytest.raises(DomainError, match="import_not_landed"):
        undo_import(ctx, OWNER, first.import_id)
    with pytest.raises(NotAllowed):
        undo_import(ctx, replace(OWNER, role="staff"), first.import_id)
    assert "same_file" not in [each["code"] for each in previewed(ctx, tmp_path, *FIRST).warnings]


def test_a_choice_with_faults_names_each() -> None:
    with pytest.raises(Invalid) as caught:
        read_choice({"new": "yes", "without": ["status", "moon"], "theirs": "all", "what": 1})
    assert set(caught.value.fields) == {"new", "without", "theirs", "what"}
    assert read_choice({"new": False, "theirs": ["custom.size"]}) == Choice(
        new=False, theirs=frozenset({"custom.size"})
    )


def test_actor_is_named(ctx: Context) -> None:
    report = land_template(ctx, *FIRST)
    undo_import(ctx, Actor("mei", "analyst"), report.import_id)
    with ctx.store.read() as connection:
        record = get_import(connection, report.import_id)
    assert record is not None and (record["state"], record["undone_by"]) == ("undone", "mei")
