"""Pages for paper: which orders, which sheets, and that what people typed stays text."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from ordertrail.services import print_orders
from tests.api.uploading import send

HEAD = "订单号,状态,币种,下单时间,客户姓名,商品编码,商品名称,规格,数量,单价,备注\r\n"
ROWS = (
    "M-1,已付款,CNY,2026-01-15 10:30:00,张三,A-1,杯子,红,2,50.00,<script>alert(1)</script>\r\n"
    "M-2,已付款,CNY,2026-01-16 10:30:00,李四,A-1,杯子,红,3,50.00,\r\n"
    "M-3,已取消,CNY,2026-01-17 10:30:00,王五,B-2,盘子,,1,20.00,\r\n"
)


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    answer = send(client, ("o.csv", HEAD + ROWS))
    assert answer.status_code == 201, answer.text
    assert client.post(f"/api/imports/{answer.json()['import_id']}/land").status_code == 200
    return client


def page(client: TestClient, path: str, **query: Any) -> str:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def test_each_chosen_order_has_its_sheet_without_prices(shop: TestClient) -> None:
    html = page(shop, "/print/slips", o=["manual|M-1", "manual|M-2"])
    assert html.count('class="sheet slip"') == 2
    told = words(html)
    assert "M-1" in told and "张三" in told and "Pieces: 3" in told and "50.00" not in told
    assert "CN¥150.00" in words(page(shop, "/print/slips", o="manual|M-2", prices="1"))


def test_what_people_typed_stays_text(shop: TestClient) -> None:
    html = page(shop, "/print/slips", o="manual|M-1", notes="1")
    assert "<script>alert" not in html and "<script>alert(1)</script>" in words(html.replace("&lt;", "&lt;"))


def test_the_pick_list_sums_what_all_orders_need(shop: TestClient) -> None:
    told = words(page(shop, "/print/picks", bulk="?preset=all"))
    assert "A-1 杯子 红 5 M-2 × 3 , M-1 × 2" in told and "2 orders, 1 kinds, 5 pieces" in told
    assert "B-2" not in told and "Cancelled orders are left out: 1." in told


STATES = (
    "M-4,已发货,CNY,2026-01-15 10:30:00,张三,A-1,杯子,红,7,50.00,\r\n"
    "M-5,待付款,CNY,2026-01-16 10:30:00,李四,A-1,杯子,蓝,4,50.00,\r\n"
)


def test_shipped_and_unpaid_goods_are_not_fetched_unless_someone_chose_them(shop: TestClient) -> None:
    answer = send(shop, ("o2.csv", HEAD + STATES))
    shop.post(f"/api/imports/{answer.json()['import_id']}/land")
    told = words(page(shop, "/print/picks", bulk="?preset=all"))
    assert "2 orders, 1 kinds, 5 pieces" in told and "M-4" not in told and "M-5" not in told
    assert "already shipped are left out: 1." in told and "with an exception are left out: 1." in told
    told = words(page(shop, "/print/picks", o=["manual|M-2", "manual|M-4", "manual|M-5"]))
    assert "A-1 杯子 蓝 / 红 7" in told and "M-5 × 4 (Awaiting payment)" in told and "M-4" not in told
    assert "Of the chosen orders, 1 are awaiting payment" in told
    assert "Already shipped" in words(page(shop, "/print/slips", o="manual|M-4"))


def test_what_staff_noted_is_printed_only_on_demand(shop: TestClient) -> None:
    html = page(shop, "/print/slips", o="manual|M-1")
    assert "alert(1)" not in html and "With notes" in html
    assert "alert(1)" in page(shop, "/print/slips", o="manual|M-1", notes="1")


def test_a_query_is_printed_up_to_the_most_and_says_what_is_beyond(
    shop: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_orders, "MOST", 1)
    monkeypatch.setattr("api.routes.prints.MOST", 1)
    model = '{"channel_order_no": {"filterType": "text", "type": "contains", "filter": "M-"}}'
    html = page(shop, "/print/slips", bulk=f"?preset=all&stage=paid&filter={model}")
    assert html.count('class="sheet slip"') == 1 and "Only the newest 1 of 2 orders" in words(html)


def test_many_lines_go_on_on_a_second_sheet(client: TestClient) -> None:
    rows = "".join(f"M-9,已付款,CNY,2026-01-15 10:30:00,张三,S-{n},货{n},,1,1.00,\r\n" for n in range(23))
    answer = send(client, ("o.csv", HEAD + rows))
    client.post(f"/api/imports/{answer.json()['import_id']}/land")
    html = page(client, "/print/slips", o="manual|M-9")
    told = words(html)
    assert html.count('class="sheet slip"') == 2 and "Page 1 of 2" in told and "Page 2 of 2" in told
    assert told.count("Pieces: 23") == 1


def test_nothing_chosen_says_so(shop: TestClient) -> None:
    assert "There is no order to print." in words(page(shop, "/print/slips"))
    assert shop.get("/print/slips", params={"o": "nothing"}).status_code == 400
