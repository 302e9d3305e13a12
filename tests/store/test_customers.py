"""What staff says of customers, merges and refusals, on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError, NotFound, StaleEdit
from ordertrail.store.customer_merges import (
    members_of,
    merge_keys,
    merges_of,
    root_of,
    root_table,
    roots,
    same_customer,
    undo_merge,
)
from ordertrail.store.customers import customer_rows, history, refuse_pair, refused_pairs, write_customer
from ordertrail.store.engine import Store
from ordertrail.store.tables import customer_merges

NOW = datetime(2026, 11, 24, 3, 0)
CLERK = local_owner("web")
A, B, C, D = (UUID(int=number) for number in (1, 2, 3, 4))


def merge(store: Store, kept: UUID, merged: UUID, now: datetime = NOW) -> UUID:
    return store.run(lambda uow: merge_keys(uow, kept, merged, CLERK, now))


def groups(store: Store) -> dict[UUID, UUID]:
    """What Python climbs, after the same was asked in SQL."""
    with store.read() as connection:
        known = roots(connection)
        table = root_table()
        assert dict(connection.execute(select(table.c.merged_key, table.c.root_key)).tuples().all()) == known
        for key in (A, B, C, D):
            root = root_of(connection, key)
            whole = set(members_of(connection, [root]))
            assert set(connection.execute(same_customer(key)).scalars()) == whole
    return known


def test_chains_lead_to_one_customer_and_no_circle_can_be_made(store: Store) -> None:
    merge(store, B, C)
    merge(store, A, B)
    assert groups(store) == {B: A, C: A}
    for kept, merged in ((A, A), (C, A), (A, C), (C, B)):
        with pytest.raises(DomainError, match="customer_itself"):
            merge(store, kept, merged)
    merge(store, D, C)
    assert groups(store) == {A: D, B: D, C: D}


def test_what_is_undone_leaves_the_rest_as_it_was(store: Store) -> None:
    lower, upper = merge(store, B, C), merge(store, A, B)
    heard = store.subscribe()
    assert store.run(lambda uow: undo_merge(uow, lower, CLERK, NOW)) == (B, C)
    assert heard.get(1) == [{"bulk": "customers"}]
    assert groups(store) == {B: A}
    with pytest.raises(DomainError, match="merge_undone"):
        store.run(lambda uow: undo_merge(uow, lower, CLERK, NOW))
    with pytest.raises(NotFound):
        store.run(lambda uow: undo_merge(uow, uuid4(), CLERK, NOW))
    merge(store, C, A)
    assert groups(store) == {A: C, B: C}
    with store.read() as connection:
        assert upper in [row["merge_id"] for row in merges_of(connection, (A, B, C))]


def test_a_circle_from_a_foreign_hand_ends(store: Store) -> None:
    row = {"actor": "x", "created_at": NOW}
    with store.unit_of_work() as uow:
        rows = [
            {"merge_id": uuid4(), "kept_key": kept, "merged_key": merged, **row} for kept, merged in ((A, B), (B, A))
        ]
        uow.connection.execute(insert(customer_merges), rows)
    with store.read() as connection:
        assert set(connection.execute(same_customer(A)).scalars()) == {A, B}
        assert root_of(connection, A) in (A, B)


def test_a_deed_of_two_customers_is_told_once_and_by_either(store: Store) -> None:
    merge_id = merge(store, A, B)
    later = NOW + timedelta(hours=1)
    store.run(lambda uow: undo_merge(uow, merge_id, CLERK, later))
    with store.read() as connection:
        both, one = history(connection, (A, B)), history(connection, (B,))
    assert [deed["kind"] for deed in both] == [deed["kind"] for deed in one] == ["unmerged", "merged"]
    assert both[0]["at"] == later and both[1]["merge_id"] == str(merge_id) and both[0]["actor"] == "owner"


def write(store: Store, seen: int, **cells: str | None) -> int:
    return store.run(lambda uow: write_customer(uow, A, cells, seen_version=seen, actor=CLERK, now=NOW, note=" why "))


def test_staffs_word_has_versions_of_its_own(store: Store) -> None:
    assert write(store, 0, name="Ann", segment="vip") == 1
    assert write(store, 1, name="Ann") == 1
    assert write(store, 1, segment=None, note="a\nb") == 2
    with pytest.raises(StaleEdit) as refused:
        write(store, 1, name="Bob")
    assert (refused.value.code, refused.value.current["version"], refused.value.current["name"]) == (
        "stale_customer", 2, "Ann",
    )  # fmt: skip
    with store.read() as connection:
        row, deeds = customer_rows(connection, [A, B])[A], history(connection, [A])
    assert (row["name"], row["segment"], row["note"], row["version"]) == ("Ann", None, "a\nb", 2)
    assert [deed["changes"] for deed in deeds if deed["version"] == 2] == [
        {"segment": ["vip", None], "note": [None, "a\nb"]}
    ]
    assert deeds[0]["note"] == "why"


def test_a_refusal_is_remembered_once(store: Store) -> None:
    for one, other in ((A, B), (B, A), (A, C)):
        store.run(lambda uow, one=one, other=other: refuse_pair(uow, one, other, CLERK, NOW))  # type: ignore[misc]
    with store.read() as connection:
        assert refused_pairs(connection) == {frozenset((A, B)), frozenset((A, C))}
        assert len(history(connection, [A])) == 2
