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
