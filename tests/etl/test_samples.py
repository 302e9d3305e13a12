"""Each layout's sample: what must come of it, by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.channels.template import template_csv
from tests.etl.reading import SAMPLES, read, write


@pytest.mark.parametrize(
    ("files", "orders", "rows", "lines", "sums"),
    [
        (["shopify_orders.csv"], 3, 4, 4, {"EUR": "140.00"}),
        (["amazon_all_orders.tsv"], 2, 3, 3, {"USD": "44.60"}),
        (["amazon_unshipped.tsv"], 1, 1, 1, {}),
        (["amazon_new_orders.tsv"], 1, 2, 2, {"EUR": "39.50"}),
        (["amazon_shipments.tsv"], 2, 3, 3, {"EUR": "53.00", "USD": "16.24"}),
        (["ebay_us.csv"], 3, 5, 4, {"USD": "1341.49"}),
        (["ebay_us_2025.csv"], 1, 1, 1, {"USD": "26.20"}),
        (["ebay_uk.csv"], 2, 2, 2, {"AUD": "60.00", "GBP": "27.95"}),
        (["ebay_de.csv"], 2, 4, 3, {"EUR": "1147.49"}),
        (["ebay_file_exchange.csv"], 2, 4, 3, {"USD": "68.00"}),
        (["etsy_orders.csv"], 3, 3, 0, {"EUR": "45.90", "USD": "72.05"}),
        (["etsy_items.csv"], 2, 3, 3, {"EUR": "45.90", "USD": "52.05"}),
        (["etsy_orders.csv", "etsy_items.csv"], 3, 6, 3, {"EUR": "45.90", "USD": "72.05"}),
        (["woocommerce_analytics.csv"], 3, 3, 4, {"EUR": "1087.40"}),
        (["woocommerce_analytics_de.csv"], 1, 1, 2, {"EUR": "1234.50"}),
        (["woocommerce_webtoffee.csv"], 2, 2, 3, {"EUR": "69.90"}),
        (["woocommerce_advanced.csv"], 2, 3, 3, {"EUR": "68.00"}),
        (["woocommerce_item_rows.csv"], 1, 2, 2, {"EUR": "54.00"}),
        (["woocommerce_line_items.csv"], 1, 1, 2, {"EUR": "54.00"}),
        (["magento_grid.csv"], 3, 3, 0, {"EUR": "23.00", "GBP": "1023.00"}),
        (["taobao_orders.csv"], 3, 3, 4, {"CNY": "193.00"}),
        (["taobao_orders.csv", "taobao_items.csv"], 3, 7, 4, {"CNY": "193.00"}),
        (["taobao_sub_orders.csv"], 2, 3, 3, {"CNY": "83.00"}),
        (["youzan_orders.csv", "youzan_items.csv"], 3, 7, 4, {"CNY": "153.50"}),
        (["tmall_report.csv"], 5, 5, 0, {"CNY": "230.00"}),
        (["douyin_orders.csv"], 3, 3, 4, {"CNY": "74.70"}),
        (["template_zh.csv"], 1, 2, 2, {"CNY": "108.00"}),
        (["template_en.csv"], 1, 2, 2, {"USD": "108.00"}),
    ],
)
def test_sample(tmp_path: Path, files: list[str], orders: int, rows: int, lines: int, sums: dict[str, str]) -> None:
    got = read(tmp_path, *(SAMPLES / name for name in files))
    assert (len(got.orders), got.staged.rows_read, got.staged.lines) == (orders, rows, lines)
    assert got.staged.sums == sums
    assert got.held == []


def test_shopify_reads_offsets_guards_and_notes(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "shopify_orders.csv")
    first = got.order("#5001")
    assert (str(first["placed_at"]), str(first["shipped_at"])) == ("2026-03-28 08:15:00", "2026-03-29 09:00:00")
    assert (first["postal_code"], first["note"], first["source_line"]) == (
        "01001", "Please ring twice.\n\nThank you", 2,
    )  # fmt: skip
    assert [line["name"] for line in got.lines_of("#5001")] == ["Mug", "Teapot, large"]
    assert got.order("#5002")["source_line"] == 7
    assert [got.order(number)["stage"] for number in ("#5001", "#5002", "#5003")] == [
        "shipped", "awaiting_payment", "cancelled",
    ]  # fmt: skip


def test_amazon_counts_no_cancelled_item_and_takes_quotes_as_data(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "amazon_all_orders.tsv")
    assert [line["name"] for line in got.lines_of("111-0000001-0000001")] == ['Pan 10" steel', "Lid"]
    assert [line["amount"] for line in got.lines_of("111-0000001-0000001")] == [Decimal("36"), Decimal(0)]
    pending = got.order("203-0000002-0000002")
    assert (pending["currency"], pending["total"], pending["stage"]) == ("EUR", None, "awaiting_payment")
    assert got.lines_of("203-0000002-0000002")[0]["name"] == "Backform Größe M"


def test_taobao_titles_are_cut_only_where_their_number_agrees(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "taobao_orders.csv")
    assert [line["name"] for line in got.lines_of("260100000000000101")] == ["样例茶杯", "样例茶壶"]
    assert [line["quantity"] for line in got.lines_of("260100000000000101")] == [None, None]
    assert got.lines_of("260100000000000102")[0]["quantity"] == 2
    assert got.order("260100000000000103")["region"] == "CN-15"


def test_douyin_cuts_joined_sub_orders_apart(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "douyin_orders.csv")
    lines = got.lines_of("6900000000000000002")
    assert [(line["name"], line["spec"], line["quantity"]) for line in lines] == [
        ("样例牙膏", "薄荷", 1), ("样例牙刷", "软毛", 2),
    ]  # fmt: skip
    assert got.order("6900000000000000003")["refunded"] == Decimal("9.90")


def test_tmall_derives_the_stage(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "tmall_report.csv")
    stages = {order["channel_order_no"]: (order["stage"], order["paid"], order["channel"]) for order in got.orders}
    assert stages == {
        "1": ("paid", Decimal(50), "tmall"),
        "2": ("paid", Decimal(80), "tmall"),
        "3": ("cancelled", Decimal(20), "tmall"),
        "4": ("awaiting_payment", Decimal(0), "tmall"),
        "5": ("cancelled", Decimal(0), "tmall"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template_reads_its_own_download(tmp_path: Path, lang: str) -> None:
    got = read(tmp_path, write(tmp_path, "t.csv", template_csv(lang)), zone="America/New_York")
    order = got.order("M-1001")
    assert (order["channel"], order["stage"], order["total"]) == ("manual", "paid", Decimal(108))
    assert str(order["placed_at"]) == "2026-01-15 15:30:00"


def test_template_takes_the_channel_from_its_column_and_repeated_heads(tmp_path: Path) -> None:
    text = (
        "order_no,channel,currency,placed_at,product,quantity,unit_price,shipping\n"
        "7,tmall,CNY,2026-01-01 08:00:00,Cup,1,10,5\n"
        "7,tmall,CNY,2026-01-01 08:00:00,Pot,2,20,5\n"
        "8,Mars,CNY,2026-01-01 08:00:00,Cup,1,10,\n"
    )
    got = read(tmp_path, write(tmp_path, "t.csv", text))
    assert [(o["channel"], o["channel_order_no"], o["total"]) for o in got.orders] == [("tmall", "7", Decimal(55))]
    assert got.reasons == {4: "unknown_channel"}
