"""The keeper works off what is due beside all other work, and ends with its store."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ordertrail.store import terms, terms_keeper
from ordertrail.store.engine import Store
from tests.store.test_search import landed

WAIT = 30


def test_what_lands_is_worked_off_without_being_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_off = threading.Event()
    digest = terms.digest

    def told(connection: object, most: int) -> int:
        count: int = digest(connection, most)  # type: ignore[arg-type]
        worked_off.set()
        return count

    monkeypatch.setattr(terms, "digest", told)
    monkeypatch.setattr(terms_keeper, "PAUSE", 0.01)
    monkeypatch.setattr(terms_keeper, "MANY", 1)
    store = Store(tmp_path / "a.duckdb", zone="Asia/Shanghai", base_currency="CNY")
    terms_keeper.keep_terms(store)
    landed(store, tmp_path, "a", "#1", {}, [])
    assert worked_off.wait(WAIT)
    keeper = next(thread for thread in threading.enumerate() if thread.name == "terms")
    store.close()
    keeper.join(WAIT)
    assert not keeper.is_alive()


def test_an_older_note_never_hides_a_later_change(tmp_path: Path) -> None:
    """A note that is made while a digest runs is not seen by it, so it stays."""
    store = Store(tmp_path / "a.duckdb", zone="Asia/Shanghai", base_currency="CNY")
    try:
        landed(store, tmp_path, "a", "#1", {}, [])
        with store.unit_of_work(aside=True) as digesting:
            assert terms.digest(digesting.connection) == 1
            landed(store, tmp_path, "c", "#1", {"customer_name": "Bo"}, [])
        with store.read() as connection:
            assert terms.count_due(connection) == 1
    finally:
        store.close()
