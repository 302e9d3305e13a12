"""Entering an order: numbers, repeated questions, many clerks at once, and the same rows as a file makes."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from etl.pipeline import import_many
from ordertrail.app import open_context
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import Invalid, NotAllowed, Problem
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import put_fields
from ordertrail.services.own_lists import GROUPS, put_list
from ordertrail.services.place_order import place_order
from ordertrail.settings import Settings
from ordertrail.store.orders import OrderView, get_order

OWNER = local_owner("test")
NOW = datetime(2026, 11, 24, 3, 0, 0, 5)
LINE = {"name": "Mug", "quantity": "2", "unit_price": "10"}


@pytest.fixture
def desk(ctx: Context) -> Context:
    return replace(ctx, now=lambda: NOW)


def place(ctx: Context, **wish: Any) -> str:
    actor = wish.pop("actor", OWNER)
    channel, no = place_order(ctx, actor, {"customer_name": "Ann", "lines": [LINE], **wish})
    assert channel == "manual"
    return no


def order(ctx: Context, no: str) -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def faults(ctx: Context, **wish: Any) -> dict[str, Problem]:
    with pytest.raises(Invalid) as caught:
        place(ctx, **wish)
    return caught.value.fields


def test_an_order_stands_whole_with_its_event_and_its_change(desk: Context) -> None:
    listener = desk.store.subscribe()
    no = place(
        desk,
        customer_phone="138",
        note="<script>👩\u200d👧 مرحبا",
        surcharges=[{"kind": "packing", "amount": "1.5"}, {"kind": "shipping", "amount": "8"}],
    )
    found = order(desk, no)
    assert no == "M20261124-0001"
    assert (found.order["total"], found.order["shipping"], found.order["surcharge"]) == (
        Decimal("29.5"), Decimal(8), Decimal("1.5"),
    )  # fmt: skip
    assert (found.order["origin"], found.order["version"], found.order["note"]) == (
        "hand",
        1,
        "<script>👩\u200d👧 مرحبا",
    )
    assert found.order["promised_at"] == datetime(2026, 12, 1, 3, 0)  # the workflow's plan: seven days
    assert [(line["name"], line["amount"]) for line in found.lines] == [("Mug", Decimal(20))]
    assert [(each["kind"], each["amount"]) for each in found.surcharges] == [("packing", Decimal("1.5"))]
    assert [(each["kind"], each["to_value"], each["actor"], each["source"]) for each in found.events] == [
        ("created", "awaiting_payment", "owner", "test")
    ]
    assert [(each["no"], each["version"], each["stage"]) for each in listener.get(1)] == [(no, 1, "awaiting_payment")]


def test_numbers_count_up_within_the_day_of_placing(desk: Context) -> None:
    assert [place(desk), place(desk)] == ["M20261124-0001", "M20261124-0002"]
    assert place(desk, placed_at="2026-11-20T10:00") == "M20261120-0001"
    assert place(desk, channel_order_no="M20261124-0009") == "M20261124-0009"
    assert place(desk) == "M20261124-0010"


def test_a_number_is_taken_once(desk: Context) -> None:
    place(desk, channel_order_no="A/1")
    assert faults(desk, channel_order_no="A/1") == {"channel_order_no": Problem("number_taken", {"no": "A/1"})}
    assert desk.store.count_orders() == 1


def test_only_staff_and_managers_enter_orders(desk: Context) -> None:
    with pytest.raises(NotAllowed):
        place(desk, actor=Actor("a", role="analyst"))
    assert place(desk, actor=Actor("s", role="staff")) and place(desk, actor=Actor("m", role="manager"))


def test_a_refused_order_leaves_nothing(desk: Context) -> None:
    listener = desk.store.subscribe()
    assert set(faults(desk, lines=[], stage="done")) == {"lines", "stage"}
    assert desk.store.is_empty() and listener.get(0.01) == []


# --- the same question twice -----------------------------------------------------------------------------------


def test_a_repeated_question_makes_one_order(desk: Context) -> None:
    asked = {"request_id": str(uuid4())}
    no = place(desk, **asked)
    change_status(desk, OWNER, "manual", no, "paid", 1)
    assert place(desk, **asked) == no
    assert place(desk, request_id=asked["request_id"].upper().replace("-", "")) == no
    assert desk.store.count_orders() == 1
    assert place(desk, request_id=str(uuid4())) != no


def test_another_order_under_the_same_id_is_refused_with_the_first_ones_number(desk: Context) -> None:
    asked = {"request_id": str(uuid4())}
    no = place(desk, **asked)
    assert faults(desk, **asked, city="Rome") == {"request_id": Problem("request_reused", {"no": no})}
    assert faults(desk, request_id="me") == {"request_id": Problem("bad_value")}
    assert desk.store.count_orders() == 1


def test_a_refused_question_may_be_asked_again_mended(desk: Context) -> None:
    asked = {"request_id": str(uuid4())}
    faults(desk, **asked, city="x" * 201)
    assert place(desk, **asked, city="Rome")


# --- many clerks at once ---------------------------------------------------------------------------------------


def test_clerks_at_the_same_moment_get_a_number_each(desk: Context) -> None:
    with ThreadPoolExecutor(8) as clerks:
        numbers = list(clerks.map(lambda _: place(desk), range(24)))
    assert sorted(numbers) == [f"M20261124-{n:04d}" for n in range(1, 25)]


def test_of_clerks_with_one_number_one_wins_and_the_others_are_told(desk: Context) -> None:
    def enter(_: int) -> str:
        try:
            return place(desk, channel_order_no="X-1")
        except Invalid as refused:
            return refused.fields["channel_order_no"].code

    with ThreadPoolExecutor(8) as clerks:
        told = sorted(clerks.map(enter, range(8)))
    assert told == ["X-1"] + ["number_taken"] * 7
    assert len(order(desk, "X-1").events) == 1


def test_one_question_on_many_roads_makes_one_order(desk: Context) -> None:
    asked = {"request_id": str(uuid4())}
    with ThreadPoolExecutor(8) as clerks:
        numbers = set(clerks.map(lambda _: place(desk, **asked), range(8)))
    assert len(numbers) == desk.store.count_orders() == 1


# --- law 1: the same rows as a file ----------------------------------------------------------------------------

FILE = {
    "order_no": "H-1",
    "status": "已付款",
    "currency": "CNY",
    "placed_at": "2026-11-20 09:30:15",
    "paid_at": "2026-11-20 09:30:15",
    "promised_at": "2026-11-26 18:00",
    "customer_name": "张三",
    "customer_phone": "+86 138-0000-1234",
    "customer_email": "Zhang@example.cn",
    "country": "中国",
    "province": "广东省",
    "city": "深圳市",
    "address": "科技园 1 号",
    "postal_code": "518000",
    "sku": "S-1",
    "product": "杯子",
    "spec": "蓝",
    "quantity": "1,200",
    "unit_price": "¥12.50",
    "line_discount": "0.10",
    "order_discount": "3.00",
    "shipping": "8",
    "paid_amount": "15,021.42",
    "line_tax": "6.50",
    "company": "示例 公司",
    "segment": "校园",
    "billing_address": "账单街 2 号",
    "priority": "紧急",
    "tags": "vip， 易碎；vip",
    "owner": "李四",
    "promo_code": "NOV11",
    "return_policy": "7 天",
    "workflow": "零售",
    "楼层": "－１２.50",
    "Colour": "RED",
    "install_on": "2026年12月1日",
    "needs_fitting": "是",
    "payment_method": "微信支付",
    "note": "轻放",
}
SECOND = {"order_no": "H-1", "sku": "S-2", "product": "贴纸", "quantity": "1.5", "unit_price": "6.68"}
HAND = {
    "channel_order_no": "H-1",
    "stage": "paid",
    "currency": "CNY",
    "placed_at": "2026-11-20T09:30:15",
    "promised_at": "2026-11-26T18:00",
    **{name: FILE[name] for name in ("customer_name", "customer_phone", "customer_email", "country", "city")},
    **{name: FILE[name] for name in ("address", "postal_code", "payment_method", "note")},
    **{name: FILE[name] for name in ("company", "billing_address", "owner", "promo_code", "return_policy", "tags")},
    "segment": "campus",
    "priority": "urgent",
    "workflow": "retail",
    "custom": {"floor": "-12.5", "colour": "red", "install_on": "2026-12-01", "needs_fitting": "yes", "gate": ""},
    "region": "广东省",
    "discount": "3.00",
    "lines": [
        {
            "sku": "S-1", "name": "杯子", "spec": "蓝", "quantity": "１，２００", "unit_price": "12.5",
            "discount": "0.10", "tax": "6.5",
        },
        {"sku": "S-2", "name": "贴纸", "quantity": "1.5", "unit_price": "6.68"},
    ],
    "surcharges": [{"kind": "shipping", "amount": "8"}],
}  # fmt: skip

# Where the order came from, not what it says: hand or file, which import, which file and line.
ROAD = {"origin", "import_id", "source_file", "source_line"}


def shape(ctx: Context) -> Context:
    """The company's own fields and segment."""
    fields: list[dict[str, Any]] = [
        {"zh": "楼层", "key": "floor", "kind": "number"},
        {"zh": "颜色", "en": "Colour", "kind": "choice", "choices": ["Red", "Blue"]},
        {"zh": "安装日期", "key": "install_on", "kind": "date"},
        {"zh": "需要安装", "key": "needs_fitting", "kind": "yes_no", "required": True},
        {"zh": "门禁", "key": "gate", "kind": "text"},
    ]
    put_fields(ctx, OWNER, fields, 0)
    put_list(ctx, OWNER, GROUPS, [{"zh": "校园", "en": "Campus"}], 0)
    return ctx


def test_by_hand_and_by_file_make_the_same_rows(desk: Context, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FILE)
        writer.writeheader()
        writer.writerows([FILE, SECOND])
    other = open_context(Settings(data_dir=tmp_path / "other"))
    try:
        report = import_many(shape(replace(other, now=lambda: NOW)), OWNER, [path])[0]
        assert (report.orders["new"], report.rows["held"]) == (1, 0), report.problems
        by_file = order(other, "H-1")
    finally:
        other.store.close()
    by_hand = order(shape(desk), place(desk, **HAND))
    assert by_hand.order["total"] == Decimal("15021.42")  # 15000 - 0.10 + 10.02 + 8 + 6.50 - 3
    assert (by_hand.order["tax"], by_hand.lines[0]["tax"], by_hand.order["tags"]) == (
        Decimal("6.5"), Decimal("6.5"), "vip,易碎",
    )  # fmt: skip
    assert by_hand.order["custom"] == (
        '{"colour":"Red","floor":"-12.5","install_on":"2026-12-01","needs_fitting":"yes"}'
    )
    assert by_hand.lines == by_file.lines
    assert by_hand.surcharges == by_file.surcharges == []
    differing = {name for name in by_hand.order if by_hand.order[name] != by_file.order[name]}
    assert differing == ROAD
