"""Stores with values that are easily lost on a road through files, for the tests of backups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from ordertrail.domain.errors import DomainError
from ordertrail.store import outbox
from ordertrail.store.engine import Store
from ordertrail.store.tables import held_rows, metadata, order_lines, orders
from tests.store.test_engine import FIXED, add

AT = datetime(2026, 11, 24, 7, 30)
TEXTS = [
    None, "", "\\N", '"\\N"', "a,b;\t", "line\nbreak\r\nand\rmore\n", '"', "'", "\U0001f600 家族",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "e\u0301", " x ", "NULL", "%s :x",
]  # fmt: skip


@contextmanager
def opened(place: Path | str | None) -> Iterator[Store]:
    store = Store(place, zone="Asia/Shanghai", base_currency="CNY")
    try:
        yield store
    finally:
        store.close()


def fill(store: Store) -> None:
    """Orders with every value that is easily lost on a road through files."""
    with store.unit_of_work() as uow:
        for number, note in enumerate(TEXTS):
            row = FIXED | {
                "order_id": UUID(int=number),
                "channel": "manual",
                "channel_order_no": f"00{number}",
                "note": note,
                "address": TEXTS[-1 - number],
                "total": [None, Decimal("0"), Decimal("-0.0001"), Decimal("99999999999999.9999")][number % 4],
                "placed_at": [None, datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(2026, 2, 28, 12)][number % 3],
                "order_day": [None, date(1, 1, 1), date(9999, 12, 31)][number % 3],
                "source_line": [None, 2**62, -1][number % 3],
                "staff_stage": bool(number % 2),
                "version": number + 1,
            }
            uow.connection.execute(insert(orders).values(**row))
            line = {"order_id": UUID(int=number), "line_no": 1, "name": note, "quantity": Decimal("0.125")}
            uow.connection.execute(insert(order_lines).values(**line))
        uow.connection.execute(insert(held_rows).values(import_id="i", file="f", reason="r", raw="x" * 3_000_000))
    add(store, "after")


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.read() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def numbered(store: Store) -> None:
    """Give the outbox rows of a server their numbers, as its relay would."""
    if not store.backend.serial:
        with store.engine.begin() as connection:
            outbox.number(connection)


def refused(work: Callable[[], Any]) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        work()
    return refusal.value
