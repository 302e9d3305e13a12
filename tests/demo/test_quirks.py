"""The peculiarities of each export stand in the bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from etl.channels.template import HEADERS

OWN = ["采购单号", "交货方式", "箱数", "开票日期", "需质检报告"]


@pytest.fixture(scope="module")
def raw(whole_demo: list[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in whole_demo}


def table(data: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def test_taobao_orders(raw: dict[str, bytes]) -> None:
    data = raw["ExportOrderList.csv"]
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    lines = data.decode("gbk").split("\r\n")
    assert "\n" not in "".join(lines) and lines[-1] == ""
    header, *rows = table(data, "gbk")
    assert len(header) == 62 and {len(row) for row in rows} == {62}
    ending_blank = [name for name in header if name.endswith(" ")]
    assert ending_blank == ["收货地址 ", "联系电话 ", "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 "]
    assert all(line.startswith('="') for line in lines[1:-1])
    assert all(row[header.index("联系手机")].startswith("'1380000") for row in rows)
    assert any("，" in row[header.index("宝贝标题 ")] for row in rows)
    assert {row[header.index("买家服务费")] for row in rows} == {"0元"}


def test_taobao_items_have_a_field_more_than_headers(raw: dict[str, bytes]) -> None:
    header, *rows = table(raw["ExportOrderDetailList.csv"], "gbk")
    assert len(header) == 10 and {len(row) for row in rows} == {11}
    assert {row[10] for row in rows} == {""}


def test_douyin(raw: dict[str, bytes]) -> None:
    data = raw["douyin_orders.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b'\r\n"\t69') == data.count(b"\r\n") - 1
    header, *rows = table(data, "utf-8-sig")
    assert {len(row) for row in rows} == {len(header)}
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert any(row["发货时间"] == "-" for row in cells)
    assert any(row["收件人"].startswith("##") and row["收件人手机号"].startswith("$$") for row in cells)
    joined = [row for row in cells if ";" in row["子订单编号"]]
    assert joined and all(row["选购商品"].count(";") == row["子订单编号"].count(";") for row in joined)
    assert sum(row["订单状态"] == "已揽收" for row in cells) == 3


def test_douyin_amounts_of_an_order_add_up(raw: dict[str, bytes]) -> None:
    header, *rows = table(raw["douyin_orders.csv"], "utf-8-sig")
    for row in rows:
        cell = dict(zip(header, row, strict=True))
        parts = [cell[name] for name in ("商品金额", "运费", "平台实际承担优惠金额", "商家实际承担优惠金额")]
        goods, freight, platform, shop = (round(float(part) * 100) for part in parts)
        assert round(float(cell["订单应付金额"]) * 100) == goods + freight - platform - shop


def test_shopify(raw: dict[str, bytes]) -> None:
    header, *rows = table(raw["orders_export.csv"], "utf-8")
    assert len(header) == 75 and {len(row) for row in rows} == {75}
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    heads = [row for row in cells if row["Financial Status"]]
    others = [row for row in cells if not row["Financial Status"]]
    assert others and all(row["Name"] and row["Created at"] and not row["Total"] for row in others)
    assert {row["Created at"][-5:] for row in heads} == {"-0400", "-0500"}
    assert all(row["Shipping Zip"].startswith("'") for row in heads if row["Shipping Zip"])
    assert any(row["Shipping Zip"].startswith("'0") for row in heads)
    assert any("\n" in row["Note Attributes"] for row in heads)
    assert any(not row["Email"] for row in heads)
    voided = [row for row in heads if row["Financial Status"] == "voided"]
    assert voided and all(row["Cancelled at"] for row in voided)
    assert {row["Currency"] for row in heads} == {"USD"}
    assert any(float(row["Refunded Amount"]) > 0 for row in heads)


def test_amazon(raw: dict[str, bytes]) -> None:
    text = raw["all_orders_report.txt"].decode("utf-8")
    header, *rows = [line.split("\t") for line in text.split("\r\n")]
    assert {len(row) for row in rows[:-1]} == {len(header)} == {32}
    # The last row is cut off.
    assert 1 < len(rows[-1]) < 32
    cells = [dict(zip(header, row, strict=True)) for row in rows[:-1]]
    assert any(row["product-name"].count('"') == 1 and not row["product-name"].startswith('"') for row in cells)
    assert {(row["sales-channel"], row["currency"]) for row in cells if row["currency"]} == {
        ("Amazon.com", "USD"), ("Amazon.co.uk", "GBP"), ("Amazon.de", "EUR"),
    }  # fmt: skip
    assert all((row["item-price"] == "") == (row["order-status"] == "Pending") for row in cells if row["quantity"])
    assert any(row["item-status"] == "Cancelled" and row["order-status"] == "Shipped" for row in cells)


def test_amazon_unshipped_orders_are_in_both_reports(raw: dict[str, bytes]) -> None:
    waiting = [line.split("\t") for line in raw["unshipped_orders_report.txt"].decode().split("\r\n")[:-1]]
    everything = [line.split("\t") for line in raw["all_orders_report.txt"].decode().split("\r\n")]
    states = {row[0]: row[4] for row in everything[1:]}
    assert len(waiting) > 3 and {len(row) for row in waiting} == {30}
    assert {states[row[0]] for row in waiting[1:]} <= {"Unshipped", "PartiallyShipped"}


def test_plain_template(raw: dict[str, bytes]) -> None:
    header, *rows = table(raw["manual_orders.csv"], "utf-8-sig")
    assert header == [*(chinese for chinese, _ in HEADERS.values()), *OWN]
    assert raw["manual_orders.csv"].startswith(b"\xef\xbb\xbf")
    assert {row[header.index("渠道")] for row in rows} == {"手工", "线下", ""}
    assert {row[header.index("币种")] for row in rows} == {"CNY", ""}


def test_no_one_can_be_called_or_written_to(raw: dict[str, bytes]) -> None:
    """Numbers of ranges kept for fiction, addresses of example.com or of a marketplace's relay."""
    header, *rows = table(raw["orders_export.csv"], "utf-8")
    phones = {row[header.index("Shipping Phone")] for row in rows} - {""}
    free = ("+44 7700 900", "+49 30 23125 ", "+33 1 99 00 ", "+61 2 5550 ")
    assert phones and all(phone.startswith(free) or " 555 01" in phone for phone in phones)
    assert all(row[header.index("Email")].endswith("@example.com") for row in rows if row[header.index("Email")])
