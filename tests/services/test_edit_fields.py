"""Fields of an order: changed, refused, stale, taken back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, Invalid, NotAllowed, NotFound, StaleEdit
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import edit_fields
from ordertrail.services.place_order import place_order
from ordertrail.services.undo import undo
from ordertrail.store.orders import OrderView, get_order
from tests.services.landing import land_template

OWNER = local_owner("test")
ROW = "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00"


@pytest.fixture
def placed(ctx: Context) -> Context:
    land_template(ctx, ROW)
    return ctx


def order(ctx: Context, no: str = "M-1") -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def edit(ctx: Context, seen: int, wish: dict[str, Any], note: str = "", actor: Actor = OWNER) -> int:
    return edit_fields(ctx, actor, "manual", "M-1", seen, wish, note)


def test_an_edit_is_a_version_an_event_and_a_change(placed: Context) -> None:
    listener = placed.store.subscribe()
    assert edit(placed, 1, {"priority": "urgent", "tags": "vip, new", "city": "Linz"}, " asked by phone ") == 2
    found = order(placed)
    assert (found.order["priority"], found.order["tags"], found.order["city"]) == ("urgent", "vip,new", "Linz")
    assert found.order["staff_fields"] == ",city,priority,tags,"
    event = found.events[0]
    assert (event["kind"], event["note"], event["version"]) == ("edited", "asked by phone", 2)
    assert json.loads(event["detail"]) == {
        "fields": {"priority": [None, "urgent"], "tags": [None, "vip,new"], "city": [None, "Linz"]},
        "newly": ["city", "priority", "tags"],
    }
    assert [(each["no"], each["version"]) for each in listener.get(1)] == [("M-1", 2)]
    assert edit(placed, 2, {"city": "Linz"}) == 2


def test_of_two_hands_the_second_is_shown_both_values(placed: Context) -> None:
    edit(placed, 1, {"city": "Linz", "owner": "Bo"})
    edit(placed, 2, {"city": "Graz"})
    with pytest.raises(StaleEdit) as refused:
        edit(placed, 1, {"city": "Wien", "priority": "high", "owner": "Cy"})
    assert refused.value.current["version"] == 3
    assert refused.value.current["values"] == {
        "city": {"seen": "", "wished": "Wien", "present": "Graz"},
        "priority": {"seen": "", "wished": "high", "present": ""},
        "owner": {"seen": "", "wished": "Cy", "present": "Bo"},
    }
    assert order(placed).order["city"] == "Graz"


def test_of_many_at_once_one_wins(placed: Context) -> None:
    def attempt(n: int) -> str:
        try:
            edit(placed, 1, {"note": f"n{n}"})
        except StaleEdit:
            return "stale"
        return "won"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(12))) == ["stale"] * 11 + ["won"]


def test_what_is_refused_leaves_nothing(placed: Context) -> None:
    with pytest.raises(Invalid) as faulty:
        edit(placed, 1, {"city": "Linz", "promised_at": "2026-01-01", "lines": []})
    assert {path: problem.code for path, problem in faulty.value.fields.items()} == {
        "promised_at": "promised_before_placed", "lines": "goods_of_file",
    }  # fmt: skip
    with pytest.raises(Invalid):
        edit(placed, 1, {"city": "Linz"}, note="x" * 2001)
    with pytest.raises(NotAllowed):
        edit(placed, 1, {"city": "Linz"}, actor=Actor("eve", role="customer"))
    with pytest.raises(NotFound):
        edit_fields(placed, OWNER, "manual", "M-2", 1, {"city": "Linz"})
    assert order(placed).order["version"] == 1


def test_a_later_file_does_not_overwrite_what_staff_set_until_it_is_undone(placed: Context) -> None:
    edit(placed, 1, {"customer_name": "Anna"})
    assert undo(placed, OWNER, "manual", "M-1", 2) == 3
    assert (order(placed).order["customer_name"], order(placed).order["staff_fields"]) == ("Ann", None)
    land_template(placed, ROW.replace("Ann", "Anne"))
    assert order(placed).order["customer_name"] == "Anne"


def test_an_undo_is_a_version_of_its_own_and_ends_there(placed: Context) -> None:
    edit(placed, 1, {"promised_at": "2026-02-01 12:00", "priority": "high"})
    before = order(placed).order
    assert before["promised_at"] == datetime(2026, 2, 1, 4)
    undo(placed, OWNER, "manual", "M-1", 2)
    found = order(placed)
    assert found.order["priority"] is None and found.order["promised_at"] != before["promised_at"]
    event = found.events[0]
    assert (event["kind"], event["version"], json.loads(event["detail"])["undone"]) == ("undone", 3, 2)
    with pytest.raises(DomainError, match="undo_of_undo"):
        undo(placed, OWNER, "manual", "M-1", 3)


def test_only_ones_own_newest_change_is_undone(placed: Context) -> None:
    with pytest.raises(DomainError, match="undo_impossible"):
        undo(placed, OWNER, "manual", "M-1", 1)
    edit(placed, 1, {"city": "Linz"}, actor=Actor("bo", role="staff"))
    with pytest.raises(DomainError, match="undo_not_own"):
        undo(placed, OWNER, "manual", "M-1", 2)
    with pytest.raises(StaleEdit):
        undo(placed, OWNER, "manual", "M-1", 1)
    assert order(placed).order["city"] == "Linz"


def test_a_move_is_undone_with_its_stamp_and_the_files_say(placed: Context) -> None:
    before = order(placed).order
    change_status(placed, OWNER, "manual", "M-1", "shipped", 1)
    undo(placed, OWNER, "manual", "M-1", 2)
    after = order(placed).order
    assert {name: after[name] for name in ("stage", "shipped_at", "staff_stage")} == {
        "stage": "paid", "shipped_at": None, "staff_stage": before["staff_stage"],
    }  # fmt: skip
    change_status(placed, OWNER, "manual", "M-1", "preparing", 3)
    change_status(placed, OWNER, "manual", "M-1", "shipped", 4)
    undo(placed, OWNER, "manual", "M-1", 5)
    again = order(placed).order
    assert (again["stage"], again["staff_stage"]) == ("preparing", True)


# --- goods -----------------------------------------------------------------------------------------------------


@pytest.fixture
def hand(ctx: Context) -> Context:
    lines = [{"sku": "A", "name": "Cup", "quantity": "2", "unit_price": "10"}, {"name": "Box", "quantity": "1",
             "unit_price": "5", "discount": "1"}]  # fmt: skip
    charges = [{"kind": "shipping", "amount": "8"}, {"kind": "packing", "amount": "2"}]
    place_order(
        ctx, OWNER, {"channel_order_no": "M-1", "customer_name": "Ann", "lines": lines, "surcharges": charges,
                     "discount": "4"},
    )  # fmt: skip
    return ctx


def test_items_of_an_order_by_hand_are_added_up_anew_and_undone(hand: Context) -> None:
    before = order(hand)
    lines = [{"sku": "A", "name": "Cup", "quantity": "3", "unit_price": "10"}]
    assert edit(hand, 1, {"lines": lines, "discount": "0", "city": "Linz"}) == 2
    found = order(hand)
    assert [(line["name"], line["quantity"], line["amount"]) for line in found.lines] == [("Cup", 3, 30)]
    sums = {name: found.order[name] for name in ("subtotal", "shipping", "surcharge", "discount", "total")}
    assert sums == {"subtotal": 30, "shipping": 8, "surcharge": 2, "discount": 0, "total": 40}
    assert found.order["base_total"] == 40
    undo(hand, OWNER, "manual", "M-1", 2)
    after = order(hand)
    assert (after.lines, after.surcharges) == (before.lines, before.surcharges)
    own = ("version", "updated_at", "staff_fields")
    assert {k: v for k, v in after.order.items() if k not in own} == {
        k: v for k, v in before.order.items() if k not in own
    }


def test_surcharges_are_written_anew_and_the_rest_stays(hand: Context) -> None:
    edit(hand, 1, {"surcharges": [{"kind": "insurance", "amount": "3"}]})
    found = order(hand)
    assert [(each["kind"], each["amount"]) for each in found.surcharges] == [("insurance", Decimal(3))]
    assert (found.order["shipping"], found.order["surcharge"], found.order["total"]) == (None, 3, 23)
    assert len(found.lines) == 2


def test_goods_are_judged_like_a_new_order(hand: Context) -> None:
    with pytest.raises(Invalid) as faulty:
        edit(hand, 1, {"lines": [{"name": "Cup", "quantity": "0", "unit_price": "1.005"}], "customer_email": "x"})
    assert {path: problem.code for path, problem in faulty.value.fields.items()} == {
        "lines.0.quantity": "not_positive", "lines.0.unit_price": "too_many_decimals", "customer_email": "bad_email",
    }  # fmt: skip
    assert edit(hand, 1, {"lines": [{"sku": "A", "name": "Cup", "quantity": "2.0", "unit_price": "10.00"},
                                    {"name": "Box", "quantity": 1, "unit_price": 5, "discount": 1}]}) == 1  # fmt: skip
