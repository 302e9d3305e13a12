"""What goes into parcels, and what has to be fetched for them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.packing import packed, picks, to_ship, unpacked


def line(no: int, quantity: int | None, sku: str | None = None, name: str = "Cup", spec: str | None = None) -> Any:
    count = None if quantity is None else Decimal(quantity)
    return {"line_no": no, "quantity": count, "sku": sku, "name": name, "spec": spec}


def parcel(number: int, **parts: int) -> Any:
    lines = [{"line_no": int(no[1:]), "quantity": Decimal(count)} for no, count in parts.items()]
    return {"number": number, "lines": lines}


def told(found: Any) -> list[tuple[int | None, list[tuple[int, int]]]]:
    return [
        (each.parcel and each.parcel["number"], [(row["line_no"], int(count)) for row, count in each.lines])
        for each in found
    ]


def test_each_parcel_has_its_lines_and_the_rest_comes_last() -> None:
    lines = [line(1, 3), line(2, 1)]
    assert told(packed(lines, [parcel(1, _1=2)])) == [(1, [(1, 2)]), (None, [(1, 1), (2, 1)])]
    assert told(packed(lines, [parcel(1, _1=3), parcel(2, _2=1)])) == [(1, [(1, 3)]), (2, [(2, 1)])]
    assert told(packed(lines, [])) == [(None, [(1, 3), (2, 1)])]


def test_an_order_without_known_lines_still_has_a_slip() -> None:
    assert told(packed([], [])) == [(None, [])]


def test_an_unknown_quantity_is_one_piece_and_more_sent_than_ordered_is_nothing_left() -> None:
    assert [count for _, count in unpacked([line(1, None)], [])] == [1]
    assert unpacked([line(1, 1)], [parcel(1, _1=5)]) == ()


@pytest.mark.parametrize(("status", "left"), [("unshipped", 1), ("shipped", 0), ("delivered", 0)])
def test_what_the_source_says_was_shipped_is_not_fetched_again(status: str, left: int) -> None:
    order = {"channel": "manual", "channel_order_no": "M-1", "fulfilment_status": status}
    assert len(to_ship(order, [line(1, 2)], [])) == left
    assert len(picks([(order, [line(1, 2)], [])])) == left
    assert told(packed([line(1, 2)], [])) == [(None, [(1, 2)])]


def test_where_there_are_parcels_they_alone_say_what_is_left() -> None:
    order = {"fulfilment_status": "partly_delivered"}
    assert [count for _, count in to_ship(order, [line(1, 3)], [parcel(1, _1=1)])] == [2]


def test_goods_are_summed_by_sku_and_those_without_a_sku_come_last() -> None:
    one = {"channel": "manual", "channel_order_no": "M-1"}
    two = {"channel": "manual", "channel_order_no": "M-2"}
    found = picks(
        [
            (one, [line(1, 2, "B"), line(2, 1, None, "Card"), line(3, 1, "A", spec="red"), line(4, 3, "B")], []),
            (two, [line(1, 4, "B", "Mug"), line(2, 1, "A", spec="blue")], [parcel(1, _1=1)]),
        ]
    )
    assert [(pick.sku, pick.specs, pick.quantity) for pick in found] == [
        ("A", ["red", "blue"], 2), ("B", [], 8), (None, [], 1),
    ]  # fmt: skip
    assert found[1].orders == {("manual", "M-1"): 5, ("manual", "M-2"): 3}


skus = st.sampled_from(["A", "B", None])
orders = st.lists(st.lists(st.tuples(skus, st.integers(1, 9)), max_size=4), max_size=5)


@given(orders)
def test_a_pick_list_holds_every_piece_once(wanted: Any) -> None:
    given_orders = [
        ({"channel": "manual", "channel_order_no": str(number)},
         [line(no, count, sku) for no, (sku, count) in enumerate(lines)], [])
        for number, lines in enumerate(wanted)
    ]  # fmt: skip
    expected: Counter[str | None] = Counter()
    for lines in wanted:
        for sku, count in lines:
            expected[sku] += count
    found = picks(given_orders)
    assert {pick.sku: int(pick.quantity) for pick in found} == dict(expected)
    assert all(sum(pick.orders.values()) == pick.quantity for pick in found)
