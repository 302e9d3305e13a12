"""The page of bulk changes: what each row says, and which ways on and back it offers to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from dashboard.callbacks.bulk_jobs import listing
from dashboard.components.bulk_jobs import job_table
from dashboard.ids import BulkJobs
from dashboard.pages import bulk_jobs as page
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.store.jobs import CANCELLED, FAILED, FINISHED, RUNNING, STOPPED, Job
from tests.dashboard.screen import links, parts, words

NOW = datetime(2026, 11, 24, 3, 0)
OWNER = local_owner("web")
ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def job(**more: Any) -> Job:
    """Five of eight orders given to Cy, one refused."""
    spec = {"fields": {"owner": "Cy"}, "note": "new owner"}
    first = Job(
        job_id=ONE, kind="edit", actor=OWNER.name, spec=spec, state=FINISHED, total=8, done=5, failed=1,
        created_at=NOW, touched_at=NOW, finished_at=None,
    )  # fmt: skip
    return replace(first, **more)


def deeds(*jobs: Job, actor: Actor = OWNER) -> list[tuple[str, str]]:
    """The buttons' deeds and jobs, by row."""
    found = [part.to_plotly_json()["props"] for part in parts(job_table(jobs, actor, ()))]
    return [(props["data-bulk-deed"], props["data-job"]) for props in found if "data-bulk-deed" in props]


def test_a_row_tells_what_was_done_why_and_how_it_went() -> None:
    said = words(job_table([job()], OWNER, ()))
    for part in ("Nov 24, 2026, 11:00", "Owner", "new owner", "5", "8"):
        assert part in said
    assert f"/api/bulk/{ONE}/results.csv" in links(job_table([job()], OWNER, ()))


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (RUNNING, ["cancel"]),
        (FINISHED, ["undo"]),
        (CANCELLED, ["undo"]),
        (FAILED, ["resume", "undo"]),
        (STOPPED, ["resume", "undo"]),
    ],
)
def test_what_a_job_offers_follows_its_state(state: str, offered: list[str]) -> None:
    assert deeds(job(state=state)) == [(deed, str(ONE)) for deed in offered]


def test_another_person_may_neither_go_on_nor_take_back() -> None:
    assert deeds(job(state=STOPPED), actor=Actor("bo", role="staff")) == []


def test_what_was_taken_back_is_not_offered_again_while_that_can_go_on() -> None:
    back = job(job_id=TWO, kind="undo", spec={"of": str(ONE)})
    assert deeds(back, job()) == []
    assert "undone" in words(job_table([back, job()], OWNER, ())).lower()
    half = replace(back, state=FAILED)
    assert deeds(half, job()) == [("resume", str(TWO))]
    assert "half way" in words(job_table([half, job()], OWNER, ()))
    over = replace(back, state=FAILED, done=7)
    assert deeds(over, job()) == deeds(replace(back, state=CANCELLED), job()) == [("undo", str(ONE))]


def test_without_a_job_the_page_leads_to_the_orders_and_its_clock_rests(ctx: Context) -> None:
    shown, rests = listing(ctx)
    assert rests and "/orders?preset=all" in links(shown)
    ids = {getattr(part, "id", None) for part in parts(page.layout(x="y"))}
    assert {BulkJobs.REFRESH, BulkJobs.CLOCK, BulkJobs.LIST} <= ids
