"""The sequence of changes: every commit once, in order, without gaps, for every process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from ordertrail.store.engine import Store
from ordertrail.store.feed import BulkChange, Change
from tests.postgres import Server


def change(no: str, version: int = 1) -> Change:
    return Change("manual", no, version, "paid")


def publish(store: Store, *changes: Change | BulkChange) -> None:
    def work(uow: Any) -> None:
        for each in changes:
            uow.publish(each)

    store.run(work)


def eventually(found: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found():
            return True
        time.sleep(0.05)
    return False


def test_changes_are_numbered_in_the_order_of_their_commits(store: Store) -> None:
    listener = store.subscribe()
    publish(store, change("1"), change("2"))
    publish(store, BulkChange("import"))
    heard: list[dict[str, Any]] = []
    assert eventually(lambda: bool(heard.extend(listener.get(0.1))) or len(heard) == 3)
    assert [each.get("no") or each["bulk"] for each in heard] == ["1", "2", "import"]
    numbered = store.changes_since(0)
    assert [number for number, _ in numbered] == [1, 2, 3]
    assert [each for _, each in numbered] == heard
    assert store.changes_since(2) == numbered[2:]
    assert listener.sequence == 3


def test_what_was_undone_has_no_number(store: Store) -> None:
    store.subscribe()
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as uow:
        uow.publish(change("lost"))
        raise ZeroDivisionError
    publish(store, change("kept"))
    assert eventually(lambda: bool(store.changes_since(0)))
    assert [(number, each["no"]) for number, each in store.changes_since(0)] == [(1, "kept")]


def test_many_writers_leave_no_gap(store: Store) -> None:
    store.subscribe()

    def write(name: int) -> None:
        for count in range(15):
            publish(store, change(f"{name}-{count}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert eventually(lambda: len(store.changes_since(0)) == 90)
    numbered = store.changes_since(0)
    assert [number for number, _ in numbered] == list(range(1, 91))
    for name in range(6):
        mine = [each["no"] for _, each in numbered if each["no"].startswith(f"{name}-")]
        assert mine == [f"{name}-{count}" for count in range(15)]


def test_the_numbers_go_on_after_reopening(tmp_path: Any) -> None:
    path = tmp_path / "a.duckdb"
    first = Store(path, zone="Asia/Shanghai", base_currency="CNY")
    publish(first, change("1"))
    name = first.feed.store_id
    first.close()
    again = Store(path, zone="Asia/Shanghai", base_currency="CNY")
    assert (again.feed.store_id, again.feed.sequence) == (name, 1)
    publish(again, change("2"))
    assert [number for number, _ in again.changes_since(0)] == [1, 2]
    again.close()


def test_a_change_of_one_process_reaches_another_and_a_relay_that_ends_is_replaced(
    postgres: Server, laid_out: str
) -> None:
    url = postgres.database(laid_out)
    one, other = (Store(url, zone="Asia/Shanghai", base_currency="CNY") for _ in range(2))
    try:
        heard_by_one, heard_by_other = one.subscribe(), other.subscribe()
        publish(one, change("1"))
        heard: list[dict[str, Any]] = []
        assert eventually(lambda: bool(heard.extend(heard_by_other.get(0.1))) or bool(heard))
        assert heard == [change("1").to_json()]
        assert heard_by_one.get(5) == heard
        one.close()
        publish(other, change("2"))
        assert eventually(lambda: bool(heard.extend(heard_by_other.get(0.1))) or len(heard) == 2)
        assert [number for number, _ in other.changes_since(0)] == [1, 2]
    finally:
        one.close()
        other.close()
        postgres.drop(url)
