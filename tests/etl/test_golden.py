"""Real channel files come in whole.

The figures were worked out with pandas and by hand, apart from the product; `recount` repeats the pandas part,
so that a figure which someone edits here is caught as well.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from etl.staging import Staged
from ordertrail.domain.errors import FileRefused
from tests.etl.reading import read
from tests.shared_data import SHARED, needs_shared_data

pytestmark = needs_shared_data

ZAR = SHARED / "shopify" / "shopify_orders_export_75col_ZAR.pseudonymised.csv"
AUD = SHARED / "shopify" / "shopify_orders_export_trimmed10col_AUD.csv"
AMAZON_ALL = SHARED / "amazon_seller" / "GET_FLAT_FILE_ALL_ORDERS_DATA.1row.tsv"
AMAZON_UNSHIPPED = SHARED / "amazon_seller" / "unshipped_orders_report.1row.tsv"
TAOBAO = SHARED / "taobao" / "ExportOrderList_sample.gbk.csv"
TAOBAO_ITEMS = SHARED / "taobao" / "ExportOrderDetailList_sample.gbk.csv"
TMALL = SHARED / "tmall" / "tmall_order_report.csv"
EBAY = SHARED / "ebay" / "eBay-OrdersReport_layout_sample.csv"
DOUYIN = SHARED / "douyin" / "douyin_orders_sample.utf8bom.csv"


def table(path: Path, **options: object) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, index_col=False, **options)  # type: ignore[call-overload]
    frame.columns = [name.strip() for name in frame.columns]
    return frame


def total(column: pd.Series) -> Decimal:
    return sum((Decimal(value) for value in column if value), Decimal(0))


def figures(staged: Staged, orders: int) -> dict[str, object]:
    sums = {currency: Decimal(amount) for currency, amount in staged.sums.items()}
    return {"orders": orders, "rows": staged.rows_read, "lines": staged.lines, "sums": sums, "held": staged.rows_held}


def golden(orders: int, rows: int, lines: int, sums: dict[str, str], held: int = 0) -> dict[str, object]:
    amounts = {currency: Decimal(amount) for currency, amount in sums.items()}
    return {"orders": orders, "rows": rows, "lines": lines, "sums": amounts, "held": held}


def test_shopify_75_columns(tmp_path: Path) -> None:
    got = read(tmp_path, ZAR)
    assert figures(got.staged, len(got.orders)) == golden(50, 101, 101, {"ZAR": "147699.00"})
    frame = table(ZAR)
    assert (len(frame), frame["Name"].nunique(), total(frame["Total"])) == (101, 50, Decimal("147699.00"))
    stages = pd.Series([order["stage"] for order in got.orders]).value_counts().to_dict()
    assert stages == {"shipped": 27, "awaiting_payment": 12, "paid": 7, "cancelled": 2, "preparing": 2}
    heads = frame[frame["Total"] != ""].set_index("Name")
    for order in got.orders:
        head = heads.loc[str(order["channel_order_no"])]
        placed = pd.Timestamp(head["Created at"]).tz_convert("UTC").tz_localize(None)
        assert order["placed_at"] == placed.to_pydatetime()
        assert order["postal_code"] == (head["Shipping Zip"] or head["Billing Zip"]).lstrip("'")
    amounts = pd.DataFrame(got.lines).groupby("channel_order_no")["amount"].sum()
    assert all(amounts[name] == Decimal(head["Subtotal"]) for name, head in heads.iterrows())


def test_shopify_lines_keep_their_place_behind_multi_line_notes(tmp_path: Path) -> None:
    got = read(tmp_path, ZAR)
    with ZAR.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        starts, line = {}, reader.line_num + 1
        for row in reader:
            starts.setdefault(row[0], line)
            line = reader.line_num + 1
    assert {order["channel_order_no"]: order["source_line"] for order in got.orders} == starts


def test_shopify_cut_down_by_its_owner(tmp_path: Path) -> None:
    got = read(tmp_path, AUD)
    assert figures(got.staged, len(got.orders)) == golden(1057, 1057, 0, {"AUD": "68141.45"})
    frame = table(AUD)
    assert (len(frame), frame["Name"].nunique(), total(frame["Total"])) == (1057, 1057, Decimal("68141.45"))
    assert {order["country"] for order in got.orders} == {"AU"}
    summer = got.order("#1030")
    assert str(summer["placed_at"]) == "2014-11-25 03:45:53"
    assert str(got.order("#2104")["placed_at"]) == "2017-04-24 10:43:35"
    assert summer["postal_code"] == "0812"


def test_ebay_counts_a_summary_row_once(tmp_path: Path) -> None:
    got = read(tmp_path, EBAY)
    assert figures(got.staged, len(got.orders)) == golden(2, 4, 3, {"USD": "1503.92"})
    assert got.staged.rows_other == 2
    frame = pd.read_csv(EBAY, dtype=str, skiprows=1, skipfooter=2, engine="python", keep_default_na=False)
    frame = frame[frame["Order Number"] != ""]
    frame["sold"] = frame["Sold For"].str.replace(r"[$,]", "", regex=True).map(Decimal)
    items = frame[frame["Item Title"] != ""]
    assert len(items) == 3
    for number, total in items.groupby("Order Number")["sold"].sum().items():
        assert got.order(str(number))["subtotal"] == total
        assert sum(line["amount"] for line in got.lines_of(str(number))) == total  # type: ignore[misc]


def test_amazon_all_orders(tmp_path: Path) -> None:
    got = read(tmp_path, AMAZON_ALL)
    # The only item was cancelled, so its 89.95 do not count.
    assert figures(got.staged, len(got.orders)) == golden(1, 1, 1, {"EUR": "0"})
    assert (got.orders[0]["stage"], got.orders[0]["country"]) == ("shipped", "US")
    assert str(got.orders[0]["placed_at"]) == "2017-06-17 08:04:21"


def test_amazon_unshipped(tmp_path: Path) -> None:
    got = read(tmp_path, AMAZON_UNSHIPPED)
    assert figures(got.staged, len(got.orders)) == golden(1, 1, 1, {})
    order = got.orders[0]
    assert (order["stage"], order["currency"], order["total"]) == ("paid", "INR", None)
    assert str(order["promised_at"]) == "2025-08-21 18:29:59"


def test_amazon_both_reports_together(tmp_path: Path) -> None:
    got = read(tmp_path, AMAZON_UNSHIPPED, AMAZON_ALL)
    assert figures(got.staged, len(got.orders)) == golden(2, 2, 2, {"EUR": "0"})


def test_taobao_order_list_and_item_list(tmp_path: Path) -> None:
    got = read(tmp_path, TAOBAO, TAOBAO_ITEMS)
    assert figures(got.staged, len(got.orders)) == golden(5, 10, 5, {"CNY": "1944.37"})
    assert total(table(TAOBAO, encoding="gb18030")["总金额"]) == Decimal("1944.37")
    assert sorted(str(line["sku"]) for line in got.lines) == [
        "TOJIRO-F-312", "TOJIRO-F-503", "TOJIRO-F-521", "YO-PAN-20", "YO-PAN-20-WITHGLASS",
    ]  # fmt: skip
    first = got.order("35100000000000001")
    assert (first["region"], first["city"], first["customer_phone"]) == ("CN-44", "广州市", "13900000001")
    assert str(first["placed_at"]) == "2017-07-07 16:42:32"
    assert (first["stage"], first["postal_code"]) == ("paid", "510180")


def test_taobao_order_list_alone(tmp_path: Path) -> None:
    got = read(tmp_path, TAOBAO)
    assert figures(got.staged, len(got.orders)) == golden(5, 5, 5, {"CNY": "1944.37"})


def test_taobao_item_list_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, TAOBAO_ITEMS)
    assert refusal.value.code == "items_without_orders"


def test_tmall_report(tmp_path: Path) -> None:
    got = read(tmp_path, TMALL)
    assert figures(got.staged, len(got.orders)) == golden(28010, 28010, 0, {"CNY": "2995760.61"})
    frame = table(TMALL)
    assert (len(frame), frame["订单编号"].nunique(), total(frame["总金额"])) == (28010, 28010, Decimal("2995760.61"))
    orders = pd.DataFrame(got.orders)
    stages = orders["stage"].value_counts()
    # 5,132 were paid and refunded in full, 3,923 never paid: both add up to what is cancelled or still waits.
    assert stages["paid"] == 18955 and stages["cancelled"] + stages["awaiting_payment"] == 5132 + 3923
    assert orders["region"].value_counts()["CN-31"] == 3353 and orders["region"].nunique() == 31
    assert orders["region"].notna().all()
    assert total(orders["refunded"].astype(str)) == Decimal("572335.92")
    assert max(order["total"] for order in got.orders) == Decimal("188320.00")  # type: ignore[type-var]


def test_douyin(tmp_path: Path) -> None:
    got = read(tmp_path, DOUYIN)
    assert figures(got.staged, len(got.orders)) == golden(2, 3, 3, {"CNY": "48.90"})
    first = got.order("6917926768823643751")
    assert (first["total"], first["refunded"], first["discount"]) == (Decimal("28.90"), Decimal("28.90"), Decimal(46))
    assert (first["customer_name"], first["address"], first["note"]) == (None, None, "吃了一包")
    assert got.order("6917926768823643752")["note"] is None


@pytest.mark.parametrize(
    "path",
    ["olist/olist_classified_public_dataset.csv", "payloads/aftership_tracking_update.json"],
)  # fmt: skip
def test_layouts_not_yet_known_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, SHARED / path)
    assert refusal.value.code == "unknown_layout"
