"""A small file and its way in, for every test of the API."""

from __future__ import annotations

import time
from typing import Any

from starlette.testclient import TestClient

BASE = "http://127.0.0.1:8050"
TEMPLATE = (
    "订单号,状态,币种,下单时间,客户姓名,商品名称,数量,单价\r\n"
    "M-1,已付款,CNY,2026-01-15 10:30:00,张三,杯子,2,50.00\r\n"
    "M-2,已付款,CNY,2026-01-16 10:30:00,李四,盘子,1,20.00\r\n"
)


def send(client: TestClient, *files: tuple[str, str], **query: str) -> Any:
    parts = [("files", (name, text.encode(), "text/csv")) for name, text in files]
    return client.post("/api/imports", files=parts, params=query)


def previewed(client: TestClient) -> dict[str, Any]:
    answer = send(client, ("我的订单.csv", TEMPLATE))
    assert answer.status_code == 201, answer.text
    return answer.json()


def ended(client: TestClient, run_id: str) -> dict[str, Any]:
    """The run once it has ended."""
    for _ in range(1200):
        told: dict[str, Any] = client.get(f"/api/imports/runs/{run_id}").json()
        if "reports" in told:
            return told
        time.sleep(0.05)
    raise AssertionError(told)
