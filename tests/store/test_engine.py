"""One file, many readers, one writer at a time."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from ordertrail.domain.errors import DomainError, StoreLocked
from ordertrail.domain.order import order_id
from ordertrail.store.engine import Store
from ordertrail.store.feed import Change
from ordertrail.store.tables import meta, orders

NOW = datetime(2026, 11, 24)
FIXED: dict[str, Any] = {
    "search": "", "origin": "import", "staff_stage": False, "created_at": NOW, "updated_at": NOW, "version": 1,
}  # fmt: skip


def opened(path: Path | str | None, **other: str) -> Store:
    return Store(path, **{"zone": "Asia/Shanghai", "base_currency": "CNY", **other})


def add(store: Store, no: str) -> None:
    with store.unit_of_work() as uow:
        uow.connection.execute(insert(orders).values(order_id=order_id("manual", no), channel_order_no=no, **FIXED))
        uow.publish(Change("manual", no, 1, "paid"))


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.duckdb")
    assert store.is_empty()
    add(store, "1")
    store.close()
    again = opened(tmp_path / "a.duckdb")
    assert again.count_orders() == 1
    again.close()


def test_an_exception_undoes_all_and_tells_nobody() -> None:
    store = opened(None)
    listener = store.subscribe()
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as uow:
        uow.connection.execute(insert(orders).values(order_id=order_id("manual", "1"), **FIXED))
        uow.publish(Change("manual", "1", 1, "paid"))
        raise ZeroDivisionError
    assert store.is_empty()
    assert listener.get(timeout=0) == []
    store.close()


def test_two_open_results_do_not_truncate_each_other() -> None:
    store = opened(None)
    for number in range(50):
        add(store, str(number))
    with store.read() as connection:
        outer = connection.execute(select(orders.c.channel_order_no))
        seen = []
        for row in outer:
            connection.execute(select(orders.c.order_id)).first()
            seen.append(row[0])
    assert len(seen) == 50
    store.close()


def test_a_reader_sees_one_moment_while_a_writer_commits() -> None:
    store = opened(None)
    add(store, "1")
    with store.read() as connection:
        before = len(connection.execute(select(orders.c.order_id)).all())
        add(store, "2")
        assert len(connection.execute(select(orders.c.order_id)).all()) == before
    assert store.count_orders() == 2
    store.close()


def test_many_hands_lose_no_edit() -> None:
    store = opened(None)
    add(store, "1")
    key = order_id("manual", "1")

    def raise_version(uow: Any) -> None:
        version = uow.connection.execute(select(orders.c.version).where(orders.c.order_id == key)).scalar_one()
        uow.connection.execute(update(orders).where(orders.c.order_id == key).values(version=version + 1))

    threads = [
        threading.Thread(target=lambda: [store.run(raise_version) for _ in range(20)], daemon=True) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(select(orders.c.version)).scalar_one() == 161
    store.close()


def _hold(path: str, ready: Any, done: Any) -> None:
    store = opened(Path(path))
    ready.set()
    done.wait(30)
    store.close()


def test_a_file_in_use_is_refused_with_its_name(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    path = tmp_path / "a.duckdb"
    other = spawn.Process(target=_hold, args=(str(path), ready, done))
    other.start()
    try:
        assert ready.wait(30)
        with pytest.raises(StoreLocked) as refusal:
            opened(path)
        assert refusal.value.params == {"file": str(path)}
    finally:
        done.set()
        other.join(30)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DomainError) as refusal:
        opened(path)
    assert refusal.value.code == "store_unreadable"


@pytest.mark.parametrize("other", [{"zone": "Europe/Berlin"}, {"base_currency": "EUR"}])
def test_a_store_keeps_zone_and_base_currency(tmp_path: Path, other: dict[str, str]) -> None:
    opened(tmp_path / "a.duckdb").close()
    with pytest.raises(DomainError) as refusal:
        opened(tmp_path / "a.duckdb", **other)
    assert refusal.value.code == "store_other_setting"
    opened(tmp_path / "a.duckdb").close()


def test_a_newer_layout_is_refused(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.duckdb")
    with store.unit_of_work() as uow:
        uow.connection.execute(update(meta).where(meta.c.key == "layout").values(value="99"))
    store.close()
    with pytest.raises(DomainError) as refusal:
        opened(tmp_path / "a.duckdb")
    assert refusal.value.code == "store_newer"


def test_a_closed_store_says_so() -> None:
    store = opened(None)
    store.close()
    store.close()
    with pytest.raises(DomainError) as refusal, store.read():
        pytest.fail("a closed store gave a connection")
    assert refusal.value.code == "store_closed"


def test_listeners_hear_each_commit_once_and_know_where_they_stand() -> None:
    store = opened(None)
    listener, deaf = store.subscribe(), store.subscribe()
    deaf.close()
    add(store, "1")
    add(store, "2")
    assert [change["no"] for change in listener.get(timeout=0)] == ["1", "2"]
    assert (listener.sequence, store.feed.sequence) == (2, 2)
    assert listener.get(timeout=0) == []
    assert deaf.get(timeout=0) == []
    store.close()
