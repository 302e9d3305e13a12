"""Each rule is broken on purpose, on both engines, and must be found; a sound store must be found sound."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from ordertrail.domain.actor import local_owner
from ordertrail.domain.order import SURCHARGE_KINDS
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.place_order import place_order
from ordertrail.settings import Settings
from ordertrail.store import integrity
from ordertrail.store.engine import Store
from ordertrail.store.integrity import Fault, engine_version, find_faults, newest_moment, zone_agrees
from tests.postgres import Server
from tests.services.landing import land_template
from tests.store.archiving import numbered
from tests.store.test_outbox import eventually

STRAY = "00000000-0000-0000-0000-000000000001"
ROWS = [f"M-{n},paid,USD,2026-01-{n + 10} 23:30:00,Ann,Cup,2,50.00" for n in range(1, 7)]


@pytest.fixture
def filled(either_ctx: Context) -> Context:
    """Six orders from a file, one of them moved twice by hand, its changes numbered."""
    either_ctx.store.follow()
    land_template(either_ctx, *ROWS)
    for version, stage in ((1, "preparing"), (2, "shipped")):
        change_status(either_ctx, local_owner("test"), "manual", "M-1", stage, version)
    return either_ctx


def run(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def found(ctx: Context) -> dict[str, Fault]:
    return {fault.code: fault for fault in find_faults(ctx.store)}


def test_a_sound_store_is_found_sound(filled: Context) -> None:
    told: list[tuple[int, int]] = []
    assert find_faults(filled.store, lambda done, total: told.append((done, total))) == []
    assert [done for done, _ in told] == list(range(told[-1][1]))


def test_an_empty_store_is_sound(either_ctx: Context) -> None:
    assert find_faults(either_ctx.store) == []


def test_orders_by_hand_are_sound(either_ctx: Context) -> None:
    lines = [{"name": "Cup", "quantity": "2", "unit_price": "50"}]
    surcharges = [{"kind": SURCHARGE_KINDS[1], "amount": "5"}]
    wish = {"customer_name": "Ann", "currency": "USD", "lines": lines, "surcharges": surcharges}
    place_order(either_ctx, local_owner("test"), wish)
    assert find_faults(either_ctx.store) == []


BROKEN = {
    "lines_astray": (
        f"INSERT INTO order_lines (order_id, line_no, sku, name) VALUES ('{STRAY}', 1, 'S-9', 'Teapot')",
        1,
        "S-9 Teapot",
    ),
    "surcharges_astray": (
        f"INSERT INTO order_surcharges (order_id, kind, amount) VALUES ('{STRAY}', 'rush', 5)",
        1,
        "rush 5.0000",
    ),
    "events_astray": (
        "INSERT INTO order_events (order_id, version, occurred_at, actor, kind) "
        f"VALUES ('{STRAY}', 1, TIMESTAMP '2026-01-01 00:00:00', 'Bob', 'created')",
        1,
        "created 2026-01-01 00:00:00 Bob",
    ),
    "conflicts_astray": (
        "INSERT INTO conflicts (import_id, order_id, field, created_at) "
        f"VALUES ('imp1', '{STRAY}', 'total', TIMESTAMP '2026-01-01 00:00:00')",
        1,
        "imp1 total",
    ),
    "versions_off": ("UPDATE orders SET version = 9 WHERE channel_order_no IN ('M-2', 'M-3')", 2, "manual M-2"),
    "stages_off": ("UPDATE orders SET stage = 'hold' WHERE channel_order_no IN ('M-1', 'M-2')", 2, "manual M-1"),
    "held_rows_astray": (
        "INSERT INTO held_rows (import_id, file, line, reason) VALUES ('gone', 'a.csv', 7, 'bad_time')",
        1,
        "a.csv:7",
    ),
    "imports_missing": ("UPDATE orders SET import_id = 'gone' WHERE channel_order_no = 'M-3'", 1, "manual M-3"),
    "quantities_negative": (
        "UPDATE order_lines SET quantity = -2 WHERE order_id IN "
        "(SELECT order_id FROM orders WHERE channel_order_no = 'M-4')",
        1,
        "manual M-4: Cup",
    ),
    "numbers_missing": ("UPDATE outbox SET seq = seq + 4 WHERE seq = (SELECT max(seq) FROM outbox)", 1, "3"),
    "numbers_doubled": ("UPDATE outbox SET seq = 1 WHERE seq = 2", 1, "1"),
    "keys_off": ("UPDATE orders SET channel_order_no = 'M-99' WHERE channel_order_no = 'M-4'", 1, "manual M-99"),
    "days_off": ("UPDATE orders SET order_day = DATE '2026-02-01' WHERE channel_order_no = 'M-5'", 1, "manual M-5"),
    "base_off": ("UPDATE orders SET base_total = base_total + 1 WHERE channel_order_no = 'M-6'", 1, "manual M-6"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_breaks_a_rule_is_found(filled: Context, code: str) -> None:
    statement, count, example = BROKEN[code]
    assert eventually(lambda: len(filled.store.changes_since(0)) == 3)
    run(filled.store, statement)
    faults = found(filled)
    assert code in faults, faults
    assert (faults[code].count, faults[code].example) == (count, example)
    assert faults[code].grave is (code not in ("base_off", "imports_missing"))
    assert set(faults) - {code} == ({"numbers_missing"} if code == "numbers_doubled" else set())


def test_events_without_their_order_and_orders_without_events(filled: Context) -> None:
    run(filled.store, "DELETE FROM order_events WHERE version = 2")
    assert found(filled)["versions_off"] == Fault("versions_off", 1, "manual M-1")
    run(filled.store, "DELETE FROM order_events")
    assert found(filled)["versions_off"].count == 6


def test_an_event_written_twice_is_found_even_where_the_count_is_right(filled: Context) -> None:
    run(filled.store, "UPDATE order_events SET version = 3 WHERE version = 2")
    faults = found(filled)
    assert faults["events_doubled"] == Fault("events_doubled", 1, "manual M-1")
    assert set(faults) == {"events_doubled"}


def test_a_sequence_that_does_not_begin_with_1_lacks_its_beginning(filled: Context) -> None:
    assert eventually(lambda: len(filled.store.changes_since(0)) == 3)
    run(filled.store, "DELETE FROM outbox WHERE seq < 3")
    assert found(filled) == {"numbers_missing": Fault("numbers_missing", 1, "1")}


def test_a_change_that_was_passed_over_when_numbers_were_given_is_found(either_ctx: Context) -> None:
    land_template(either_ctx, *ROWS)
    numbered(either_ctx.store)
    assert found(either_ctx) == {}
    run(
        either_ctx.store,
        "INSERT INTO outbox (order_id, outbox_id, place, occurred_at, body) "
        f"VALUES ('{STRAY}', '{STRAY}', 1, TIMESTAMP '2026-01-01 00:00:00', '[]')",
    )
    assert found(either_ctx) == {"numbers_late": Fault("numbers_late", 1, "2026-01-01 00:00:00 []")}


def test_changes_that_no_relay_has_seen_yet_are_no_fault_on_a_server(
    postgres: Server, laid_out: str, tmp_path: Path
) -> None:
    url = postgres.database(laid_out)
    store = Store(url, zone="Asia/Shanghai", base_currency="CNY")
    try:
        assert found(_landed(store, tmp_path)) == {}
        assert store.changes_since(0) == []
    finally:
        store.close()
        postgres.drop(url)


def test_a_text_that_the_other_engine_cannot_take_is_found(ctx: Context) -> None:
    land_template(ctx, *ROWS)
    run(ctx.store, "UPDATE order_events SET note = 'a' || chr(0)", "UPDATE orders SET note = chr(0) || 'b'")
    assert found(ctx) == {"texts_unsound": Fault("texts_unsound", 12, "order_events.note")}


def test_an_order_that_is_there_twice_is_found(filled: Context) -> None:
    run(
        filled.store,
        "CREATE TABLE loose AS SELECT * FROM orders",
        "INSERT INTO loose SELECT * FROM orders WHERE channel_order_no = 'M-2'",
        "DROP TABLE orders",
        "ALTER TABLE loose RENAME TO orders",
    )
    assert found(filled)["orders_doubled"] == Fault("orders_doubled", 1, "manual M-2")


def test_an_index_that_disagrees_is_found(filled: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = integrity._by_index

    def forgetful(*given: object) -> dict[object, tuple[int | None, int]]:
        seen = honest(*given)  # type: ignore[arg-type]
        last = max(seen)
        return {**seen, last: (None, seen[last][1])}

    monkeypatch.setattr(integrity, "_by_index", forgetful)
    assert found(filled)["index_off"].count == 1


def test_a_row_that_postgres_index_lacks_is_found(postgres: Server, laid_out: str, tmp_path: Path) -> None:
    url = postgres.database(laid_out)
    store = Store(url, zone="Asia/Shanghai", base_currency="CNY")
    try:
        ctx = _landed(store, tmp_path)
        ready = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'order_lines_order_id'::regclass"
        run(store, ready.format("false"))
        store.engine.dispose()
        run(
            store,
            "INSERT INTO order_lines (order_id, line_no, name) "
            "SELECT order_id, 2, 'Lid' FROM orders WHERE channel_order_no = 'M-3'",
        )
        run(store, ready.format("true"))
        store.engine.dispose()
        assert found(ctx) == {"index_off": Fault("index_off", 1, "manual M-3")}
    finally:
        store.close()
        postgres.drop(url)


def _landed(store: Store, folder: Path) -> Context:
    settings = Settings(data_dir=folder)
    for place in (settings.inbox_dir, settings.staging_dir):
        place.mkdir()
    ctx = Context(settings=settings, store=store)
    land_template(ctx, *ROWS)
    return ctx


def test_every_rule_has_its_test() -> None:
    ledgers = import_module("tests.store.test_integrity_ledger").BROKEN
    elsewhere = {"orders_doubled", "events_doubled", "numbers_late", *ledgers}
    assert set(integrity.rules("Asia/Shanghai", "CNY", "postgresql")) == set(BROKEN) | elsewhere
    assert set(integrity.rules("Asia/Shanghai", "CNY", "duckdb")) == set(BROKEN) | elsewhere | {"texts_unsound"}


def test_what_the_store_says_of_itself(filled: Context, target: str | None) -> None:
    newest = newest_moment(filled.store)
    assert newest is not None and abs(newest - filled.now()) < timedelta(minutes=5)
    assert int(engine_version(filled.store).split(".")[0]) >= (15 if target else 1)
    assert zone_agrees(filled.store, datetime(2026, 7, 1))


def test_zone_data_that_differ_are_found(either_ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine with old data is one that gives the hours of another zone."""
    monkeypatch.setattr(integrity, "ZoneInfo", lambda name: ZoneInfo("Asia/Tokyo" if name != "UTC" else name))
    assert not zone_agrees(either_ctx.store, datetime(2026, 7, 1))


def test_an_untouched_store_has_no_newest_moment(either_ctx: Context) -> None:
    assert newest_moment(either_ctx.store) is None
