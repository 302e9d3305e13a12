"""A store of many orders, made by the engine itself: ten million rows are not worth reading from a file.

Two of three customers have one of 32,000 Chinese names, so that names repeat as they do among shoppers.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from ordertrail.store.engine import Store
from ordertrail.store.search import hold_sounds, joined_sounds, text_of_set
from ordertrail.store.terms import begin_anew

DAYS: Final = 540
_STAGES: Final = ("paid", "preparing", "shipped", "delivered", "done", "done", "done", "cancelled")
_CHANNELS: Final = ("shopify", "amazon", "taobao", "tmall", "douyin", "manual")
_REGIONS: Final = ("CN-44", "CN-33", "CN-32", "CN-37", "CN-51", "CN-11", "CN-42", "CN-35")
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭单曾"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文宇浩然子涵欣怡梓萱晨曦"


def _pick(values: tuple[str, ...], index: str) -> str:
    whens = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE ({index}) % {len(values)} {whens} END"


def _chinese(index: str) -> str:
    """SQL: a surname and two characters, by the number ``index``."""

    def sign(signs: str, step: int) -> str:
        return f"substr('{signs}', CAST(floor({index} / {step}.0) AS INTEGER) % {len(signs)} + 1, 1)"

    return " || ".join((sign(_SURNAMES, 1), sign(_GIVEN[:40], 20), sign(_GIVEN[:40], 800)))


def _sku(index: str) -> str:
    return f"'SKU-' || CAST({index} % 900 AS TEXT)"


def fill(store: Store, orders: int, *, scattered: bool = False) -> None:
    """``orders`` orders over 18 months, three lines for two orders, an event each.

    They lie as they were placed, as imports bring them, or ``scattered``: neighbours in time lie far apart.
    """
    series = f"range({orders})" if store.backend.name == "duckdb" else f"generate_series(0, {orders - 1})"
    channel, no = _pick(_CHANNELS, "i"), "'B' || CAST(1000000000 + i AS TEXT)"
    key = f"CAST(md5({channel} || '|' || {no}) AS UUID)"
    second = f"(CAST(i AS BIGINT) * 7919) % {DAYS * 86400}"
    if not scattered:
        second = f"floor(i * {DAYS * 86400 / orders!r})"
    placed = f"TIMESTAMP '2025-06-01' + CAST({second} AS INTEGER) * INTERVAL '1 second'"
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
        "customer_name": f"CASE WHEN i % 3 = 0 THEN 'Customer ' || CAST(i % 2000000 AS TEXT) ELSE {_chinese('i')} END",
        "customer_phone": "'138' || CAST(10000000 + i % 89999999 AS TEXT)",
        "customer_key": "CAST(md5('p' || CAST(i % 300000 AS TEXT)) AS UUID)",
        "country": "'CN'",
        "region": _pick(_REGIONS, "i * 3"),
        "city": "'City ' || CAST(i % 300 AS TEXT)",
        "order_day": f"CAST({placed} + INTERVAL '8 hours' AS DATE)",
        "base_total": "CAST(20 + i % 900 AS DECIMAL(18,4))",
        "tracking_no": "CASE WHEN i % 4 > 0 THEN 'SF' || CAST(1000000000000 + i * 37 AS TEXT) END",
        "version": "1",
        "origin": "'import'",
        "fingerprint": f"md5({no})",
        "staff_stage": "FALSE",
        "created_at": placed,
        "updated_at": placed,
    }
    rows = f"FROM {series} AS t(i)"
    # The store's own expression of the search text, over these orders as they would be.
    blank = {"company": "CAST(NULL AS TEXT)", "customer_email": "CAST(NULL AS TEXT)", "tags": "CAST(NULL AS TEXT)"}
    made = ", ".join(f"{form} AS {name}" for name, form in {**columns, **blank, "skus": _sku("i")}.items())
    statements = (
        f"INSERT INTO orders ({', '.join(columns)}, search) SELECT {', '.join(f'o.{name}' for name in columns)}, "
        f"{text_of_set('o.', 'o.skus')} FROM (SELECT {made} {rows}) AS o {joined_sounds('o.')}",
        "INSERT INTO order_lines (order_id, line_no, sku, name, quantity, unit_price, amount) "
        f"SELECT {key}, n, {_sku('i')}, 'Item ' || CAST(i % 900 AS TEXT), 1, 20 + i % 900, "
        f"20 + i % 900 {rows}, (VALUES (1), (2)) AS lines(n) WHERE n = 1 OR i % 2 = 0",
        "INSERT INTO order_events (order_id, version, occurred_at, actor, kind, to_value, source) "
        f"SELECT {key}, 1, {placed}, 'owner', 'imported', 'paid', 'orders.csv:2' {rows}",
    )
    named = f"(SELECT DISTINCT {_chinese('i')} AS customer_name, CAST(NULL AS TEXT) AS company {rows}) AS named"
    for statement in statements:
        with store.engine.begin() as connection:
            if statement.startswith("INSERT INTO orders "):
                hold_sounds(connection, named)
            connection.execute(text(statement))
    store.backend.settle()
    store.run(lambda uow: begin_anew(uow.connection))
    if store.backend.name == "postgresql":
        with store.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
