"""Moves of an order: allowed, refused, stale, and at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, Invalid, InvalidMove, NotAllowed, NotFound, StaleEdit
from ordertrail.domain.workflow import workflow_json
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.deliver_parcel import deliver_parcel
from ordertrail.services.record_payment import record_payment
from ordertrail.services.shape_workflow import add_template, remove_workflow, save_workflow, set_default
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.services.undo import undo
from ordertrail.store.orders import OrderView, get_order
from tests.services.landing import land_template

OWNER = local_owner("test")


@pytest.fixture
def placed(ctx: Context) -> Context:
    land_template(ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    return ctx


def order(ctx: Context) -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", "M-1")
    assert found is not None
    return found


def move(ctx: Context, to_stage: str, seen: int, **more: Any) -> int:
    return change_status(ctx, more.pop("actor", OWNER), "manual", "M-1", to_stage, seen, **more)


def test_a_move_writes_version_stamp_event_and_change(placed: Context) -> None:
    listener = placed.store.subscribe()
    assert move(placed, "shipped", 1, note="  by van  ") == 2
    after = order(placed)
    assert (after.order["stage"], after.order["version"]) == ("shipped", 2)
    assert after.order["shipped_at"] is not None
    event = after.events[0]
    assert (event["kind"], event["from_value"], event["to_value"], event["note"]) == (
        "stage_changed", "paid", "shipped", "by van",
    )  # fmt: skip
    assert (event["version"], event["actor"], event["source"]) == (2, "owner", "test")
    assert [(change["no"], change["version"], change["stage"]) for change in listener.get(1)] == [("M-1", 2, "shipped")]


def test_an_order_that_leaves_its_end_is_not_closed_any_more_and_an_undo_closes_it_again(placed: Context) -> None:
    for seen, stage in enumerate(("shipped", "delivered", "done"), 1):
        move(placed, stage, seen)
    closed = order(placed).order
    assert closed["closed_at"] is not None
    move(placed, "exception", 4)
    assert order(placed).order["closed_at"] is None
    undo(placed, OWNER, "manual", "M-1", 5)
    assert order(placed).order["closed_at"] == closed["closed_at"]
    move(placed, "exception", 6)
    move(placed, "preparing", 7, note="sent to the wrong house")
    again = order(placed).order
    assert (again["shipped_at"], again["delivered_at"]) == (None, None)
    move(placed, "cancelled", 8)
    assert order(placed).order["cancelled_at"] is not None


def test_parcels_say_when_goods_left_and_arrived_whatever_the_stage(placed: Context) -> None:
    half = {"lines": [{"line_no": 1, "quantity": "1"}]}
    ship_parcel(placed, OWNER, "manual", "M-1", 1, half)
    for seen, stage in enumerate(("shipped", "delivered"), 2):
        move(placed, stage, seen)
    under_way = order(placed)
    assert (under_way.order["shipped_at"], under_way.order["delivered_at"]) == (None, None)
    ship_parcel(placed, OWNER, "manual", "M-1", 4, half)
    for seen, parcel in enumerate(order(placed).parcels, 5):
        deliver_parcel(placed, OWNER, "manual", "M-1", seen, parcel["shipment_id"], {})
    arrived = order(placed)
    assert arrived.order["delivered_at"] == max(parcel["delivered_at"] for parcel in arrived.parcels)
    move(placed, "exception", 7)
    move(placed, "preparing", 8)
    assert order(placed).order["delivered_at"] == arrived.order["delivered_at"]


def test_a_stale_move_is_refused_with_the_present_state(placed: Context) -> None:
    move(placed, "preparing", 1)
    with pytest.raises(StaleEdit) as refusal:
        move(placed, "cancelled", 1)
    assert (refusal.value.current["version"], refusal.value.current["stage"]) == (2, "preparing")
    assert len(order(placed).events) == 2


def test_moves_that_the_workflow_lacks(placed: Context) -> None:
    with pytest.raises(InvalidMove):
        move(placed, "done", 1)
    with pytest.raises(DomainError, match="unknown_stage"):
        move(placed, "flown", 1)
    with pytest.raises(NotFound):
        change_status(placed, OWNER, "manual", "M-2", "shipped", 1)
    with pytest.raises(NotAllowed):
        move(placed, "shipped", 1, actor=Actor("eve", role="customer"))
    assert order(placed).order["version"] == 1


def test_of_many_at_once_one_wins(placed: Context) -> None:
    def attempt(_: int) -> str:
        try:
            move(placed, "preparing", 1)
        except StaleEdit:
            return "stale"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    assert sorted(outcomes) == ["stale"] * 15 + ["won"]
    assert [event["version"] for event in order(placed).events] == [2, 1]


def test_a_stamp_that_is_known_is_kept(placed: Context) -> None:
    move(placed, "shipped", 1)
    first = order(placed).order["shipped_at"]
    move(placed, "exception", 2)
    move(placed, "shipped", 3)
    assert order(placed).order["shipped_at"] == first


def test_a_stage_may_ask_for_cells_which_come_with_the_move(ctx: Context) -> None:
    shape = workflow_json(RETAIL)
    shape["stages"][3]["requires"] = ["tracking_no", "carrier"]
    save_workflow(ctx, OWNER, shape, 0)
    land_template(ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    with pytest.raises(Invalid) as refusal:
        move(ctx, "shipped", 1)
    assert set(refusal.value.fields) == {"tracking_no", "carrier"}
    with pytest.raises(Invalid) as refusal:
        move(ctx, "shipped", 1, fields={"tracking_no": "SF1", "version": "9"})
    assert set(refusal.value.fields) == {"fields.version"}
    assert move(ctx, "shipped", 1, fields={"tracking_no": " SF1 ", "carrier": "SF"}, note="n") == 2
    after = order(ctx)
    told = ("stage", "tracking_no", "carrier", "staff_stage", "staff_fields")
    assert [after.order[name] for name in told] == ["shipped", "SF1", "SF", True, ",carrier,tracking_no,"]
    assert after.order["shipped_at"] is not None and len(after.events) == 2
    assert "sf1" in after.order["search"]


def test_a_stage_may_be_for_some_roles_only(ctx: Context) -> None:
    shape = workflow_json(RETAIL)
    shape["stages"][2]["roles"] = ["manager"]
    save_workflow(ctx, OWNER, shape, 0)
    land_template(ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    with pytest.raises(NotAllowed):
        move(ctx, "preparing", 1, actor=Actor("li", "staff"))
    assert move(ctx, "preparing", 1, actor=Actor("wang", "manager")) == 2


def test_shaping_is_stale_after_another_hand_and_seen_at_once(ctx: Context) -> None:
    shape = workflow_json(RETAIL)
    shape["stages"][2]["zh"] = "拣货"
    assert save_workflow(ctx, OWNER, shape, 0) == 1
    assert ctx.workflows().stage("preparing").zh == "拣货"
    with pytest.raises(StaleEdit):
        save_workflow(ctx, OWNER, workflow_json(RETAIL), 0)
    assert add_template(ctx, OWNER, "b2b", 1) == 2
    assert ctx.workflows().of("b2b").stage("preparing").zh == "拣货"
    with pytest.raises(DomainError):
        add_template(ctx, OWNER, "b2b", 2)
    assert set_default(ctx, OWNER, "b2b", 2) == 3
    assert remove_workflow(ctx, OWNER, "b2b", 3) == 4
    assert (len(ctx.workflows().all), ctx.workflows().default) == (1, "retail")
    with pytest.raises(NotAllowed):
        save_workflow(ctx, Actor("li", "staff"), shape, 4)


@pytest.mark.parametrize(
    ("note", "problem"),
    [("a\x00b", "unprintable"), ("a\x1b[2J", "unprintable"), ("a\ud800", "unprintable"), ("x" * 2001, "too_long")],
)
def test_a_note_that_cannot_be_kept_is_refused_at_its_field(placed: Context, note: str, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        move(placed, "preparing", 1, note=note)
    assert {path: each.code for path, each in refusal.value.fields.items()} == {"note": problem}
    assert order(placed).order["version"] == 1


def test_a_note_may_have_several_lines(placed: Context) -> None:
    move(placed, "preparing", 1, note=" by van\r\n\tnot by train\n")
    assert order(placed).events[0]["note"] == "by van\n\tnot by train"


def test_paid_in_full_looks_at_what_stayed(ctx: Context) -> None:
    shape = workflow_json(RETAIL)
    shape["stages"][2]["requires"] = ["paid_in_full"]
    save_workflow(ctx, OWNER, shape, 0)
    land_template(ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")

    def pay(version: int, **wish: object) -> int:
        return record_payment(ctx, OWNER, "manual", "M-1", version, wish)

    with pytest.raises(Invalid):
        move(ctx, "preparing", 1)
    version = pay(pay(1, kind="payment", amount="100"), kind="refund", amount="100")
    with pytest.raises(Invalid):
        move(ctx, "preparing", version)
    assert move(ctx, "preparing", pay(version, kind="payment", amount="100")) == version + 2


def test_the_past_keeps_the_names_of_stages_that_are_gone(placed: Context) -> None:
    add_template(placed, OWNER, "b2b", 0)
    remove_workflow(placed, OWNER, "b2b", 1)
    known = placed.workflows()
    assert not known.has("settling")
    assert (known.label("settling", "en"), known.label("settling", "zh")) == ("Awaiting settlement", "待回款")
    assert "shipped" not in [stage.code for stage in known.former]
    with pytest.raises(DomainError, match="unknown_stage"):
        move(placed, "settling", 1)
    add_template(placed, OWNER, "b2b", 2)
    assert placed.workflows().former == ()
