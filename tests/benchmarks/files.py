"""A large file of our plain template, written by the engine itself."""

from __future__ import annotations

from pathlib import Path

import duckdb

FROM, DAYS = "TIMESTAMP '2025-06-01 00:00:00'", 540
STATUSES = "['paid', 'preparing', 'shipped', 'delivered', 'done', 'done', 'done', 'cancelled']"
CHANNELS = "['shopify', 'amazon', 'taobao', 'tmall', 'douyin', 'manual']"
PROVINCES = "['广东省', '浙江省', '江苏省', '山东省', '四川省', '北京市', '湖北省', '福建省']"


def write_template(path: Path, orders: int, connection: duckdb.DuckDBPyConnection) -> None:
    """``orders`` orders of one item each, as UTF-8 CSV with English headers."""
    connection.execute(
        f"COPY (SELECT 'B' || lpad(i::VARCHAR, 10, '0') AS order_no, {CHANNELS}[1 + i % 6] AS channel, "
        f"{STATUSES}[1 + (i * 7) % 8] AS status, 'CNY' AS currency, "
        f"strftime({FROM} + to_seconds((i * 7919) % ({DAYS} * 86400)), '%Y-%m-%d %H:%M:%S') AS placed_at, "
        f"strftime({FROM} + to_seconds((i * 7919) % ({DAYS} * 86400) + 600), '%Y-%m-%d %H:%M:%S') AS paid_at, "
        "'Customer ' || (i % 200000) AS customer_name, "
        "'138' || lpad((i % 100000000)::VARCHAR, 8, '0') AS customer_phone, "
        f"'中国' AS country, {PROVINCES}[1 + (i * 3) % 8] AS province, 'City ' || (i % 300) AS city, "
        "'Road ' || (i % 5000) AS address, 'SKU-' || (i % 900) AS sku, 'Item ' || (i % 900) AS product, "
        "1 + i % 3 AS quantity, (10 + i % 500)::VARCHAR || '.50' AS unit_price, '8.00' AS shipping "
        f"FROM range({orders}) t(i)) TO '{path}' (HEADER, DELIMITER ',')"
    )


# Of each hundred orders one is dirty, in one of five ways: an amount, a status or a time that cannot be read, a cell
# too many, a quote that is never closed. The last two make the whole file one for the careful reader.
DIRT = "(i % 100 = 37 AND n = 1)"
# Of each of PROVINCES one.
CITIES = "['深圳市', '杭州市', '南京市', '青岛市', '成都市', '北京市', '武汉市', '厦门市']"
DISTRICTS = "['南山区', '西湖区', '鼓楼区', '市南区', '武侯区', '朝阳区', '洪山区', '思明区']"
SURNAMES = "'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭'"
GIVEN = "'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文宇浩然子涵欣怡梓萱晨'"


def write_baskets(
    path: Path, orders: int, connection: duckdb.DuckDBPyConnection, *, dirty: bool = False, changed: bool = False
) -> None:
    """``orders`` orders of two and three items, a row an item, as UTF-8 CSV; the head stands on the first row alone.

    ``dirty``: one order of a hundred cannot land; ``changed``: one of ten has come further and costs more.
    """
    way = f"CASE WHEN {DIRT if dirty else 'FALSE'} THEN (i // 100) % 5 ELSE -1 END"
    other = "(i % 10 = 3)" if changed else "FALSE"
    placed = f"{FROM} + to_seconds((i * 7919) % ({DAYS} * 86400))"
    head = {
        "channel": f"{CHANNELS}[1 + i % 6]",
        "status": f"CASE WHEN way = 1 THEN '不明' WHEN {other} THEN 'done' ELSE {STATUSES}[1 + (i * 7) % 8] END",
        "currency": "'CNY'",
        "placed_at": f"CASE WHEN way = 2 THEN '2026-13-45' ELSE strftime({placed}, '%Y-%m-%d %H:%M:%S') END",
        "paid_at": f"strftime({placed} + INTERVAL 10 MINUTE, '%Y-%m-%d %H:%M:%S')",
        "customer_name": f"{SURNAMES}[1 + i % 18] || {GIVEN}[1 + (i // 18) % 40] || {GIVEN}[1 + (i // 720) % 40]",
        "customer_phone": "'138' || lpad((i % 100000000)::VARCHAR, 8, '0')",
        "country": "'中国'",
        "province": f"{PROVINCES}[1 + (i * 3) % 8]",
        "city": f"{CITIES}[1 + (i * 3) % 8]",
        "address": "CASE WHEN way = 4 THEN '\"' ELSE '' END "
        f"|| {DISTRICTS}[1 + (i * 3) % 8] || '人民路' || (i % 5000) || '号'",
        "shipping": f"CASE WHEN {other} THEN '9.00' ELSE '8.00' END",
    }
    item = {
        "sku": "'SKU-' || ((i * 3 + n) % 900)",
        "product": "'Item ' || ((i * 3 + n) % 900)",
        "quantity": "1 + (i + n) % 3",
        "unit_price": "CASE WHEN way = 0 THEN 'twelve' ELSE (10 + (i + n) % 500) || '.50' END "
        "|| CASE WHEN way = 3 THEN ',x' ELSE '' END",
    }
    cells = ["'B' || lpad(i::VARCHAR, 10, '0')"]
    cells += [f"CASE WHEN n = 1 THEN {sql} ELSE '' END" for sql in head.values()] + list(item.values())
    # No cell is quoted, so that one column of whole lines, written without quotes, is the file.
    connection.execute(
        f"COPY (SELECT {' || chr(44) || '.join(f'({cell})' for cell in cells)} "
        f'AS "{",".join(("order_no", *head, *item))}" '
        f"FROM (SELECT *, {way} AS way FROM (SELECT i, unnest(range(1, 3 + i % 2)) AS n FROM range({orders}) t(i)))) "
        f"TO '{path}' (HEADER, DELIMITER '\x01', QUOTE '')"
    )
