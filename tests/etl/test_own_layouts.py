"""Files of channels of one's own, read by saved mappings: what a row is, dates, signs, words, cancellations."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.channels.own import own_layout
from etl.channels.registry import LAYOUTS
from etl.channels.template import Shape
from etl.staging import NamedFile, recognise, stage
from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.own_channels import OwnLayout
from tests.etl.reading import Read, read_staged, write

HEADS = {"order_no": "No", "placed_at": "Day", "item_name": "Item", "item_quantity": "Qty", "item_price": "Price"}


def mapping(**changes: Any) -> OwnLayout:
    return OwnLayout(**{"columns": HEADS, "rows": "items", "currency": "EUR", "zone": "UTC", **changes})


def read(folder: Path, text: str, layout: OwnLayout, shape: Shape | None = None) -> Read:
    shape = shape or Shape()
    path = write(folder, "own.csv", text)
    known = (*LAYOUTS, own_layout("shop", 0, layout, shape))
    target = folder / "staging.duckdb"
    found = recognise(NamedFile(path, path.name), folder / "work", known)
    staged = stage([found], target, folder / "work", "UTC", lambda _: None, shape)
    return read_staged(staged, target)


def test_a_row_without_a_number_goes_on_with_the_order_above(tmp_path: Path) -> None:
    text = "No,Day,Item,Qty,Price\n1,2026-01-05,Tea,2,3.50\n,,Cup,1,4\n2,2026-01-06,Pot,1,20\n,2026-01-07,Lid,1,1\n"
    found = read(tmp_path, text, mapping(rows="block"))
    assert [(order["channel_order_no"], order["total"]) for order in found.orders] == [
        ("1", Decimal("11.0000")), ("2", Decimal("20.0000")),
    ]  # fmt: skip
    # A day without a number may be another order: nobody knows, so it is held.
    assert found.reasons == {5: "no_order_number"}


def test_a_broken_row_between_ends_the_order_above(tmp_path: Path) -> None:
    text = "No,Day,Item,Qty,Price\n1,2026-01-05,Tea,2,3.50\n2,2026-01-06,Pot,1,20,too,many\n,,Lid,1,1\n"
    found = read(tmp_path, text, mapping(rows="block"))
    assert [(order["channel_order_no"], order["total"]) for order in found.orders] == [("1", Decimal("7.0000"))]
    assert set(found.reasons) == {3, 4} and found.reasons[4] == "no_order_number"


@pytest.mark.parametrize(
    ("dates", "decimal", "day", "price"),
    [
        ("day_first", ",", "05.02.2026 10:30", '"1.234,50"'),
        ("month_first", ".", "2/5/2026 10:30", '"1,234.50"'),
        ("year_first", ".", "2026年2月5日 10:30", "1234.50元"),
        ("day_first", ".", "5/2/26 10:30", "€1234.5"),
    ],
)
def test_days_and_amounts_are_read_as_the_person_said(
    tmp_path: Path, dates: Any, decimal: str, day: str, price: str
) -> None:
    found = read(tmp_path, f"No,Day,Item,Qty,Price\n1,{day},Tea,1,{price}\n", mapping(dates=dates, decimal=decimal))
    assert not found.held
    assert (found.order("1")["placed_at"], found.order("1")["total"]) == (
        datetime(2026, 2, 5, 10, 30), Decimal("1234.5000"),
    )  # fmt: skip


def test_equal_rows_are_what_the_person_said(tmp_path: Path) -> None:
    text = "No,Day,Item,Qty,Price\n1,2026-01-05,Tea,1,3\n1,2026-01-05,Tea,1,3\n"
    assert read(tmp_path, text, mapping(repeats="keep")).order("1")["total"] == Decimal(6)
    once = read(tmp_path, text, mapping(repeats="once"))
    assert (once.order("1")["total"], len(once.lines), once.held) == (Decimal(3), 1, [])
    assert set(read(tmp_path, text, mapping()).reasons.values()) == {"duplicate_row", "order_held_whole"}


def test_cancellations_are_orders_with_negative_amounts(tmp_path: Path) -> None:
    text = "No,Day,Item,Qty,Price\n1,2026-01-05,Tea,2,3\nC2,2026-01-06,Tea,-2,3\n3,2026-01-06,Cup,-1,4\n"
    found = read(tmp_path, text, mapping(cancel_prefix="C", stage_else="done"))
    told = {order["channel_order_no"]: (order["stage"], order["total"]) for order in found.orders}
    assert told == {"1": ("done", Decimal(6)), "C2": ("cancelled", Decimal(-6)), "3": ("done", Decimal(-4))}
    assert found.order("C2")["cancelled_at"] == found.order("C2")["placed_at"]
    by_sign = read(tmp_path, text, mapping(cancel_negative=True, stage_else="done"))
    assert [order["stage"] for order in by_sign.orders] == ["done", "cancelled", "cancelled"]


def test_an_unknown_status_word_is_held_and_an_empty_one_follows_the_times(tmp_path: Path) -> None:
    text = "No,Day,Item,Qty,Price,Word,Sent\n1,2026-01-05,Tea,1,3,On its way,\n2,2026-01-05,Tea,1,3,Odd,\n"
    text += "3,2026-01-05,Tea,1,3,,2026-01-06\n4,2026-01-05,Tea,1,3,,\n"
    columns = {**HEADS, "status": "Word", "shipped_at": "Sent"}
    found = read(
        tmp_path, text, mapping(columns=columns, rows="single", status={"on its way": "shipped"}, stage_else="paid")
    )
    assert {order["channel_order_no"]: order["stage"] for order in found.orders} == {
        "1": "shipped", "3": "shipped", "4": "paid",
    }  # fmt: skip
    assert found.reasons == {3: "unknown_status"}


def test_own_fields_may_be_mapped_to(tmp_path: Path) -> None:
    columns = {**HEADS, "custom.floor": "Etage"}
    shape = Shape(fields=(CustomField("floor", "楼层", "Floor", "number"),))
    text = "No,Day,Item,Qty,Price,Etage\n1,2026-01-05,Tea,1,3,4\n2,2026-01-05,Tea,1,3,top\n"
    found = read(tmp_path, text, mapping(columns=columns, rows="single"), shape)
    assert found.order("1")["custom"] == '{"floor":"4"}'
    assert found.reasons == {3: "bad_number"}


def test_more_columns_do_no_harm_and_a_missing_one_does(tmp_path: Path) -> None:
    more = read(tmp_path, "Extra,No,Day,Item,Qty,Price\nx,1,2026-01-05,Tea,1,3\n", mapping())
    assert len(more.orders) == 1
    with pytest.raises(Exception, match=r"unknown_layout|missing_columns"):
        read(tmp_path, "No,Day,Item,Qty\n1,2026-01-05,Tea,1\n", mapping())
