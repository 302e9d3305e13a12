"""Many orders at once: done, refused one by one, cancelled, killed half way, taken back."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from ordertrail.analytics.filters import Filters
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, Invalid, NotAllowed
from ordertrail.domain.workflow import workflow_json
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.services import bulk_edit
from ordertrail.services.bulk_edit import AllThatMatch, Some, cancel_bulk, find_job, start_bulk, undo_bulk
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import edit_fields
from ordertrail.services.resume_bulk import resume_bulk
from ordertrail.services.shape_workflow import save_workflow
from ordertrail.store.job_targets import kept_targets
from ordertrail.store.jobs import Job, read_results
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.tables import orders
from tests.services.landing import land_template

OWNER = local_owner("test")
ALL = AllThatMatch(Filters())
COUNT = 12


@pytest.fixture
def many(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Orders M-00 to M-11 in chunks of five, the last one cancelled already."""
    monkeypatch.setattr(bulk_edit, "CHUNK", 5)
    stages = ["paid"] * (COUNT - 1) + ["cancelled"]
    land_template(ctx, *(f"M-{n:02},{stage},CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00" for n, stage in enumerate(stages)))
    return ctx


def order(ctx: Context, no: str) -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def ended(ctx: Context, job: Job) -> Job:
    for thread in threading.enumerate():
        if thread.name == f"bulk-{job.job_id}":
            thread.join(30)
    return find_job(ctx, job.job_id)


def outcomes(ctx: Context, job: Job) -> dict[str, str]:
    with ctx.store.read() as connection:
        found, total = read_results(connection, job.job_id)
    assert total == len(found)
    return {each.target.no: each.outcome for each in found}


def run(ctx: Context, spec: dict[str, Any], scope: Any = ALL, note: str = "") -> Job:
    return ended(ctx, start_bulk(ctx, OWNER, scope, spec, note))


def test_each_order_gets_a_version_an_event_a_change_and_a_result(many: Context) -> None:
    listener = many.store.subscribe()
    job = run(many, {"fields": {"priority": "high", "tags_add": "spring, vip"}}, note="sale")
    assert (job.state, job.total, job.done, job.failed) == ("finished", COUNT, COUNT, 0)
    assert set(outcomes(many, job).values()) == {"done"}
    found = order(many, "M-07")
    assert (found.order["version"], found.order["priority"], found.order["tags"]) == (2, "high", "spring,vip")
    assert found.order["staff_fields"] == ",priority,tags,"
    event = found.events[0]
    assert (event["kind"], event["version"], event["note"], event["actor"]) == ("edited", 2, "sale", "owner")
    assert json.loads(event["detail"])["fields"] == {"priority": [None, "high"], "tags": [None, "spring,vip"]}
    assert "spring,vip" in found.order["search"]
    told: list[dict[str, Any]] = []
    while len(told) < COUNT and (more := listener.get(5)):
        told += more
    assert Counter(each["version"] for each in told) == {2: COUNT}


def test_a_filter_says_which_orders(many: Context) -> None:
    job = run(many, {"fields": {"owner": "Bo"}}, AllThatMatch(Filters(q="M-03")))
    assert outcomes(many, job) == {"M-03": "done"}
    model = {"channel_order_no": {"filterType": "text", "type": "endsWith", "filter": "1"}}
    job = run(many, {"fields": {"owner": "Cy"}}, AllThatMatch(Filters(), model))
    assert set(outcomes(many, job)) == {"M-01", "M-11"}


def test_what_the_workflow_forbids_is_refused_order_by_order(many: Context) -> None:
    change_status(many, OWNER, "manual", "M-02", "shipped", 1)
    job = run(many, {"stage": "preparing"})
    assert (job.done, job.failed) == (10, 2)
    found = outcomes(many, job)
    assert {no: code for no, code in found.items() if code != "done"} == {
        "M-02": "invalid_move", "M-11": "invalid_move",
    }  # fmt: skip
    assert order(many, "M-02").order["stage"] == "shipped"
    assert run(many, {"stage": "preparing"}).done == 10
    assert order(many, "M-01").order["version"] == 2


def test_a_stale_edit_among_many_is_refused_alone(many: Context) -> None:
    edit_fields(many, OWNER, "manual", "M-01", 1, {"city": "Linz"})
    seen = Some([("manual", "M-00", 1), ("manual", "M-01", 1), ("manual", "M-02", 1), ("manual", "none", 1)])
    job = run(many, {"fields": {"priority": "low"}}, seen)
    assert outcomes(many, job) == {
        "M-00": "done", "M-01": "stale_edit", "M-02": "done", "none": "no_such_order",
    }  # fmt: skip
    assert order(many, "M-01").order["priority"] is None


def test_a_fault_of_one_order_is_its_own_and_one_of_all_stops_the_beginning(many: Context) -> None:
    land_template(many, "M-99,paid,CNY,2026-05-01 10:30:00,Ann,Cup,2,50.00")
    job = run(many, {"fields": {"promised_at": "2026-03-01"}})
    assert {no: code for no, code in outcomes(many, job).items() if code != "done"} == {
        "M-99": "promised_before_placed"
    }
    for spec in ({"fields": {"priority": "soon"}}, {"fields": {}}, {"fields": {"city": "x"}}):
        with pytest.raises(Invalid):
            start_bulk(many, OWNER, ALL, spec)
    with pytest.raises(DomainError, match="unknown_stage"):
        start_bulk(many, OWNER, ALL, {"stage": "flown"})
    with pytest.raises(DomainError, match="nothing_selected"):
        start_bulk(many, OWNER, AllThatMatch(Filters(q="nothing like it")), {"stage": "shipped"})
    with pytest.raises(NotAllowed):
        start_bulk(many, Actor("eve", role="customer"), ALL, {"stage": "shipped"})


def test_many_reopened_orders_are_not_cancelled_any_more(many: Context) -> None:
    flow = workflow_json(RETAIL)
    for stage in flow["stages"]:
        if stage["code"] == "cancelled":
            stage["moves"] = ["hold"]
        if stage["code"] == "hold":
            stage["requires"] = ["paid_in_full"]
    save_workflow(many, OWNER, flow, 0)
    ended(many, start_bulk(many, OWNER, ALL, {"stage": "cancelled"}))
    assert order(many, "M-00").order["cancelled_at"] is not None
    unpaid = ended(many, start_bulk(many, OWNER, ALL, {"stage": "hold"}))
    assert (unpaid.state, set(outcomes(many, unpaid).values())) == ("finished", {"needed_for_paid_in_full"})
    many.store.run(lambda uow: uow.connection.execute(update(orders).values(paid=orders.c.total)))
    assert ended(many, start_bulk(many, OWNER, ALL, {"stage": "hold"})).done == COUNT
    assert order(many, "M-00").order["cancelled_at"] is None


def test_a_job_is_undone_where_nothing_newer_stands(many: Context) -> None:
    before = {no: order(many, no).order for no in ("M-00", "M-05")}
    job = run(many, {"stage": "shipped"})
    edit_fields(many, OWNER, "manual", "M-03", 2, {"city": "Linz"})
    with pytest.raises(DomainError, match="undo_not_own"):
        undo_bulk(many, Actor("bo", role="staff"), job.job_id)
    back = ended(many, undo_bulk(many, OWNER, job.job_id))
    assert (back.state, back.total, back.done, back.failed) == ("finished", 11, 10, 1)
    assert [no for no, code in outcomes(many, back).items() if code != "done"] == ["M-03"]
    for no, kept in before.items():
        found = order(many, no)
        assert found.events[0]["kind"] == "undone"
        own = ("version", "updated_at")
        assert {k: v for k, v in found.order.items() if k not in own} == {k: v for k, v in kept.items() if k not in own}
    for again in (job, back):
        with pytest.raises(DomainError, match=r"job_undone|undo_of_undo"):
            undo_bulk(many, OWNER, again.job_id)


def test_a_job_is_cancelled_between_two_chunks(many: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def pause(_seconds: float) -> None:
        reached.set()
        assert go_on.wait(30)

    monkeypatch.setattr(bulk_edit.time, "sleep", pause)
    job = start_bulk(many, OWNER, ALL, {"fields": {"owner": "Bo"}})
    assert reached.wait(30)
    assert find_job(many, job.job_id).done == 5
    with pytest.raises(DomainError, match="job_running"):
        undo_bulk(many, OWNER, job.job_id)
    assert cancel_bulk(many, OWNER, job.job_id).state == "cancelling"
    # While it stands there others are not kept waiting.
    assert edit_fields(many, OWNER, "manual", "M-11", _version(many, "M-11"), {"city": "Linz"}) >= 2
    go_on.set()
    after = ended(many, job)
    assert (after.state, after.done, len(outcomes(many, job))) == ("cancelled", 5, 5)
    with pytest.raises(DomainError, match="job_not_running"):
        cancel_bulk(many, OWNER, job.job_id)


def _version(ctx: Context, no: str) -> int:
    return int(order(ctx, no).order["version"])


class _Killed(BaseException):
    """As if the process were gone: nothing below catches it."""


def test_a_job_killed_half_way_is_found_stopped_with_what_is_done_kept(
    many: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = iter([None, None])

    def die(_seconds: float) -> None:
        if next(chunks, "end") == "end":
            raise _Killed

    monkeypatch.setattr(bulk_edit.time, "sleep", die)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    job = ended(many, start_bulk(many, OWNER, ALL, {"fields": {"owner": "Bo"}}))
    assert (job.state, job.done) == ("running", COUNT)
    monkeypatch.setattr(bulk_edit.time, "sleep", lambda _: (_ for _ in ()).throw(_Killed))
    job = ended(many, start_bulk(many, OWNER, ALL, {"fields": {"owner": "Cy"}}))
    assert (job.state, job.done) == ("running", 5)
    later = replace(many, now=lambda: datetime.max.replace(year=2100) + timedelta())
    assert find_job(later, job.job_id).state == "stopped"
    changed = [no for no in (f"M-{n:02}" for n in range(COUNT)) if order(many, no).order["owner"] == "Cy"]
    assert len(changed) == 5 and set(changed) == set(outcomes(many, job))
    back = ended(later, undo_bulk(later, OWNER, job.job_id))
    assert (back.done, back.failed) == (5, 0)
    assert all(order(many, no).order["owner"] == "Bo" for no in changed)


def stopped(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> tuple[Context, Job]:
    """A job whose process died after its first chunk, and the time at which that is seen."""

    def die(_seconds: float) -> None:
        raise _Killed

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(bulk_edit.time, "sleep", die)
    job = ended(ctx, start_bulk(ctx, OWNER, ALL, {"fields": {"owner": "Cy"}}, "new owner"))
    monkeypatch.setattr(bulk_edit.time, "sleep", lambda _: None)
    return replace(ctx, now=lambda: job.touched_at + timedelta(minutes=5)), job


def test_a_stopped_job_goes_on_where_it_stood_and_does_no_order_twice(
    many: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DomainError, match="job_not_stopped"):
        resume_bulk(many, OWNER, run(many, {"fields": {"owner": "Bo"}}).job_id)
    later, job = stopped(many, monkeypatch)
    assert (find_job(later, job.job_id).state, job.done) == ("stopped", 5)
    changed = next(no for no in (f"M-{n:02}" for n in range(COUNT)) if order(many, no).order["owner"] == "Bo")
    edit_fields(many, OWNER, "manual", changed, 2, {"owner": "Di"})
    with pytest.raises(DomainError, match="resume_not_own"):
        resume_bulk(later, Actor("bo", role="staff"), job.job_id)
    whole = ended(later, resume_bulk(later, OWNER, job.job_id))
    assert (whole.state, whole.done, whole.failed) == ("finished", COUNT - 1, 1)
    found = {no: order(many, no) for no in outcomes(many, job)}
    assert len(found) == COUNT and {each.order["version"] for each in found.values()} == {3}
    assert outcomes(many, job)[changed] == "stale_edit" and found.pop(changed).order["owner"] == "Di"
    assert {each.order["owner"] for each in found.values()} == {"Cy"}
    assert {each.events[0]["note"] for each in found.values()} == {"new owner"}
    with many.store.read() as connection:
        assert kept_targets(connection, job.job_id) == []


def test_who_still_works_on_a_job_that_another_took_over_gives_way(
    many: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = threading.Event()

    def stall(_seconds: float) -> None:
        taken.wait(30)

    monkeypatch.setattr(bulk_edit.time, "sleep", stall)
    job = start_bulk(many, OWNER, ALL, {"fields": {"owner": "Cy"}})
    slow = next(each for each in threading.enumerate() if each.name == f"bulk-{job.job_id}")
    while (now := find_job(many, job.job_id)).done < 5:
        pass
    later = replace(many, now=lambda: now.touched_at + timedelta(minutes=5))
    resumed = resume_bulk(later, OWNER, job.job_id)
    taken.set()
    slow.join(30)
    assert ended(later, resumed).done == COUNT
    assert {order(many, no).order["version"] for no in outcomes(many, job)} == {2}


def test_an_undo_that_stopped_goes_on_and_a_job_that_is_undone_does_not(
    many: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, job = stopped(many, monkeypatch)
    ended(later, undo_bulk(later, OWNER, job.job_id))
    with pytest.raises(DomainError, match="job_undone"):
        resume_bulk(later, OWNER, job.job_id)
    whole = run(many, {"fields": {"owner": "Ed"}})
    monkeypatch.setattr(bulk_edit.time, "sleep", lambda _: (_ for _ in ()).throw(_Killed))
    back = ended(many, undo_bulk(many, OWNER, whole.job_id))
    assert back.done == 5
    monkeypatch.setattr(bulk_edit.time, "sleep", lambda _: None)
    much_later = replace(many, now=lambda: back.touched_at + timedelta(minutes=5))
    with pytest.raises(DomainError, match="undo_unfinished"):
        undo_bulk(much_later, OWNER, whole.job_id)
    assert ended(much_later, resume_bulk(much_later, OWNER, back.job_id)).done == COUNT
    assert {order(many, f"M-{n:02}").order["owner"] for n in range(COUNT)} == {None}


def test_a_chunk_that_cannot_be_written_leaves_neither_orders_nor_results(
    many: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bulk_edit, "add_results", fail)
    job = run(many, {"fields": {"owner": "Bo"}})
    assert (job.state, job.done, outcomes(many, job)) == ("failed", 0, {})
    assert order(many, "M-00").order["version"] == 1
