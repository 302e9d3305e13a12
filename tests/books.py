"""Orders in hand and the books that must hold whatever happened: used by the load, crash and fault tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import StaleEdit
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.store import outbox
from ordertrail.store.engine import Store
from ordertrail.store.merge import MergeResult, land
from ordertrail.store.moves import Move, Present, move_order
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")
CHANNEL = "shopify"

# Order, version, stage: what somebody was told is done.
Done = tuple[str, int, str]


def land_file(store: Store, path: Path, name: str, numbers: Iterable[str], **cells: Any) -> MergeResult:
    """Land a file called ``name`` that says the same ``cells`` of every order, each with one line."""
    wanted = list(numbers)
    made = staging(path, [draft(no, source_file=name, **cells) for no in wanted], [line(no) for no in wanted])
    with store.source(made) as source:
        return store.run(lambda uow: land(uow, source, name, ACTOR, NOW), aside=True)


def toggle(store: Store, no: str, seen: int) -> Done:
    """Put a paid order on hold, one on hold back. Raises StaleEdit unless ``seen`` is its version."""
    to_stage = ""

    def decide(present: Present | None) -> Move:
        nonlocal to_stage
        assert present is not None, no
        if present.version != seen:
            raise StaleEdit({"version": present.version})
        to_stage = "paid" if present.stage == "hold" else "hold"
        assert RETAIL.may_move(present.stage, to_stage), present
        return Move(to_stage, RETAIL.stage(to_stage).stamp, "", ACTOR, NOW)

    return no, move_order(store, CHANNEL, no, decide), to_stage


def check_books(store: Store, done: Iterable[Done]) -> None:
    """No change lost, none doubled; versions, events, stages and the sequence of changes agree."""
    if not store.backend.serial:
        with store.engine.begin() as connection:
            outbox.number(connection)
    with store.read() as connection:
        events: dict[Any, list[Any]] = {}
        for event in connection.execute(text("SELECT * FROM order_events ORDER BY order_id, version")):
            events.setdefault(event.order_id, []).append(event)
        orders = connection.execute(text("SELECT * FROM orders")).all()
        seqs = connection.execute(text("SELECT seq FROM outbox ORDER BY seq")).scalars().all()
    assert set(events) == {order.order_id for order in orders}
    recorded: Counter[Done] = Counter()
    for order in orders:
        mine = events[order.order_id]
        assert [event.version for event in mine] == list(range(1, order.version + 1)), order.channel_order_no
        stage, by_hand = mine[0].to_value, False
        for event in mine[1:]:
            if event.to_value is not None:
                assert event.from_value == stage, (order.channel_order_no, event.version)
                assert event.kind == "stage_changed" or not by_hand, "a file overwrote what a person did"
                stage = event.to_value
            by_hand = by_hand or event.kind == "stage_changed"
            if event.kind == "stage_changed":
                recorded[order.channel_order_no, event.version, event.to_value] += 1
        assert stage == order.stage, order.channel_order_no
    assert list(seqs) == list(range(1, len(seqs) + 1))
    told = Counter(done)
    assert max(told.values(), default=1) == max(recorded.values(), default=1) == 1
    assert not set(told) - set(recorded), "an acknowledged change is lost"


def check_indexes(store: Store) -> None:
    """What the indexes find is what a scan finds."""
    queries = (
        "SELECT count(*) FROM orders WHERE {key} = {value}",
        "SELECT count(*) FROM order_lines WHERE {key} = {value}",
    )
    with store.read() as connection:
        keys = connection.execute(text("SELECT order_id FROM orders")).scalars().all()
        for query in queries:
            table = query.split()[3]
            scanned = dict(
                connection.execute(text(f"SELECT order_id, count(*) FROM {table} GROUP BY 1")).tuples().all()
            )
            if not store.backend.serial:
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for key in keys:
                looked = text(query.format(key="order_id", value="CAST(:key AS UUID)"))
                assert connection.execute(looked, {"key": str(key)}).scalar_one() == scanned.get(key, 0), (table, key)
