"""Imports taken back: the property that what is under an import is what was before it, and what is kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ordertrail.domain.actor import local_owner
from ordertrail.domain.landing import Choice
from ordertrail.store.engine import Store
from ordertrail.store.integrity import rules
from ordertrail.store.merge import EVERYTHING, MergeResult, land
from ordertrail.store.moves import Move, move_order
from ordertrail.store.orders import get_order
from ordertrail.store.tables import conflicts, metadata, order_events, order_lines, orders
from ordertrail.store.undoing import UndoCounts, page_undo, plan_undo, undo
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")
MOVING = ("version", "updated_at")


def merge(store: Store, path: Path, import_id: str, choice: Choice = EVERYTHING) -> MergeResult:
    with store.source(path) as source:
        return store.run(lambda uow: _land(uow, source, import_id, choice))


def _land(uow: Any, source: Any, import_id: str, choice: Choice) -> MergeResult:
    uow.connection.execute(
        text(
            "INSERT INTO imports (import_id, created_at, actor, files, state, report, demo) "
            "VALUES (:id, CAST(:now AS TIMESTAMP), 'x', '[]', 'landed', '{}', FALSE)"
        ),
        {"id": import_id, "now": NOW},
    )
    return land(uow, source, import_id, ACTOR, NOW, choice)


def take_back(store: Store, import_id: str) -> UndoCounts:
    return store.run(lambda uow: undo(uow, import_id, ACTOR, NOW))


def content(store: Store) -> dict[str, Any]:
    """Every order's cells and lines but the version and the time of its change."""
    with store.read() as connection:
        heads = {row["order_id"]: dict(row) for row in connection.execute(select(orders)).mappings()}
        lines = [dict(row) for row in connection.execute(select(order_lines)).mappings()]
    return {
        "orders": {
            key: {name: value for name, value in row.items() if name not in MOVING} for key, row in heads.items()
        },
        "lines": sorted(tuple(str(value) for value in row.values()) for row in lines),
    }


def unbroken(store: Store) -> None:
    engine = store.backend.name
    with store.read() as connection:
        for code, query in rules(store.zone, store.base_currency, engine).items():
            if code != "numbers_late":
                assert connection.execute(text(query)).all() == [], code


def test_new_orders_vanish_with_all_that_is_theirs_and_can_come_again(store: Store, tmp_path: Path) -> None:
    path = staging(tmp_path / "a.duckdb", [draft("1"), draft("2")], [line("1"), line("2")])
    merge(store, path, "a")
    assert take_back(store, "a") == UndoCounts(vanish=2, back=0, kept=0)
    with store.read() as connection:
        for table in (orders, order_lines, order_events, conflicts):
            assert connection.execute(select(table)).all() == [], table.name
    assert merge(store, path, "b").new == 2
    unbroken(store)


def test_a_changed_order_returns_to_what_it_was_with_an_event(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1", note=None)], [line("1")]), "a")
    before = content(store)
    told = draft("1", stage="shipped", total=Decimal("7.01"), note='a "quoted"\nnote', customer_name="王芳")
    path = staging(tmp_path / "b.duckdb", [told], [line("1"), line("1", 2, sku='x"y')])
    merge(store, path, "b")
    assert take_back(store, "b") == UndoCounts(vanish=0, back=1, kept=0)
    assert content(store) == before
    with store.read() as connection:
        found = get_order(connection, "shopify", "1")
    assert found is not None
    event = found.events[0]
    assert (found.order["version"], event["version"], event["kind"], event["import_id"]) == (3, 3, "import_undone", "b")
    assert (event["from_value"], event["to_value"]) == ("shipped", "paid")
    assert event["note"] == "stage,total,customer_name,note,lines"
    assert merge(store, path, "c").changed == 1
    unbroken(store)


def test_orders_that_changed_since_are_kept_and_named(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1"), draft("2"), draft("3")]), "a")
    merge(store, staging(tmp_path / "b.duckdb", [draft("2", customer_name="Bob")]), "b")
    move_order(store, "shopify", "3", lambda _: Move("preparing", None, "", ACTOR, NOW))
    with store.read() as connection:
        assert plan_undo(connection, "a") == UndoCounts(vanish=1, back=0, kept=2)
        rows, total = page_undo(connection, "keep")
        few, matching = page_undo(connection, "keep", search="bob")
        connection.rollback()
    assert (total, [(row["channel_order_no"], row["why"]) for row in rows]) == (2, [("2", "imported"), ("3", "edited")])
    assert (matching, few[0]["who"]) == (1, "owner")
    assert take_back(store, "a") == UndoCounts(vanish=1, back=0, kept=2)
    assert len(content(store)["orders"]) == 2


def test_what_was_taken_back_on_top_stands_against_nothing(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")]), "a")
    merge(store, staging(tmp_path / "b.duckdb", [draft("1", customer_name="Bob")]), "b")
    merge(store, staging(tmp_path / "c.duckdb", [draft("1", customer_name="Cy")]), "c")
    assert [take_back(store, name).back for name in ("c", "b")] == [1, 1]
    assert take_back(store, "a") == UndoCounts(vanish=1, back=0, kept=0)
    unbroken(store)


def test_an_import_that_only_disagreed_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")]), "a")
    move_order(store, "shopify", "1", lambda _: Move("preparing", None, "", ACTOR, NOW))
    before = content(store)
    path = staging(tmp_path / "b.duckdb", [draft("1", stage="delivered")])
    assert merge(store, path, "b").conflict == 1
    take_back(store, "b")
    assert content(store) == before
    with store.read() as connection:
        assert connection.execute(select(conflicts)).all() == []
    assert merge(store, path, "c").conflict == 1


def test_held_rows_of_an_import_are_settled_with_it(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")]), "a")
    with store.unit_of_work() as work:
        work.connection.execute(
            text("INSERT INTO held_rows (import_id, file, reason, state) VALUES ('a', 'f', 'r', NULL), "
                 "('a', 'f', 'r', 'replayed'), ('b', 'f', 'r', NULL)")
        )  # fmt: skip
    take_back(store, "a")
    with store.read() as connection:
        states = connection.execute(text("SELECT import_id, state FROM held_rows ORDER BY 1, 2")).all()
    assert sorted((row[0], row[1] or "") for row in states) == [("a", "dropped"), ("a", "replayed"), ("b", "")]


CELLS = {
    "stage": st.sampled_from(["awaiting_payment", "paid", "shipped", "done", "cancelled"]),
    "total": st.none() | st.decimals(0, 9999, places=2),
    "currency": st.sampled_from(["USD", "CNY", "XAF"]),
    "customer_name": st.none() | st.sampled_from(["Ann", "王芳", 'O"B\\', "a,b"]),
    "customer_phone": st.none() | st.sampled_from(["13800000000", "+1 555 0100"]),
    "note": st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=5),
    "paid_at": st.none() | st.sampled_from([datetime(2025, 1, 1), datetime(2025, 2, 3, 4, 5, 6)]),
    "promised_at": st.none() | st.just(datetime(2026, 12, 1)),
    "tags": st.none() | st.just("a,b"),
}  # fmt: skip
DRAFTS = st.dictionaries(st.sampled_from("12345"), st.fixed_dictionaries({}, optional=CELLS), max_size=5)
LINES = st.dictionaries(st.sampled_from("12345"), st.integers(0, 3), max_size=5)
FILES = st.lists(st.tuples(DRAFTS, LINES, st.lists(st.sampled_from("12345"), max_size=2)), min_size=2, max_size=3)


@pytest.mark.parametrize(
    "choice", [EVERYTHING, Choice(changed=True, without=frozenset({"money"}), theirs=frozenset({"stage"}))]
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_undone_from_the_last_to_the_first_each_import_leaves_what_was_before_it(
    store: Store, tmp_path: Path, files: list[Any], choice: Choice
) -> None:
    with store.unit_of_work() as work:
        for table in metadata.tables.values():
            if table.name not in ("meta", "documents", "outbox"):
                work.connection.execute(table.delete())
    before = []
    for number, (told, lines, moved) in enumerate(files):
        names = sorted(set(told))
        drafts = [draft(no, **told[no]) for no in names]
        goods = [line(no, place, quantity=place) for no in names for place in range(1, lines.get(no, 0) + 1)]
        if number == 0:  # what people do before a later import is theirs, and stays
            merge(store, staging(tmp_path / "s.duckdb", drafts, goods), "i0", choice)
            there = {row["channel_order_no"] for row in content(store)["orders"].values()}
            for no in sorted(there & set(moved)):
                move_order(store, "shopify", no, lambda _: Move("preparing", None, "", ACTOR, NOW))
            before.append(content(store))
            continue
        before.append(content(store))
        merge(store, staging(tmp_path / "s.duckdb", drafts, goods), f"i{number}", choice)
    for number in reversed(range(1, len(files))):
        counts = take_back(store, f"i{number}")
        assert counts.kept == 0
        assert content(store) == before[number]
    unbroken(store)
