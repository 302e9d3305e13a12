"""Moves of many callers in one transaction, on both engines."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text, update

from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError, StaleEdit
from ordertrail.domain.order import order_id
from ordertrail.i18n import tr, use_locale
from ordertrail.store import engine
from ordertrail.store.engine import Store
from ordertrail.store.moves import Decide, Move, Present, move_order
from ordertrail.store.orders import get_order
from ordertrail.store.tables import orders
from tests.postgres import Server
from tests.store.test_engine import FIXED, opened

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")


def add(store: Store, *numbers: str) -> None:
    with store.unit_of_work() as uow:
        for no in numbers:
            row = {"order_id": order_id("manual", no), "channel": "manual", "channel_order_no": no, "stage": "paid"}
            uow.connection.execute(insert(orders).values(**row, **FIXED))


def step(to_stage: str, seen: int, stamp: str | None = None, now: datetime = NOW) -> Decide:
    def decide(present: Present | None) -> Move:
        assert present is not None
        if present.version != seen:
            raise StaleEdit({"version": present.version})
        return Move(to_stage, stamp, "", ACTOR, now)

    return decide


def together(store: Store, asked: list[tuple[str, Decide]]) -> list[Any]:
    """Version or exception of each, all asked, in their order, while the writer is held up."""

    def ask(no: str, decide: Decide) -> Any:
        try:
            return move_order(store, "manual", no, decide)
        except Exception as refusal:
            return refusal

    with ThreadPoolExecutor(len(asked)) as callers:
        with store._writing:
            answers = []
            for each in asked:
                answers.append(callers.submit(ask, *each))
                while len(store.combiner._waiting) < len(answers):
                    time.sleep(0.001)
        return [answer.result(20) for answer in answers]


@pytest.fixture
def file() -> Any:
    store = opened(None)
    yield store
    store.close()


def test_of_two_edits_of_one_order_in_one_batch_the_second_sees_the_first(file: Store) -> None:
    add(file, "1", "2")
    commits = []
    event.listen(file.engine, "commit", lambda _: commits.append(1))
    listener = file.subscribe()
    answers = together(
        file,
        [
            ("1", step("preparing", 1)),
            ("1", step("cancelled", 1)),
            ("2", step("hold", 1)),
            ("1", step("shipped", 2, "shipped_at")),
        ],
    )
    assert (answers[0], answers[2], answers[3]) == (2, 2, 3)
    assert isinstance(answers[1], StaleEdit) and answers[1].current["version"] == 2
    assert len(commits) == 1
    with file.read() as connection:
        one = get_order(connection, "manual", "1")
    assert one is not None
    assert (one.order["stage"], one.order["version"], one.order["shipped_at"]) == ("shipped", 3, NOW)
    assert [(e["version"], e["from_value"], e["to_value"]) for e in one.events] == [
        (3, "preparing", "shipped"), (2, "paid", "preparing"),
    ]  # fmt: skip
    told = [(each["no"], each["version"], each["stage"]) for each in listener.get(1)]
    assert told == [("1", 2, "preparing"), ("2", 2, "hold"), ("1", 3, "shipped")]
    assert [number for number, _ in file.changes_since(0)] == [1, 2, 3]


def test_one_callers_fault_is_its_own(store: Store) -> None:
    add(store, "1", "2")

    def fault(_: Present | None) -> Move:
        raise ZeroDivisionError

    answers = together(store, [("1", fault), ("2", step("hold", 1))])
    assert isinstance(answers[0], ZeroDivisionError) and answers[1] == 2


def test_each_is_decided_in_the_language_of_its_asker(store: Store) -> None:
    add(store, "1")
    heard: dict[str, str] = {}

    def ask(code: str) -> None:
        use_locale(code)

        def decide(_: Present | None) -> Move:
            heard[code] = tr().t("move.title", no="1")
            raise DomainError("invalid_move")

        with pytest.raises(DomainError):
            move_order(store, "manual", "1", decide)

    with ThreadPoolExecutor(2) as callers:
        with store._writing:
            asked = [callers.submit(ask, code) for code in ("zh", "en")]
            while len(store.combiner._waiting) < 2:
                time.sleep(0.001)
        for each in asked:
            each.result(20)
    assert heard["zh"] != heard["en"]


def test_an_order_that_another_transaction_holds_keeps_nobody_else(
    file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LONGEST_PAUSE", 0.01)
    add(file, *"12345")
    held = update(orders).where(orders.c.order_id == order_id("manual", "3")).values(version=7)
    with file.unit_of_work(aside=True) as landing:
        landing.connection.execute(held)
        answers: list[Any] = []
        worker = threading.Thread(
            target=lambda: answers.extend(together(file, [(no, step("hold", 1)) for no in "12345"]))
        )
        worker.start()
        worker.join(30)
    assert [each for each in answers if each != 2] == [answers[2]]
    assert isinstance(answers[2], DomainError) and answers[2].code == "store_busy"
    with file.read() as connection:
        assert [row.version for row in connection.execute(select(orders).order_by("channel_order_no"))] == [
            2, 2, 7, 2, 2,
        ]  # fmt: skip


def test_on_a_server_one_held_order_keeps_its_own_editor_waiting_and_nobody_else(postgres: Server) -> None:
    url = postgres.database()
    with closing(opened(url)) as mine, closing(opened(url)) as other, ThreadPoolExecutor(1) as waiting:
        add(mine, *"123")
        with other.unit_of_work() as landing:
            landing.connection.execute(
                update(orders).where(orders.c.order_id == order_id("manual", "2")).values(version=7)
            )
            held = waiting.submit(move_order, mine, "manual", "2", step("hold", 7))
            answers = together(mine, [(no, step("hold", 1)) for no in "13"])
            assert answers == [2, 2]
            with pytest.raises(TimeoutError):
                held.result(0.2)
        assert held.result(20) == 8


def test_a_clock_that_goes_back_changes_no_order_of_things(store: Store) -> None:
    add(store, "1")
    for number, hour in enumerate((9, 5, 1), start=1):
        to_stage = ("preparing", "shipped", "delivered")[number - 1]
        assert move_order(store, "manual", "1", step(to_stage, number, now=NOW.replace(hour=hour))) == number + 1
    with store.read() as connection:
        found = get_order(connection, "manual", "1")
    assert found is not None
    assert [(e["version"], e["to_value"]) for e in found.events] == [
        (4, "delivered"), (3, "shipped"), (2, "preparing"),
    ]  # fmt: skip


def test_numbers_of_changes_rise_though_the_clock_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(tmp_path / "a.duckdb")
    add(store, "1", "2")
    for no, hour in (("1", 9), ("2", 3)):
        monkeypatch.setattr(engine, "_now", lambda hour=hour: NOW.replace(hour=hour))
        move_order(store, "manual", no, step("hold", 1))
    store.close()
    again = opened(tmp_path / "a.duckdb")
    assert [(number, each["no"]) for number, each in again.changes_since(0)] == [(1, "1"), (2, "2")]
    assert again.feed.sequence == 2
    with again.read() as connection:
        hours = connection.execute(text("SELECT extract(hour FROM occurred_at) FROM outbox ORDER BY seq")).scalars()
        assert list(hours) == [9, 3]
    again.close()
