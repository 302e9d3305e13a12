"""An order typed by hand: its sums, its defaults, and all its faults at once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.entry import Desk, Entry, check_entry
from ordertrail.domain.entry_goods import add_up, line_gross
from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.workflow import Workflows
from ordertrail.domain.workflow_templates import B2B, RETAIL

NOW = datetime(2026, 11, 24, 17, 0, 30, 999)  # one in the morning of the 25th in Shanghai
CURRENCIES = {"CNY", "USD", "JPY", "GBP", "XAF"}
LINE = {"name": "Mug", "quantity": "2", "unit_price": "10"}


def check(base: str = "CNY", **wish: Any) -> Entry:
    desk = Desk(NOW, ZoneInfo("Asia/Shanghai"), base, CURRENCIES)
    return check_entry({"customer_name": "Ann", "lines": [LINE], **wish}, desk)


def faults(**wish: Any) -> dict[str, Problem]:
    with pytest.raises(Invalid) as caught:
        check(**wish)
    return caught.value.fields


def codes(**wish: Any) -> dict[str, str]:
    return {path: problem.code for path, problem in faults(**wish).items()}


# --- sums ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "gross"),
    [
        ("3", "19.99", "CNY", "59.97"), ("1.5", "3.33", "CNY", "5.00"), ("0.333", "0.03", "CNY", "0.01"),
        ("0.5", "0.01", "CNY", "0.01"), ("2.5", "3", "JPY", "8"), ("0.001", "1.25", "KWD", "0.001"),
        ("1000000", "99999999.99", "USD", "99999999990000.00"),
    ],
)  # fmt: skip
def test_a_line_is_rounded_half_up_to_the_coin(quantity: str, price: str, currency: str, gross: str) -> None:
    assert str(line_gross(Decimal(quantity), Decimal(price), currency)) == gross


def test_sums_hold_shipping_apart_from_the_other_charges() -> None:
    entry = check(
        lines=[LINE, {"sku": "S", "quantity": "1.5", "unit_price": "3.33", "discount": "0.50"}],
        surcharges=[
            {"kind": "shipping", "amount": "5"},
            {"kind": "packing", "amount": "1.20"},
            {"kind": "other", "amount": "0.30"},
        ],
        discount="4.5",
    )
    assert [line["amount"] for line in entry.lines] == [Decimal("20.00"), Decimal("4.50")]
    found = {name: entry.order[name] for name in ("subtotal", "shipping", "surcharge", "discount", "total", "paid")}
    assert found == {
        "subtotal": Decimal("24.50"),
        "shipping": Decimal(5),
        "surcharge": Decimal("1.50"),
        "discount": Decimal("4.5"),
        "total": Decimal("26.50"),
        "paid": None,
    }
    assert entry.surcharges == [
        {"kind": "packing", "amount": Decimal("1.20")},
        {"kind": "other", "amount": Decimal("0.30")},
    ]


def test_what_was_not_named_stays_empty() -> None:
    totals = add_up([{"amount": Decimal(3)}], [], None)
    assert (totals.shipping, totals.surcharge, totals.discount, totals.total) == (None, None, None, Decimal(3))


# --- what is taken for empty -----------------------------------------------------------------------------------


def test_defaults() -> None:
    entry = check()
    order = entry.order
    assert (order["channel"], order["channel_order_no"], order["stage"]) == ("manual", None, "awaiting_payment")
    assert (order["currency"], order["country"], order["promised_at"]) == ("CNY", None, None)
    assert order["placed_at"] == datetime(2026, 11, 24, 17, 0, 30)
    assert entry.day == date(2026, 11, 25)
    assert order["followed_to"] == "delivered"


def test_an_order_that_starts_as_paid_was_paid_in_full_when_placed() -> None:
    order = check(stage="paid", placed_at="2026-11-20T09:00").order
    assert order["paid"] == order["total"] == Decimal(20)
    assert order["paid_at"] == order["placed_at"] == datetime(2026, 11, 20, 1, 0)


def test_empty_lines_are_passed_over_and_the_others_keep_their_paths() -> None:
    empty = {"sku": " ", "name": "", "quantity": None}
    entry = check(lines=[empty, LINE, {}, LINE])
    assert [line["line_no"] for line in entry.lines] == [1, 2]
    assert set(faults(lines=[empty, {**LINE, "unit_price": "x"}])) == {"lines.1.unit_price"}


@pytest.mark.parametrize(
    ("country", "region", "found"),
    [
        ("中国", "广东", ("CN", "CN-44")), ("china", "Sichuan", ("CN", "CN-51")), ("CN", "CN-11", ("CN", "CN-11")),
        ("Hong Kong", "", ("HK", "CN-HK")), ("US", "California", ("US", "US-CA")), ("", "", (None, None)),
    ],
)  # fmt: skip
def test_places_by_any_known_name(country: str, region: str, found: tuple[str | None, str | None]) -> None:
    order = check(country=country, region=region).order
    assert (order["country"], order["region"]) == found
    assert order["region_text"] == (region or None)


# --- what the company shaped ------------------------------------------------------------------------------------


def test_the_tax_of_the_lines_is_the_orders() -> None:
    entry = check(lines=[{**LINE, "tax": "1.30"}, {**LINE, "tax": ""}, {**LINE, "tax": "0.7"}], discount="2")
    assert [line["tax"] for line in entry.lines] == [Decimal("1.30"), None, Decimal("0.7")]
    assert (entry.order["subtotal"], entry.order["tax"], entry.order["total"]) == (60, Decimal("2.0"), Decimal("60.0"))
    assert check().order["tax"] is None
    assert codes(lines=[{**LINE, "tax": "-1"}, {**LINE, "tax": "0.125"}]) == {
        "lines.0.tax": "negative",
        "lines.1.tax": "too_many_decimals",
    }


def test_the_further_columns_are_kept_as_they_were_typed() -> None:
    texts = {"company": "=CMD()", "billing_address": "مرحبا", "owner": "李", "promo_code": "X", "return_policy": "👍"}
    order = check(**texts, segment="vip", priority="high", tags=" a；b,a ").order
    assert {name: order[name] for name in texts} == texts
    assert (order["segment"], order["priority"], order["tags"]) == ("vip", "high", "a,b")
    empty = check().order
    assert {empty[name] for name in (*texts, "segment", "priority", "tags", "workflow", "custom")} == {None}


def test_only_what_is_there_can_be_chosen() -> None:
    assert codes(
        segment="nobody", priority="x", workflow="x", stage="x", surcharges=[{"kind": "x", "amount": "1"}]
    ) == {
        "segment": "unknown_segment",
        "priority": "unknown_priority",
        "workflow": "unknown_workflow",
        "surcharges.0.kind": "unknown_surcharge",
    }
    assert codes(tags=",".join(map(str, range(21)))) == {"tags": "too_many_tags"}
    assert codes(tags="x" * 41) == {"tags": "tag_too_long"}


def test_a_workflow_says_how_an_order_may_start() -> None:
    desk = Desk(NOW, ZoneInfo("Asia/Shanghai"), "CNY", CURRENCIES, workflows=Workflows((RETAIL, B2B), "b2b"))
    wish = {"customer_name": "Ann", "lines": [LINE]}
    order = check_entry(wish, desk).order
    assert (order["workflow"], order["stage"], order["paid"]) == ("b2b", B2B.starts[0], None)
    retail = check_entry({**wish, "workflow": "retail", "stage": "paid"}, desk).order
    assert (retail["workflow"], retail["paid"]) == ("retail", Decimal(20))
    with pytest.raises(Invalid) as refused:
        check_entry({**wish, "stage": "paid"}, desk)
    assert set(refused.value.fields) == {"stage"}


def test_own_fields_are_asked_for_where_the_wish_speaks_of_them() -> None:
    fields = (CustomField("floor", en="Floor", kind="number", required=True), CustomField("gate", en="Gate"))
    desk = Desk(NOW, ZoneInfo("Asia/Shanghai"), "CNY", CURRENCIES, fields=fields)
    wish = {"customer_name": "Ann", "lines": [LINE]}
    assert check_entry({**wish, "custom": {"floor": "2.50"}}, desk).order["custom"] == '{"floor":"2.5"}'
    assert check_entry(wish, desk).order["custom"] is None
    with pytest.raises(Invalid) as refused:
        check_entry({**wish, "custom": {"nope": "x"}}, desk)
    assert {path: each.code for path, each in refused.value.fields.items()} == {
        "custom.floor": "required",
        "custom.nope": "unknown_field",
    }


# --- faults ----------------------------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_at_its_field() -> None:
    found = codes(
        channel_order_no="a//b",
        stage="shipped",
        currency="ZZZ",
        placed_at="2026-11-25T01:01",
        promised_at="soon",
        customer_name="",
        customer_email="ann@home",
        country="Atlantis",
        note="\x07",
        discount="-1",
        city="x" * 201,
        lines=[{"quantity": "0"}, {"name": "x", "quantity": "1.0001", "unit_price": "1", "discount": "2"}],
        surcharges=[{"kind": "tip", "amount": "1"}, {"kind": "packing"}],
    )
    assert found == {
        "channel_order_no": "bad_order_no",
        "stage": "unknown_start",
        "currency": "unknown_currency",
        "placed_at": "placed_in_future",
        "promised_at": "bad_time",
        "customer_name": "name_or_phone",
        "customer_email": "bad_email",
        "country": "unknown_country",
        "note": "unprintable",
        "discount": "negative",
        "city": "too_long",
        "lines.0.name": "required",
        "lines.0.quantity": "not_positive",
        "lines.0.unit_price": "required",
        "lines.1.quantity": "too_many_decimals",
        "surcharges.0.kind": "unknown_surcharge",
        "surcharges.1.amount": "required",
    }


def test_a_phone_alone_names_the_customer() -> None:
    assert check(customer_name=" ", customer_phone="138 0000").order["customer_phone"] == "138 0000"


def test_an_unknown_province_of_china_is_refused_and_any_region_elsewhere_taken() -> None:
    assert codes(country="CN", region="Narnia") == {"region": "unknown_region"}
    assert check(country="GB", region="Narnia").order["region_text"] == "Narnia"


def test_the_promise_lies_after_the_placing() -> None:
    assert codes(promised_at="2026-11-25T01:00:29") == {"promised_at": "promised_before_placed"}
    assert check(promised_at="2026-11-25T01:00:30").order["promised_at"] == datetime(2026, 11, 24, 17, 0, 30)


def test_an_order_has_between_one_and_two_hundred_lines() -> None:
    assert codes(lines=[]) == {"lines": "no_lines"}
    assert faults(lines=[LINE] * 201) == {"lines": Problem("too_many", {"limit": 200})}
    assert len(check(lines=[LINE] * 200).lines) == 200


def test_discounts_stay_within_what_they_lower() -> None:
    line = {"name": "x", "quantity": "1.5", "unit_price": "3.33", "discount": "5.01"}
    assert faults(lines=[line]) == {"lines.0.discount": Problem("discount_too_large", {"limit": "5.00"})}
    assert check(lines=[{**line, "discount": "5.00"}]).order["total"] == 0
    charged = [{"kind": "packing", "amount": "1"}]
    assert faults(discount="21.01", surcharges=charged) == {
        "discount": Problem("discount_too_large", {"limit": "21.00"})
    }
    assert check(discount="21", surcharges=charged).order["total"] == 0


def test_amounts_keep_to_the_coins_of_their_currency() -> None:
    yen = {**LINE, "unit_price": "10.5"}
    assert codes(currency="JPY", lines=[yen]) == {"lines.0.unit_price": "no_decimals"}
    assert codes(lines=[{**LINE, "unit_price": "1.234"}]) == {"lines.0.unit_price": "too_many_decimals"}


def test_an_unknown_currency_blames_no_amount() -> None:
    assert codes(currency="YEN", lines=[{**LINE, "unit_price": "1.234"}]) == {"currency": "unknown_currency"}


def test_sums_fit_the_store_in_their_own_and_in_the_base_currency() -> None:
    huge = {"name": "x", "quantity": "1000000", "unit_price": "99999999.99"}
    assert check(lines=[huge]).order["total"] == Decimal("99999999990000.00")
    assert codes(lines=[{**huge, "unit_price": "100000001"}]) == {"lines.0.amount": "too_large"}
    assert codes(lines=[huge, huge]) == {"total": "too_large"}
    assert codes(currency="GBP", lines=[huge]) == {"total": "too_large"}
    assert check(base="GBP", lines=[huge]).order["currency"] == "GBP"
    assert check(currency="XAF", lines=[huge]).order["currency"] == "XAF"


@pytest.mark.parametrize("no", ["/1", "1/", "a//b", ".", "..", "a/../b"])
def test_a_number_that_no_address_can_hold_is_refused(no: str) -> None:
    assert codes(channel_order_no=no) == {"channel_order_no": "bad_order_no"}


def test_other_numbers_are_kept_as_written() -> None:
    assert check(channel_order_no=" 2026/11 #3? ").order["channel_order_no"] == "2026/11 #3?"
    assert codes(channel_order_no="9" * 65) == {"channel_order_no": "too_long"}
