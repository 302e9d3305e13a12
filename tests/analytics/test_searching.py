"""Figures, counts and files of a search speak of the orders that the table shows, whichever way they are found."""

from __future__ import annotations

from datetime import datetime

import pytest

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.kpi import kpis
from ordertrail.analytics.orders import order_batches, order_count, order_keys, order_rows
from ordertrail.analytics.overview import channel_table, stage_counts, trend
from ordertrail.analytics.searching import sought
from ordertrail.store.engine import Store
from ordertrail.store.terms_keeper import bring_up
from tests.analytics.recount import Row

NOW = datetime(2026, 11, 24, 3, 0)


def words(rows: list[Row]) -> list[str]:
    """A number, a name, a word that nobody has, and a part of one."""
    number = rows[0]["channel_order_no"]
    name = next(row["customer_name"] for row in rows if row["customer_name"])
    return [number, name, "qqzzqq", "*5"]


@pytest.mark.parametrize("place", range(4))
def test_all_agree_with_the_table(store: Store, rows: list[Row], place: int) -> None:
    if store.backend.serial:
        bring_up(store)
    filters = Filters(q=words(rows)[place])
    with store.read() as connection:
        found, total = order_rows(connection, filters, now=NOW, limit=10_000)
        numbers = {row["channel_order_no"] for row in found}
        assert order_count(connection, filters, NOW) == total == kpis(connection, filters, NOW)[0].value
        assert {no for _, _, no, _ in order_keys(connection, filters, NOW, limit=10_000)} == numbers
        batches = [row["channel_order_no"] for batch in order_batches(connection, filters, NOW) for row in batch]
        assert sorted(batches) == sorted(row["channel_order_no"] for row in found)
        for frame in (
            stage_counts(connection, filters, NOW),
            channel_table(connection, filters, NOW),
            trend(connection, filters, NOW, "month", "channel"),
        ):
            assert frame["orders"].sum() == total or any(row["placed_at"] is None for row in rows)


def test_a_few_orders_are_named_by_their_keys(store: Store, rows: list[Row]) -> None:
    number, name, nobody, anywhere = words(rows)
    with store.read() as connection:
        for word, keyed in (
            (number, store.backend.serial),
            (name, store.backend.serial),
            (nobody, store.backend.serial),
        ):
            plain, among = sought(connection, Filters(q=word))
            assert (plain.q == "", len(among) == 1) == (keyed, keyed), word
        assert sought(connection, Filters(q=anywhere)) == (Filters(q=anywhere), [])
        assert sought(connection, Filters()) == (Filters(), [])
