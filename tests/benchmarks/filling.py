"""A store of many orders, made by the engine itself: ten million rows are not worth reading from a file."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from ordertrail.store.engine import Store

DAYS: Final = 540
_STAGES: Final = ("paid", "preparing", "shipped", "delivered", "done", "done", "done", "cancelled")
_CHANNELS: Final = ("shopify", "amazon", "taobao", "tmall", "douyin", "manual")
_REGIONS: Final = ("CN-44", "CN-33", "CN-32", "CN-37", "CN-51", "CN-11", "CN-42", "CN-35")


def _pick(values: tuple[str, ...], index: str) -> str:
    whens = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE ({index}) % {len(values)} {whens} END"


def fill(store: Store, orders: int) -> None:
    """``orders`` orders over 18 months, three lines for two orders, an event each."""
    series = f"range({orders})" if store.backend.name == "duckdb" else f"generate_series(0, {orders - 1})"
    channel, no = _pick(_CHANNELS, "i"), "'B' || CAST(1000000000 + i AS TEXT)"
    key = f"CAST(md5({channel} || '|' || {no}) AS UUID)"
    placed = (
        f"TIMESTAMP '2025-06-01' + (CAST((CAST(i AS BIGINT) * 7919) % {DAYS * 86400} AS INTEGER)) * INTERVAL '1 second'"
    )
    columns = {
        "order_id": key,
        "channel": channel,
        "channel_order_no": no,
        "stage": _pick(_STAGES, "i * 7"),
        "currency": "'CNY'",
        "total": "CAST(20 + i % 900 AS DECIMAL(18,4))",
        "placed_at": placed,
        "promised_at": f"{placed} + INTERVAL '168 hours'",
        "delivered_at": f"CASE WHEN i % 3 > 0 THEN {placed} + (40 + i % 150) * INTERVAL '1 hour' END",
        "customer_name": "'Customer ' || CAST(i % 2000000 AS TEXT)",
        "customer_phone": "'138' || CAST(10000000 + i % 89999999 AS TEXT)",
        "country": "'CN'",
        "region": _pick(_REGIONS, "i * 3"),
        "city": "'City ' || CAST(i % 300 AS TEXT)",
        "order_day": f"CAST({placed} + INTERVAL '8 hours' AS DATE)",
        "base_total": "CAST(20 + i % 900 AS DECIMAL(18,4))",
        "search": f"lower({no}) || ' customer ' || CAST(i % 2000000 AS TEXT)",
        "version": "1",
        "origin": "'import'",
        "fingerprint": f"md5({no})",
        "staff_stage": "FALSE",
        "created_at": placed,
        "updated_at": placed,
    }
    rows = f"FROM {series} AS t(i)"
    statements = (
        f"INSERT INTO orders ({', '.join(columns)}) SELECT {', '.join(columns.values())} {rows}",
        "INSERT INTO order_lines (order_id, line_no, sku, name, quantity, unit_price, amount) "
        f"SELECT {key}, n, 'SKU-' || CAST(i % 900 AS TEXT), 'Item ' || CAST(i % 900 AS TEXT), 1, 20 + i % 900, "
        f"20 + i % 900 {rows}, (VALUES (1), (2)) AS lines(n) WHERE n = 1 OR i % 2 = 0",
        "INSERT INTO order_events (order_id, version, occurred_at, actor, kind, to_value, source) "
        f"SELECT {key}, 1, {placed}, 'owner', 'imported', 'paid', 'orders.csv:2' {rows}",
    )
    for statement in statements:
        with store.engine.begin() as connection:
            connection.execute(text(statement))
    store.backend.settle()
    if store.backend.name == "postgresql":
        with store.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
