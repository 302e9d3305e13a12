"""京东, 拼多多, 有赞, the 2025 names of 淘宝 and the one-cell receivers of 天猫: what must come of them, by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from etl.channels.registry import LAYOUTS
from tests.etl.reading import SAMPLES, read, write
from tests.shared_data import SHARED, needs_shared_data


def test_pdd_pays_back_waits_and_delivers(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "pdd_orders.csv")
    assert got.held == [] and got.staged.sums == {"CNY": "67.70"}
    delivered, refunded, waiting = (got.order(f"260601-10000000000000{n}") for n in (1, 2, 3))
    assert [order["stage"] for order in (delivered, refunded, waiting)] == [
        "delivered",
        "cancelled",
        "awaiting_payment",
    ]
    assert (delivered["paid"], delivered["discount"], delivered["tracking_no"]) == (
        Decimal("21.2"), Decimal(1), "YT0000000000001",
    )  # fmt: skip
    assert (refunded["paid"], refunded["refunded"], waiting["paid"]) == (Decimal(28), Decimal(28), Decimal(0))
    assert str(delivered["placed_at"]) == "2026-06-01 05:31:06" and str(delivered["promised_at"])[:10] == "2026-06-03"
    [line] = got.lines_of("260601-100000000000001")
    assert (line["sku"], line["spec"], line["quantity"], line["amount"], line["unit_price"]) == (
        "POT-B", "黑色,大款", 2, Decimal("22.2"), Decimal("11.1"),
    )  # fmt: skip
    places = [(o["region"], o["city_code"], o["district_code"]) for o in (delivered, refunded, waiting)]
    assert places == [("CN-33", "330100", "330106"), ("CN-50", "500100", "500235"), ("CN-44", "440300", "440305")]


def test_jd_counts_items_once_and_reads_amounts_with_remarks(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "jd_orders.csv")
    assert got.held == [] and got.staged.sums == {"CNY": "339.00"}
    first, locked, done = (got.order(f"1200000000{n}") for n in (1, 2, 3))
    assert (first["total"], first["paid"], first["shipping"], first["discount"]) == (264, 264, 5, None)
    assert [(line["sku"], line["amount"]) for line in got.lines_of("12000000001")] == [("POT-1", 199), ("CUP-1", 60)]
    assert [order["stage"] for order in (first, locked, done)] == ["shipped", "hold", "done"]
    assert (first["region"], first["city_code"], first["district_code"]) == ("CN-44", "440300", "440305")
    # 北京朝阳区: the province says which of the two it is.
    assert (locked["region"], locked["district_code"], locked["paid"]) == ("CN-11", "110105", 0)
    assert (done["city_code"], done["district_code"], done["discount"]) == ("654000", "654002", 5)
    assert str(done["closed_at"]) == "2026-05-06 10:00:00" and first["customer_phone"] == "1******6198"


def test_youzan_with_and_without_a_status(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "youzan_orders.csv")
    assert got.held == [] and got.staged.sums == {"CNY": "153.50"}
    orders = [got.order(f"E2026060110000000000000{n}") for n in (1, 2, 3)]
    assert [order["stage"] for order in orders] == ["shipped", "awaiting_payment", "cancelled"]
    assert [order["paid"] for order in orders] == [88, 0, 20] and orders[2]["refunded"] == 20
    assert [(order["region"], order["district_code"]) for order in orders] == [
        ("CN-31", "310115"), ("CN-45", "450103"), ("CN-HK", "810001"),
    ]  # fmt: skip
    lines = (SAMPLES / "youzan_orders.csv").read_text(encoding="utf-8-sig").splitlines()
    bare = [",".join(cell for n, cell in enumerate(line.split(",")) if n not in (1, 2)) for line in lines[:2]]
    alone = read(tmp_path, write(tmp_path, "bare.csv", "\n".join(bare) + "\n"))
    assert [(order["stage"], str(order["placed_at"])) for order in alone.orders] == [("paid", "2026-06-01 02:00:30")]


def test_taobao_by_its_names_of_2025(tmp_path: Path) -> None:
    header = "订单编号,订单状态,总金额(旧版),买家实付金额,订单创建时间,商品标题,收货地址,发货时间,确认收货时间,商家备注"
    row = (
        "260100000000000901,卖家已发货，等待买家确认,20.00,18.00,2026-01-02 03:04:05,样例茶杯,"
        "江苏省 苏州市 昆山市 样例路1号(215300),2026-01-03 00:00:00,,慢发"
    )
    order = read(tmp_path, write(tmp_path, "new.csv", f"{header}\n{row}\n")).order("260100000000000901")
    assert (order["total"], order["paid"], order["note"], order["stage"]) == (20, 18, "慢发", "shipped")
    assert (order["city"], order["district_code"], order["postal_code"]) == ("苏州市", "320583", "215300")


def test_tmall_receiver_phone_and_address_in_one_cell(tmp_path: Path) -> None:
    header = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额"
    rows = [
        '1,10.00,10.00,"周样例，86-13800000000，浙江省 宁波市 鄞州区 样例路1号",2026-02-01 00:00:00,,0',
        "2,10.00,10.00,天津河西区样例路2号,2026-02-01 00:00:00,2026-02-01 00:01:00,0",
        "3,10.00,10.00,某处,2026-02-01 00:00:00,2026-02-01 00:01:00,0",
    ]
    got = read(tmp_path, write(tmp_path, "tmall.csv", "\n".join([header, *rows]) + "\n"))
    one, two, three = (got.order(n) for n in "123")
    assert (one["customer_name"], one["customer_phone"], one["address"]) == (
        "周样例", "13800000000", "浙江省 宁波市 鄞州区 样例路1号",
    )  # fmt: skip
    assert (one["city_code"], one["district_code"]) == ("330200", "330212")
    assert (two["region"], two["city"], two["district_code"]) == ("CN-12", "天津市", "120103")
    assert (three["region"], three["region_text"], three["city_code"]) == (None, "某处", None)


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("taobao_order_list_46", "taobao_orders"), ("taobao_order_list_61", "taobao_orders"),
        ("taobao_order_detail_list", "taobao_items"), ("tmall_order_report_7", "tmall_report"),
        ("jd_2016", "jd_orders"),
        ("pdd", "pdd_orders"), ("douyin_21_of_N", "douyin_orders"), ("youzan_subset", "youzan_orders"),
    ],
)  # fmt: skip
def test_every_header_row_known_here_is_recognised(name: str, code: str) -> None:
    told = json.loads((SHARED / "channel_headers.json").read_text(encoding="utf-8"))[name]
    names = {header.strip() for header in told.get("columns") or told["columns_known"]}
    layout = next(layout for layout in LAYOUTS if layout.code == code)
    assert all(names & set(group) for group in layout.needs) and not names & layout.forbids
    others = [each for each in LAYOUTS if each is not layout and not names & each.forbids]
    assert not any(all(names & set(group) for group in each.needs) for each in others)


@needs_shared_data
def test_the_documented_pdd_file(tmp_path: Path) -> None:
    got = read(tmp_path, SHARED / "pdd" / "pdd_orders_constructed.csv")
    assert (len(got.orders), got.staged.sums, got.held) == (1, {"CNY": "21.20"}, [])
