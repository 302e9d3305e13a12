"""Usual times in a stage, against a plain recount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import insert

from ordertrail.analytics.durations import FEWEST, Band, stage_bands
from ordertrail.domain.order import order_id
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.store.engine import Store
from ordertrail.store.tables import order_events, orders

TODAY = date(2026, 6, 1)
PLACED = datetime(2026, 5, 1, 2)


@pytest.fixture
def store(target: str | None) -> Iterator[Store]:
    opened = Store(target, zone="Asia/Shanghai", base_currency="CNY")
    yield opened
    opened.close()


def put(
    store: Store, count: int, channel: str = "taobao", moves: Sequence[tuple[str, str, int]] = (), **cells: Any
) -> None:
    """``count`` orders; a cell that is a function is given the order's number. ``moves``: (from, to, hours)."""
    heads, events = [], []
    for number in range(count):
        no = f"{channel}-{len(moves)}-{number}-{sorted(cells)}"
        key = order_id(channel, no)
        made = {name: cell(number) if callable(cell) else cell for name, cell in cells.items()}
        heads.append(
            {
                "order_id": key,
                "channel": channel,
                "channel_order_no": no,
                "stage": "done",
                "placed_at": PLACED,
                "order_day": date(2026, 5, 1),
                "search": "",
                "version": 1,
                "origin": "import",
                "staff_stage": False,
                "created_at": PLACED,
                "updated_at": PLACED,
                **made,
            }
        )
        events += [
            {
                "order_id": key,
                "version": 2 + place,
                "occurred_at": PLACED + timedelta(hours=hours),
                "actor": "x",
                "kind": "stage_changed",
                "from_value": before,
                "to_value": after,
            }
            for place, (before, after, hours) in enumerate(moves)
        ]

    def write(uow: Any) -> None:
        uow.connection.execute(insert(orders), heads)
        if events:
            uow.connection.execute(insert(order_events), events)

    store.run(write)


def after(hours: int) -> Any:
    """A moment for each order: so many hours after the placing, and as many more as the order's number."""
    return lambda number: PLACED + timedelta(hours=hours + number)


def bands(store: Store, channel: str = "taobao", own: bool = True) -> Any:
    with store.read() as connection:
        return stage_bands(connection, RETAIL, channel, TODAY, channels_own=own)


def test_stamps_tell_the_time_up_to_the_next_that_a_file_knows(store: Store) -> None:
    put(store, 31, paid_at=after(1), shipped_at=lambda number: PLACED + timedelta(hours=1 + 3 * number))
    found = bands(store).told
    hours = [2 * number for number in range(31)]
    assert found["paid"] == Band(median(hours), hours[27], 31, "channel")
    assert found["awaiting_payment"].usual == median(range(1, 32))
    assert set(found) == {"awaiting_payment", "paid"} and bands(store).moved == {}


def test_moves_tell_each_stage_by_itself(store: Store) -> None:
    moves = [("paid", "preparing", 5), ("preparing", "shipped", 12), ("shipped", "exception", 20)]
    put(store, 30, moves=moves, paid_at=PLACED + timedelta(hours=2), shipped_at=PLACED + timedelta(hours=12))
    found = bands(store)
    assert {stage: (band.usual, band.most) for stage, band in found.moved.items()} == {
        "paid": (3, 3), "preparing": (7, 7), "shipped": (8, 8),
    }  # fmt: skip
    assert found.told == {}


def test_other_channels_stand_in_where_its_own_are_few_and_nothing_does_where_all_are(store: Store) -> None:
    put(store, FEWEST - 1, paid_at=PLACED + timedelta(hours=2))
    assert bands(store).told == {}
    put(store, 1, channel="douyin", paid_at=PLACED + timedelta(hours=2))
    assert bands(store).told["awaiting_payment"] == Band(2, 2, FEWEST, "workflow")


def test_only_orders_alike_count(store: Store) -> None:
    put(store, FEWEST, paid_at=PLACED + timedelta(hours=2), workflow="b2b")
    put(store, FEWEST, channel="tmall", paid_at=PLACED + timedelta(hours=2), order_day=date(2025, 11, 1))
    put(store, FEWEST, channel="amazon", paid_at=PLACED - timedelta(hours=2))
    assert bands(store).told == {}
    put(store, FEWEST, channel="shopify", paid_at=PLACED + timedelta(hours=4), workflow="retail")
    assert bands(store, own=False).told["awaiting_payment"].usual == 4
