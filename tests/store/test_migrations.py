"""A store of any earlier layout becomes one of today's, with everything in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from ordertrail.domain.errors import DomainError
from ordertrail.domain.order import order_id
from ordertrail.store import migrations
from ordertrail.store.dialect import open_backend
from ordertrail.store.engine import Store
from ordertrail.store.tables import metadata, orders
from tests.conftest import ENGINES
from tests.postgres import Server
from tests.store.test_engine import FIXED

EARLIER = range(1, migrations.NEWEST)


def reopen(target: Path | str, **options: Any) -> Store:
    return Store(target, zone="Asia/Shanghai", base_currency="CNY", **options)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """An empty database that has no layout yet."""
    if request.param == "duckdb":
        return tmp_path / "a.duckdb"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


def filled(place: Path | str, layout: int) -> None:
    """A store as the program of ``layout`` left it, with one order."""
    backend = open_backend(place)
    for number in range(1, layout + 1):
        with backend.engine.begin() as connection:
            migrations.apply(connection, number, backend.name)
    with backend.engine.begin() as connection:
        connection.execute(insert(orders).values(order_id=order_id("manual", "1"), channel_order_no="1", **FIXED))
        for key, value in {"zone": "Asia/Shanghai", "base_currency": "CNY"}.items():
            connection.execute(text("INSERT INTO meta VALUES (:key, :value)"), {"key": key, "value": value})
    backend.settle()
    backend.close()


@pytest.mark.parametrize("layout", EARLIER)
def test_every_earlier_layout_is_brought_up_with_its_orders(place: Path | str, layout: int) -> None:
    filled(place, layout)
    told: list[int] = []
    store = reopen(place, upgrade=True, before_upgrade=lambda _, found: told.append(found))
    with store.read() as connection:
        assert migrations.layout_of(connection) == migrations.NEWEST
    assert (store.count_orders(), told) == (1, [layout])
    store.close()
    again = reopen(place, before_upgrade=lambda _, found: told.append(found))
    assert (again.count_orders(), told) == (1, [layout])
    again.close()


def test_the_tables_are_those_that_the_program_knows(place: Path | str) -> None:
    store = reopen(place)
    with store.read() as connection:
        found = connection.execute(
            text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()")
        ).all()
    assert {tuple(row) for row in found} == {
        (table.name, column.name) for table in metadata.tables.values() for column in table.columns
    }
    store.close()


def test_a_layout_of_a_newer_program_is_refused_and_left_alone(place: Path | str) -> None:
    store = reopen(place)
    with store.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'layout'"))
    store.close()
    with pytest.raises(DomainError) as refusal:
        reopen(place)
    assert (refusal.value.code, refusal.value.params["found"]) == ("store_newer", 99)


def test_a_shared_database_is_upgraded_on_demand_only(postgres: Server) -> None:
    place = postgres.database()
    filled(place, 1)
    with pytest.raises(DomainError, match="store_older"):
        reopen(place)


def test_a_step_that_fails_leaves_nothing(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    def up(run: Any, engine: str) -> None:
        run("CREATE TABLE half (x INTEGER)")
        raise RuntimeError("the power fails")

    filled(place, 1)
    monkeypatch.setattr("ordertrail.store.migrations.m0002_outbox.up", up)
    with pytest.raises(RuntimeError):
        reopen(place, upgrade=True)
    backend = open_backend(place)
    with backend.engine.connect() as connection:
        assert migrations.layout_of(connection) == 1
        names = connection.execute(text("SELECT table_name FROM information_schema.tables")).scalars().all()
    assert "half" not in names
    backend.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://root@127.0.0.1/x", "store_engine_unknown"),
        ("nonsense", "store_engine_unknown"),
        ("postgresql://nobody@127.0.0.1:1/x", "store_unreachable"),
    ],
)
def test_addresses_that_cannot_work(url: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        reopen(url)
    assert refusal.value.code == code


def test_a_password_is_never_shown(postgres: Server) -> None:
    url = postgres.url("no_such_database").replace("ordertrail@", "ordertrail:secret@")
    with pytest.raises(DomainError) as refusal:
        reopen(url)
    assert "secret" not in str(refusal.value.params) and "no_such_database" in refusal.value.params["why"]
