"""What a search finds is what a plain recount over the orders finds, on both engines and whatever the index knows."""

from __future__ import annotations

import random
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from ordertrail.analytics import finding
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_count, order_rows
from ordertrail.domain.actor import local_owner
from ordertrail.domain.order import order_id
from ordertrail.store import terms
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.merge import land
from ordertrail.store.tables import order_lines, orders
from ordertrail.store.terms_keeper import bring_up
from tests.analytics.recount import stands
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")
NAMES = ["王小明", "单小明", "欧阳娜", "Ann-Marie O'Neil", "Zoë", "Иван", None]
PHONES = ["138-1234 5678", "13912345678", "18412345678-5678", "+86 (10) 1234-5678", None]
TAGS = ["急单,VIP", "50%_off", "a~b", None]
SKUS = ["CUP-Red", "red", "MUG-9-xl", "12345", "~8765"]
WORDS = [
    "#1", "1", "王", "小明", "明", "xiaoming", "ming", "wxm", "xm", "ann", "marie", "o'n", "neil", "eil", "oë", "ван",
    "5678", "678", "12345678", "1234-5678", "13812345678", "38-1", "vip", "急", "单", "50%", "%_", "off", "~b", "~8765",
    "cup", "red", "ed", "xl", "9-x", "2345", "345", "*345", "*ed", "*", "SF1", "0007", "王 5678", "red ann", "x" * 40,
]  # fmt: skip


def cells(dice: random.Random) -> dict[str, Any]:
    return {
        "customer_name": dice.choice(NAMES),
        "customer_phone": dice.choice(PHONES),
        "tags": dice.choice(TAGS),
        "tracking_no": dice.choice(["SF10007", "SF2, SF30007", None]),
        "placed_at": datetime(2026, 11, dice.randint(1, 20)),
        "channel_order_no": None,
    }


def recount(rows: list[Any], q: str) -> list[str]:
    """Numbers, newest first, of the orders whose text holds every word: letter by letter, without patterns."""
    return [no for no, _, held in rows if all(holds(held, word) for word in q.lower().split())]


def holds(held: str, word: str) -> bool:
    if word.startswith("*"):
        return word.strip("*") in held
    digits = re.sub("[^0-9]", "", word)
    spelt = {word} | ({digits} if digits and not set(word) - set("0123456789+()./-") else set())
    return any(stands(held, each, at) for each in spelt for at in range(len(held)) if held.startswith(each, at))


def check(store: Store) -> None:
    with store.read() as connection:
        query = select(orders.c.channel_order_no, orders.c.placed_at, orders.c.search, orders.c.order_id)
        known = sorted(connection.execute(query).tuples(), key=lambda row: row[3])
        rows = [row[:3] for row in sorted(known, key=lambda row: row[1], reverse=True)]
        for word in WORDS:
            found, total = order_rows(connection, Filters(q=word), now=NOW, limit=1000)
            expected = recount(rows, word)
            assert [row["channel_order_no"] for row in found] == expected, word
            assert total == len(expected) == order_count(connection, Filters(q=word), NOW), word
            late = order_rows(connection, Filters(q=word, channels=("shopify",)), now=NOW, limit=2, offset=1)
            assert ([row["channel_order_no"] for row in late[0]], late[1]) == (expected[1:3], total), word
            _, sold = order_rows(connection, Filters(q=word, channels=("tmall",)), now=NOW)
            assert sold == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_a_search_finds_what_a_recount_finds(
    store: Store, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(terms, "LEAST_TAIL", 40)
    if seed == 2:
        monkeypatch.setattr(finding, "FEW", 1)
    for step in range(6):
        nos = dice.sample([f"#1{number}" for number in range(20)], 8)
        drafts = [draft(no, **{**cells(dice), "channel_order_no": no}) for no in nos]
        lines = [line(no, 1, sku=dice.choice(SKUS)) for no in nos]
        made = staging(tmp_path / f"{step}", drafts, lines)
        with store.source(made) as source:
            store.run(lambda uow, source=source: land(uow, source, "i", ACTOR, NOW), aside=True)
        if step % 2 and store.backend.serial:
            bring_up(store)
            with store.read() as connection:
                assert terms.count_due(connection) == 0
        no = dice.choice(nos)
        with store.read() as connection:
            seen = connection.execute(select(orders.c.version).where(orders.c.order_id == order_id("shopify", no)))
            version = seen.scalar_one()
        told = {name: value for name, value in cells(dice).items() if name != "channel_order_no"}
        edit_order(store, "shopify", no, version, lambda _, told=told: Edit("edited", told), ACTOR, NOW)
        gone = order_id("shopify", nos[0] if nos[0] != no else nos[1])

        def remove(uow: Any, gone: Any = gone) -> None:
            terms.note(uow.connection, f"SELECT CAST('{gone}' AS UUID) AS order_id")
            for table in (order_lines, orders):
                uow.connection.execute(delete(table).where(table.c.order_id == gone))

        store.run(remove)
        check(store)


def test_many_that_are_due_are_read_as_they_are(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_DUE", 1)
    made = staging(tmp_path / "a", [draft(f"N{number}") for number in range(4)], [])
    with store.source(made) as source:
        store.run(lambda uow: land(uow, source, "i", ACTOR, NOW), aside=True)
    with store.read() as connection:
        assert finding.found_by_terms(connection, "n") is None
        assert order_rows(connection, Filters(q="n"), now=NOW)[1] == 4


def test_a_digest_in_blocks_leaves_nothing_and_sorts_the_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not store.backend.serial:
        return
    monkeypatch.setattr(terms, "LEAST_TAIL", 3)
    monkeypatch.setattr(terms, "BLOCK", 3)
    made = staging(tmp_path / "a", [draft(f"N{number}") for number in range(7)], [])
    with store.source(made) as source:
        store.run(lambda uow: land(uow, source, "i", ACTOR, NOW), aside=True)
    with store.read() as connection:
        assert terms.count_due(connection) == 7
    store.run(lambda uow: terms.digest(uow.connection, 3))
    bring_up(store)
    with store.read() as connection:
        assert terms.count_due(connection) == 0
        heads = connection.execute(text("SELECT head FROM order_finding.terms")).scalars().all()
        assert heads == sorted(heads) and len(heads) == 14
        assert not terms.is_untidy(connection)
