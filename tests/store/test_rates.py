"""Amounts in the base currency at the rate of an order's day, on both engines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError, Invalid
from ordertrail.domain.rates import read_rates, rows_of_csv
from ordertrail.services.context import Context
from ordertrail.services.set_rates import remove_rate, set_rates
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.integrity import find_faults
from ordertrail.store.tables import orders
from tests.services.landing import land_template

OWNER = local_owner("test")

CURRENCIES = {"CNY", "USD", "EUR", "KRW", "XXX"}


def base_totals(ctx: Context) -> dict[str, Decimal | None]:
    with ctx.store.read() as connection:
        found = connection.execute(select(orders.c.channel_order_no, orders.c.base_total)).all()
    return {no: None if total is None else total.normalize() for no, total in found}


def land(ctx: Context) -> None:
    land_template(
        ctx,
        "A,paid,USD,2026-01-14 23:30:00,Ann,Cup,1,100.00",
        "B,paid,USD,2026-01-15 00:30:00,Ann,Cup,1,100.00",
        "C,paid,USD,2026-02-01 00:00:00,Ann,Cup,1,100.00",
        "D,paid,CNY,2026-02-01 00:00:00,Ann,Cup,1,100.00",
        "E,paid,EUR,2026-02-01 00:00:00,Ann,Cup,1,100.00",
    )


WISH = [
    {"currency": "usd", "day": "2026-01-15", "rate": "7.2"},
    {"currency": "USD", "day": "2026/2/1", "rate": "6.5"},
]
AFTER = {"A": Decimal(710), "B": Decimal(720), "C": Decimal(650), "D": Decimal(100), "E": Decimal(825)}


def test_orders_count_at_the_rate_of_their_business_day_whenever_it_was_set(either_ctx: Context) -> None:
    land(either_ctx)
    assert base_totals(either_ctx)["B"] == 710
    assert set_rates(either_ctx, OWNER, WISH) == 2
    assert base_totals(either_ctx) == AFTER
    land_template(either_ctx, "F,paid,USD,2026-01-20 10:00:00,Ann,Cup,1,10.00")
    assert base_totals(either_ctx)["F"] == 72
    remove_rate(either_ctx, OWNER, "USD", date(2026, 2, 1))
    assert base_totals(either_ctx)["C"] == 720
    assert [fault for fault in find_faults(either_ctx.store) if fault.grave] == []


def test_an_edit_of_the_time_takes_the_rate_of_the_new_day(either_ctx: Context) -> None:
    land(either_ctx)
    set_rates(either_ctx, OWNER, WISH)
    moved = Edit("edited", {"placed_at": datetime(2026, 1, 31, 16, 0)})
    edit_order(either_ctx.store, "manual", "A", 1, lambda _: moved, OWNER, either_ctx.now())
    assert base_totals(either_ctx)["A"] == 650


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"currency": "CNY", "day": "2026-01-01", "rate": "1"}, {"rates.0.currency": "base_has_no_rate"}),
        ({"currency": "XXZ", "day": "2026-01-01", "rate": "1"}, {"rates.0.currency": "unknown_currency"}),
        ({"currency": "USD", "day": "1.2.2026", "rate": "1"}, {"rates.0.day": "bad_day"}),
        ({"currency": "USD", "day": "2026-13-01", "rate": "1"}, {"rates.0.day": "bad_day"}),
        ({"currency": "USD", "day": "2026-01-01", "rate": "0"}, {"rates.0.rate": "not_positive"}),
        ({"currency": "USD", "day": "2026-01-01", "rate": "-7"}, {"rates.0.rate": "not_positive"}),
        ({"currency": "USD", "day": "2026-01-01", "rate": "1000000000000"}, {"rates.0.rate": "too_large"}),
        ({"currency": "USD", "day": "2026-01-01", "rate": "7.123456789"}, {"rates.0.rate": "too_many_decimals"}),
        ({"currency": "XXX", "day": "2026-01-01", "rate": "1"}, {"rates.0.currency": "unknown_currency"}),
        ({}, {"rates.0.currency": "required", "rates.0.day": "bad_day", "rates.0.rate": "required"}),
    ],
)
def test_each_fault_is_told_at_its_field(row: dict[str, str], fault: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        read_rates([row], "CNY", CURRENCIES)
    assert {path: problem.code for path, problem in refused.value.fields.items()} == fault


def test_a_currency_has_one_rate_a_day() -> None:
    with pytest.raises(Invalid) as refused:
        read_rates([WISH[0], WISH[1], {**WISH[0], "rate": "9"}], "CNY", CURRENCIES)
    assert list(refused.value.fields) == ["rates.2.day"]


def test_a_file_is_read_in_either_language_and_refused_without_its_columns() -> None:
    zh = rows_of_csv("\ufeff币种,日期,汇率\r\nUSD,2026-01-15,7.2\r\n,,\r\n")
    en = rows_of_csv("Rate,Currency,Date,more\n7.2,USD,2026-01-15,x\n")
    assert read_rates(zh, "CNY", CURRENCIES) == read_rates(en, "CNY", CURRENCIES) != []
    for text in ("", "a,b\n1,2\n"):
        with pytest.raises(DomainError, match="rates_header"):
            rows_of_csv(text)
