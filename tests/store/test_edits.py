"""A person's edit of one order, on both engines."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import NotFound, StaleEdit
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.orders import get_order
from ordertrail.store.tables import order_events, orders
from tests.store.test_moves import add

NOW = datetime(2026, 11, 24, 3, 0)
CLERK = local_owner("web")


def test_an_edit_is_one_version_and_one_event_and_the_cells_are_the_persons(store: Store) -> None:
    add(store, "1")
    cells = {"customer_phone": "138-0013-8000", "placed_at": datetime(2026, 11, 20, 17, 0), "total": Decimal("12.5"),
             "currency": "CNY"}  # fmt: skip
    edit = Edit("edited", cells, before="a", after="b", note=" why ", detail={"total": [None, Decimal("12.5")]})
    assert edit_order(store, "manual", "1", 1, lambda _: edit, CLERK, NOW) == 2
    with store.read() as connection:
        found = get_order(connection, "manual", "1")
    assert found is not None
    order, event = found.order, found.events[0]
    assert (order["version"], order["updated_at"], order["staff_stage"]) == (2, NOW, False)
    assert order["staff_fields"] == ",currency,customer_phone,placed_at,total,"
    # 17:00 UTC is the next day's small hours in Shanghai.
    assert (str(order["order_day"]), order["base_total"]) == ("2026-11-21", Decimal("12.5"))
    assert "13800138000" in order["search"]
    assert (event["kind"], event["version"], event["from_value"], event["to_value"], event["note"]) == (
        "edited", 2, "a", "b", "why",
    )  # fmt: skip
    assert json.loads(event["detail"]) == {"total": [None, "12.5"]}


def test_a_stale_edit_is_refused_with_the_present_order(store: Store) -> None:
    add(store, "1")
    edit_order(store, "manual", "1", 1, lambda _: Edit("edited", {"note": "first"}), CLERK, NOW)
    with pytest.raises(StaleEdit) as refused:
        edit_order(store, "manual", "1", 1, lambda _: Edit("edited", {"note": "second"}), CLERK, NOW)
    assert refused.value.current["order"]["note"] == "first"
    with store.read() as connection:
        assert connection.execute(select(orders.c.note)).scalar_one() == "first"


def test_what_cannot_be_decided_leaves_nothing_and_no_change_is_no_version(store: Store) -> None:
    add(store, "1")
    with pytest.raises(ZeroDivisionError):
        edit_order(store, "manual", "1", 1, lambda _: Edit("edited", {"note": str(1 // 0)}), CLERK, NOW)
    assert edit_order(store, "manual", "1", 1, lambda _: None, CLERK, NOW) == 1
    with pytest.raises(NotFound):
        edit_order(store, "manual", "2", 1, lambda _: None, CLERK, NOW)
    with store.read() as connection:
        assert connection.execute(select(order_events)).all() == []
