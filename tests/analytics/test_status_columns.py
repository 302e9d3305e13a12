"""The statuses of SQL are those of the pure functions, on both engines, over rows of every kind."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from ordertrail.analytics.statuses import FULFILMENT_STATUS, PAYMENT_STATUS, RETURN_STATUS
from ordertrail.domain.order import order_id
from ordertrail.domain.statuses import FULFILMENT, PAYMENT, RETURN, fulfilment_status, payment_status, return_status
from ordertrail.domain.workflow_templates import FIRST
from ordertrail.services.context import Context
from ordertrail.store.tables import orders

NOW = datetime(2026, 11, 24, 3, 0)
ROWS = 3000
AMOUNTS = [None, *map(Decimal, ("0", "0.0001", "1", "1", "2", "2.5", "-1"))]
QUANTITIES = [None, *map(Decimal, ("0", "0.001", "1", "2", "2"))]
FIXED = {"search": "", "version": 1, "staff_stage": False, "created_at": NOW, "updated_at": NOW}


def rows() -> list[dict[str, Any]]:
    chance = random.Random(4)
    names = ("ordered", "shipped", "delivered", "requested", "returned")
    return [
        {
            **FIXED,
            "order_id": order_id("manual", str(n)),
            "channel": "manual",
            "channel_order_no": str(n),
            "origin": chance.choice(["hand", "import"]),
            "stage": chance.choice([*FIRST.codes(), "a_stage_of_old"]),
            **{name: chance.choice(AMOUNTS) for name in ("total", "paid", "refunded")},
            **{name: chance.choice([None, None, NOW]) for name in ("shipped_at", "delivered_at")},
            **{f"{name}_quantity": chance.choice(QUANTITIES) for name in names},
        }
        for n in range(ROWS)
    ]


def test_sql_says_what_the_pure_functions_say(either_ctx: Context) -> None:
    made = rows()
    with either_ctx.store.unit_of_work() as uow:
        uow.connection.execute(insert(orders), made)
    with either_ctx.store.read() as connection:
        columns = (orders.c.channel_order_no, PAYMENT_STATUS, FULFILMENT_STATUS, RETURN_STATUS)
        found = {no: tuple(statuses) for no, *statuses in connection.execute(select(*columns))}
    told = {
        row["channel_order_no"]: (payment_status(row), fulfilment_status(row, FIRST), return_status(row))
        for row in made
    }
    assert found == told
    # All of them occurred.
    seen = [set(column) for column in zip(*told.values(), strict=True)]
    assert seen == [{None, *PAYMENT}, set(FULFILMENT), set(RETURN)]


def test_they_can_be_filtered_and_sorted_by(either_ctx: Context) -> None:
    with either_ctx.store.unit_of_work() as uow:
        uow.connection.execute(insert(orders), rows()[:200])
    asked = select(PAYMENT_STATUS).where(PAYMENT_STATUS.in_(["paid", "unpaid"])).order_by(PAYMENT_STATUS)
    with either_ctx.store.read() as connection:
        found = list(connection.execute(asked).scalars())
    assert found == sorted(found) and set(found) == {"paid", "unpaid"}
