"""What becomes of drafts: new, changed, unchanged, or disputed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordertrail.domain.actor import local_owner
from ordertrail.domain.order import order_id
from ordertrail.store.engine import Store
from ordertrail.store.merge import MergeResult, insert_draft, land, preview
from ordertrail.store.moves import Move, move_order
from ordertrail.store.orders import OrderView, get_order
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")


def merge(store: Store, path: Path, import_id: str = "i1") -> MergeResult:
    with store.source(path) as source:
        return store.run(lambda uow: land(uow, source, import_id, ACTOR, NOW))


def outcome(result: Any) -> tuple[int, int, int, int]:
    return result.new, result.changed, result.unchanged, result.conflict


def order(store: Store, no: str, channel: str = "shopify") -> OrderView:
    with store.read() as connection:
        found = get_order(connection, channel, no)
    assert found is not None
    return found


def move(store: Store, no: str, to_stage: str, stamp: str | None = None, channel: str = "shopify") -> None:
    move_order(store, channel, no, lambda _: Move(to_stage, stamp, "", ACTOR, NOW))


def test_new_orders_get_key_day_base_amount_promise_and_one_event(store: Store, tmp_path: Path) -> None:
    path = staging(
        tmp_path / "s.duckdb",
        [draft("1", customer_phone="+86 138-0000", customer_email="A@x.cn"), draft("2", currency="XAF")],
        [line("1"), line("1", 2)],
    )
    result = merge(store, path)
    assert (outcome(result), result.rows_merged, result.lines) == ((2, 0, 0, 0), 2, 2)
    first = order(store, "1").order
    assert first["order_id"] == order_id("shopify", "1")
    assert first["order_day"] == date(2026, 11, 11)  # 17:30 UTC is past midnight in Shanghai
    assert first["base_total"] == Decimal("710")
    assert first["promised_at"] == datetime(2026, 11, 17, 17, 30)  # 24 + 12 + 36 + 96 hours
    assert first["search"] == "1 ann +86 138-0000 861380000 a@x.cn s1 s2"
    assert order(store, "2").order["base_total"] is None
    assert [(e["version"], e["kind"], e["to_value"], e["source"]) for e in order(store, "1").events] == [
        (1, "imported", "paid", "a.csv:2")
    ]


def test_amounts_of_any_size_reach_the_base_currency(store: Store, tmp_path: Path) -> None:
    told = [draft("1", total=25_000_000), draft("2", total=Decimal("99999999999999.9999"))]
    assert outcome(merge(store, staging(tmp_path / "s.duckdb", told))) == (2, 0, 0, 0)
    assert order(store, "1").order["base_total"] == Decimal(177_500_000)
    assert order(store, "2").order["base_total"] is None  # fifteen digits before the point, the store has fourteen


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = staging(tmp_path / "s.duckdb", [draft("1"), draft("2", total=None)], [line("1")])
    merge(store, path)
    before = order(store, "1")
    sequence = store.feed.sequence
    assert outcome(preview(store, path)) == (0, 0, 2, 0)
    again = merge(store, path, "i2")
    assert (outcome(again), again.rows_unchanged, again.lines) == ((0, 0, 2, 0), 2, 0)
    assert order(store, "1") == before
    assert store.feed.sequence == sequence


def test_amounts_of_another_currency_do_not_stay_beside_a_new_one(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1", paid=100, shipping=8), draft("2", paid=100)]))
    told = [
        draft("1", currency="AUD", total=70, paid=None, shipping=5, fingerprint="b"),
        draft("2", total=70, paid=None, fingerprint="b"),
    ]
    merge(store, staging(tmp_path / "b.duckdb", told), "i2")
    after = order(store, "1").order
    assert (after["currency"], after["total"], after["paid"], after["shipping"]) == ("AUD", 70, None, 5)
    assert order(store, "2").order["paid"] == 100


def test_a_change_lands_with_its_fields_and_a_new_version(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")], [line("1")]))
    path = staging(
        tmp_path / "b.duckdb",
        [draft("1", stage="shipped", customer_name="Bob", source_file="b.csv", source_line=9)],
        [line("1"), line("1", 2, amount=0)],
    )
    found = preview(store, path)
    assert outcome(found) == (0, 1, 0, 0)
    assert found.samples == [
        {
            "channel": "shopify",
            "channel_order_no": "1",
            "kind": "changed",
            "changes": {"stage": ["paid", "shipped"], "customer_name": ["Ann", "Bob"]},
            "disputed": [],
        }
    ]
    assert outcome(merge(store, path, "i2")) == (0, 1, 0, 0)
    after = order(store, "1")
    assert (after.order["version"], after.order["stage"], after.order["import_id"]) == (2, "shipped", "i2")
    assert after.order["search"] == "1 bob s1 s2"
    assert len(after.lines) == 2
    event = after.events[0]
    assert (event["version"], event["kind"], event["from_value"], event["to_value"]) == (
        2, "import_changed", "paid", "shipped",
    )  # fmt: skip
    assert (event["note"], event["source"]) == ("stage,customer_name,lines", "b.csv:9")


def test_an_empty_cell_never_erases_a_known_one(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1", tracking_no="T1")], [line("1")]))
    poorer = staging(tmp_path / "b.duckdb", [draft("1", customer_name=None)])
    assert outcome(merge(store, poorer)) == (0, 0, 1, 0)
    after = order(store, "1")
    assert (after.order["tracking_no"], after.order["customer_name"], after.order["version"]) == (
        "T1",
        "Ann",
        1,
    )
    assert len(after.lines) == 1


def test_a_report_without_amounts_leaves_money_day_and_lines_alone(store: Store, tmp_path: Path) -> None:
    """As Amazon's unshipped report says of an order that the report of all orders told with its prices."""
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")], [line("1"), line("1", 2)]))
    bare = {"unit_price": None, "amount": None}
    poorer = draft("1", total=None, currency="GBP", placed_at=None, customer_phone="555")
    assert outcome(
        merge(store, staging(tmp_path / "b.duckdb", [poorer], [line("1", **bare), line("1", 2, **bare)]), "i2")
    ) == (0, 1, 0, 0)
    after = order(store, "1")
    assert (after.order["total"], after.order["currency"], after.order["base_total"]) == (100, "USD", 710)
    assert (after.order["order_day"], after.order["customer_phone"]) == (date(2026, 11, 11), "555")
    assert [each["amount"] for each in after.lines] == [100, 100]
    fewer = staging(tmp_path / "c.duckdb", [draft("1", city="Rome")], [line("1", quantity=3)])
    merge(store, fewer, "i3")
    assert [each["quantity"] for each in order(store, "1").lines] == [3]


def test_a_day_and_a_base_amount_follow_what_was_merged(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")]))
    later = draft("1", total=50, placed_at=datetime(2026, 11, 12, 1, 0))
    merge(store, staging(tmp_path / "b.duckdb", [later]), "i2")
    after = order(store, "1").order
    assert (after["base_total"], after["order_day"]) == (355, date(2026, 11, 12))


def test_the_same_dispute_is_written_once(store: Store, tmp_path: Path) -> None:
    typed = draft("H1", channel="manual", source_file=None, source_line=None)
    store.run(lambda uow: insert_draft(uow, typed, [], [], actor=ACTOR, origin="hand", now=NOW))
    for number, city in enumerate(("Rome", "Rome", "Oslo")):
        told = draft("H1", channel="manual", total=90, city=city, note=f"file {number}")
        merge(store, staging(tmp_path / f"{number}.duckdb", [told]), f"i{number}")
    found = [(each["field"], each["theirs"]) for each in order(store, "H1", "manual").conflicts]
    assert sorted(found).count(("total", "90.0000")) == 1


def test_a_persons_stage_outranks_the_file_and_leaves_one_conflict(store: Store, tmp_path: Path) -> None:
    merge(store, staging(tmp_path / "a.duckdb", [draft("1")]))
    move(store, "1", "shipped", "shipped_at")
    unmoved = staging(tmp_path / "b.duckdb", [draft("1", city="Rome")])
    assert outcome(merge(store, unmoved)) == (0, 1, 0, 0)  # the file still says what it said: no dispute
    disputed = staging(tmp_path / "c.duckdb", [draft("1", city="Rome", stage="cancelled", cancelled_at=NOW)])
    (sample,) = preview(store, disputed).samples
    assert (sample["kind"], sample["disputed"]) == ("conflict", ["stage"])
    assert sample["changes"]["stage"] == ["shipped", "cancelled"]
    assert outcome(merge(store, disputed, "i3")) == (0, 0, 0, 1)
    after = order(store, "1")
    assert (after.order["stage"], after.order["city"], after.order["cancelled_at"]) == ("shipped", "Rome", None)
    assert [(c["field"], c["ours"], c["theirs"]) for c in after.conflicts] == [("stage", "shipped", "cancelled")]
    assert outcome(merge(store, disputed, "i4")) == (0, 0, 1, 0)
    assert len(order(store, "1").conflicts) == 1


def test_a_file_never_overwrites_an_order_entered_by_hand(store: Store, tmp_path: Path) -> None:
    typed = {"channel": "manual", "source_file": None, "source_line": None}

    def enter(uow: Any) -> None:
        insert_draft(
            uow,
            draft("H1", **typed),
            [line("H1", channel="manual")],
            [{"kind": "packing", "amount": Decimal("3")}],
            actor=ACTOR,
            origin="hand",
            now=NOW,
        )

    store.run(enter)
    before = order(store, "H1", "manual")
    assert [(e["kind"], e["source"]) for e in before.events] == [("created", "test")]
    assert [(s["kind"], s["amount"]) for s in before.surcharges] == [("packing", Decimal("3"))]
    path = staging(tmp_path / "a.duckdb", [draft("H1", channel="manual", total=90, city="Rome")])
    assert outcome(merge(store, path)) == (0, 0, 0, 1)
    after = order(store, "H1", "manual")
    assert (after.order["total"], after.order["city"]) == (Decimal(100), "Rome")
    assert [(c["field"], c["ours"], c["theirs"]) for c in after.conflicts] == [("total", "100.0000", "90.0000")]


def test_hand_and_file_make_equal_rows(store: Store, tmp_path: Path) -> None:
    one = draft("1", source_file=None, source_line=None)
    store.run(lambda uow: insert_draft(uow, one, [line("1")], [], actor=ACTOR, origin="hand", now=NOW))
    other = Store(None, zone="Asia/Shanghai", base_currency="CNY")
    merge(other, staging(tmp_path / "a.duckdb", [one], [line("1")]))
    by_hand, by_file = order(store, "1"), order(other, "1")
    other.close()
    assert by_hand.lines == by_file.lines
    ours = {"origin", "import_id"}
    assert {k: v for k, v in by_hand.order.items() if k not in ours} == {
        k: v for k, v in by_file.order.items() if k not in ours
    }


def test_a_failed_landing_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = staging(tmp_path / "a.duckdb", [draft("1")])

    def fail(uow: Any, source: Any) -> None:
        land(uow, source, "i1", ACTOR, NOW)
        raise RuntimeError("the power fails")

    with store.source(path) as source, pytest.raises(RuntimeError):
        store.run(lambda uow: fail(uow, source))
    assert store.is_empty()
    assert outcome(merge(store, path)) == (1, 0, 0, 0)


cells = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(["paid", "shipped", "cancelled"]),
        "city": st.sampled_from([None, "Rome", "O'Fallon", "城"]),
        "total": st.sampled_from([None, 1, 100]),
    }
)
files = st.lists(st.dictionaries(st.sampled_from("ABC"), cells, min_size=1), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files)
def test_any_files_in_any_order_keep_the_books(tmp_path: Path, told: list[dict[str, dict[str, Any]]]) -> None:
    """Counts add up, repeating the last file changes nothing, versions and events go together."""
    store = Store(None, zone="Asia/Shanghai", base_currency="CNY")
    try:
        expected: dict[str, dict[str, Any]] = {}
        for number, told_orders in enumerate(told):
            path = staging(tmp_path / "p.duckdb", [draft(no, **said) for no, said in told_orders.items()])
            result = merge(store, path, f"i{number}")
            assert sum(outcome(result)) == len(told_orders) == result.rows_merged + result.rows_unchanged
            for no, said in told_orders.items():
                known = expected.setdefault(no, {})
                known.update({name: value for name, value in said.items() if value is not None})
            assert outcome(merge(store, path, "again"))[2] == len(told_orders)
        for no, known in expected.items():
            found = order(store, no)
            assert {name: found.order[name] for name in known} == known
            assert [event["version"] for event in found.events] == list(range(found.order["version"], 0, -1))
    finally:
        store.close()
