"""The deep check of the index of terms: silent while it is right, and each fault is told and mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.services.place_order import place_order
from ordertrail.services.renew_index import renew_index
from ordertrail.settings import Settings
from ordertrail.store import integrity_terms
from ordertrail.store.integrity import find_faults
from ordertrail.store.terms_keeper import bring_up

OWNER = local_owner("test")
GOODS = [{"name": "Cup", "quantity": "1", "unit_price": "5"}]


@pytest.fixture
def indexed(tmp_path: Path) -> Context:
    ctx = open_context(Settings(data_dir=tmp_path), command="test")
    for name in ("Ann", "Bea", "Cy"):
        place_order(ctx, OWNER, {"customer_name": name, "currency": "EUR", "country": "DE", "lines": GOODS})
    bring_up(ctx.store)
    yield ctx  # type: ignore[misc]
    ctx.store.close()


def broken(ctx: Context) -> list[tuple[str, int]]:
    return [(fault.code, fault.count) for fault in find_faults(ctx.store) if fault.code.startswith("terms")]


def write(ctx: Context, statement: str) -> None:
    ctx.store.run(lambda uow: uow.connection.execute(text(statement)))


def test_a_sound_index_is_passed_over(indexed: Context) -> None:
    assert broken(indexed) == []


@pytest.mark.parametrize(
    ("damage", "code", "count"),
    [
        ("DELETE FROM order_finding.terms WHERE head LIKE 'bea%'", "terms_off", 1),
        ("DELETE FROM order_finding.terms", "terms_off", 3),
        (
            "INSERT INTO order_finding.terms SELECT 'dora', '', placed_at, order_id, FALSE FROM orders LIMIT 1",
            "terms_off",
            1,
        ),
        ("INSERT INTO order_finding.terms VALUES ('dora', '', NULL, uuid(), FALSE)", "terms_astray", 1),
    ],
)
def test_what_is_wrong_is_told_and_mended(indexed: Context, damage: str, code: str, count: int) -> None:
    write(indexed, damage)
    assert broken(indexed) == [(code, count)]
    assert renew_index(indexed, OWNER) == 3
    assert broken(indexed) == []


def test_of_orders_that_wait_nothing_is_asked_but_many_are_told(
    indexed: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(indexed, "DELETE FROM order_finding.terms")
    write(indexed, "INSERT INTO order_finding.due (order_id, fresh) SELECT order_id, FALSE FROM orders")
    assert broken(indexed) == []
    monkeypatch.setattr(integrity_terms, "USUAL_DUE", 2)
    assert broken(indexed) == [("terms_due", 3)]


def test_no_more_steps_than_asked_for(indexed: Context) -> None:
    write(indexed, "INSERT INTO order_finding.due (order_id, fresh) SELECT order_id, FALSE FROM orders")
    assert bring_up(indexed.store, blocks=0) == 0
    assert bring_up(indexed.store, blocks=1) == 3
