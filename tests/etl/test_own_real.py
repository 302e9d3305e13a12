"""Real files that no layout of ours knows, through mappings as the screen proposes them; recounted with pandas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from etl.pipeline import import_many
from ordertrail.domain.errors import FilesRefused
from ordertrail.services.context import Context
from tests.etl.own import WHO, saved
from tests.shared_data import SHARED, needs_shared_data

RETAIL = SHARED / "online_retail" / "online_retail_full.csv"
OLIST = SHARED / "olist"
ORDERS = OLIST / "olist_orders_dataset.reassembled.csv"
PAYMENTS = OLIST / "olist_order_payments_dataset.reassembled.csv"
DAYS = sorted((OLIST / "daily_feed_2018-08-06_to_12").glob("*.csv")) if SHARED.is_dir() else []

pytestmark = needs_shared_data


def rows(ctx: Context, sql: str) -> list[tuple[object, ...]]:
    with ctx.store.read() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_online_retail_comes_out_to_the_cent_with_its_cancellations(ctx: Context) -> None:
    file = pd.read_csv(RETAIL, dtype=str)
    pence = file["UnitPrice"].map(Decimal) * file["Quantity"].map(Decimal)
    off = file["InvoiceNo"].str.startswith("C")
    expected = {
        "orders": file["InvoiceNo"].nunique(),
        "lines": len(file),
        "sum": sum(pence),
        "cancelled": file.loc[off, "InvoiceNo"].nunique(),
        "cancelled_sum": sum(pence[off]),
    }
    channel = saved(ctx, RETAIL, "UK retailer", currency="GBP", zone="Europe/London", stage_else="done", repeats="keep")
    mapping = channel.layouts[0]
    assert (mapping.rows, mapping.cancel_prefix, channel.code) == ("items", "C", "uk_retailer")

    (report,) = import_many(ctx, WHO, [RETAIL])

    assert (report.channel, report.rows["read"], report.rows["held"]) == ("uk_retailer", len(file), 0)
    assert Decimal(report.sums["GBP"]) == expected["sum"]
    landed = rows(ctx, "SELECT stage, count(*), sum(total) FROM orders GROUP BY stage ORDER BY stage")
    cancelled, done = landed
    assert (cancelled[0], cancelled[1], Decimal(str(cancelled[2]))) == (
        "cancelled", expected["cancelled"], expected["cancelled_sum"],
    )  # fmt: skip
    assert done[1] == expected["orders"] - expected["cancelled"]
    assert Decimal(str(cancelled[2])) + Decimal(str(done[2])) == expected["sum"]
    assert rows(ctx, "SELECT count(*) FROM order_lines") == [(expected["lines"],)]
    # British summer time is an hour ahead of UTC.
    summer = file.loc[file["InvoiceDate"].str.startswith("2011-08-01")].iloc[0]
    (placed,) = rows(ctx, f"SELECT placed_at FROM orders WHERE channel_order_no = '{summer['InvoiceNo']}'")
    assert placed[0] == pd.Timestamp(summer["InvoiceDate"]) - pd.Timedelta(hours=1)


def test_olist_orders_payments_and_seven_days_on_top(ctx: Context) -> None:
    whole, paid = pd.read_csv(ORDERS, dtype=str), pd.read_csv(PAYMENTS, dtype=str)
    days = pd.concat([pd.read_csv(day, dtype=str) for day in DAYS])
    saved(ctx, ORDERS, "Olist", currency="BRL", zone="America/Sao_Paulo")
    saved(ctx, PAYMENTS, "Olist")

    (report,) = import_many(ctx, WHO, [ORDERS, PAYMENTS])

    amounts = paid["payment_value"].map(Decimal)
    assert report.orders["new"] == len(whole) == whole["order_id"].nunique()
    assert report.rows["held"] == (~paid["order_id"].isin(whole["order_id"])).sum() == 0
    assert Decimal(report.sums["BRL"]) == sum(amounts)
    assert rows(ctx, "SELECT count(*), sum(paid) FROM orders WHERE paid IS NOT NULL") == [
        (paid["order_id"].nunique(), sum(amounts))
    ]
    methods = paid.groupby("order_id")["payment_type"].agg(lambda words: ", ".join(sorted(set(words))))
    told = dict(rows(ctx, "SELECT channel_order_no, payment_method FROM orders WHERE payment_method IS NOT NULL"))
    assert told == methods.to_dict()
    before = dict(rows(ctx, "SELECT stage, count(*) FROM orders GROUP BY stage"))
    stages = {
        "delivered": "delivered", "shipped": "shipped", "canceled": "cancelled", "unavailable": "exception",
        "invoiced": "preparing", "processing": "preparing", "created": "awaiting_payment", "approved": "paid",
    }  # fmt: skip
    assert before == whole["order_status"].map(stages).value_counts().to_dict()

    landed = [report for day in DAYS for report in import_many(ctx, WHO, [day])]

    assert sum(report.rows["read"] for report in landed) == len(days)
    assert sum(report.rows["held"] for report in landed) == 0
    after = pd.concat([whole, days]).drop_duplicates("order_id", keep="last")
    assert rows(ctx, "SELECT count(*), sum(paid) FROM orders") == [(len(after), sum(amounts))]
    assert dict(rows(ctx, "SELECT stage, count(*) FROM orders GROUP BY stage")) == (
        after["order_status"].map(stages).value_counts().to_dict()
    )
    for ours, theirs in (
        ("paid_at", "order_approved_at"),
        ("shipped_at", "order_delivered_carrier_date"),
        ("delivered_at", "order_delivered_customer_date"),
    ):
        assert rows(ctx, f"SELECT count({ours}) FROM orders") == [(after[theirs].notna().sum(),)]


def test_payments_alone_ask_for_their_orders(ctx: Context, tmp_path: Path) -> None:
    saved(ctx, PAYMENTS, "Olist")
    with pytest.raises(FilesRefused) as refused:
        import_many(ctx, WHO, [PAYMENTS])
    assert refused.value.code == "items_without_orders"
