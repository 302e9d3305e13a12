"""Exports of platforms and languages that no layout is declared for: taken for no other's, and proposed well.

``foreign.json`` holds their headers with two made-up rows each, and which columns may serve each of our fields.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from etl.detect import detect
from etl.learn.mapping import Look, try_mapping
from etl.learn.unknown import opened
from etl.pipeline import shape_of
from ordertrail.domain.errors import FileRefused
from ordertrail.services.context import Context
from tests.etl.own import WHO, kept, looked
from tests.etl.reading import write

FOREIGN = json.loads(Path(__file__).with_name("foreign.json").read_text(encoding="utf-8"))


def written(folder: Path, export: dict[str, Any]) -> Path:
    path = folder / "unknown.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=export["delimiter"]).writerows([export["columns"], *export["rows"]])
    return path


@pytest.mark.parametrize("export", FOREIGN, ids=lambda export: export["name"])
def test_each_is_nobodys_and_proposed_well(ctx: Context, tmp_path: Path, export: dict[str, Any]) -> None:
    path = written(tmp_path, export)
    with pytest.raises(FileRefused) as refusal:
        detect(path, path.name)
    assert refusal.value.code in ("unknown_layout", "missing_columns")
    look = looked(ctx, path)
    found = {target: guess.header for target, guess in look.guesses.items()}
    wrong = {target: found.get(target) for target, fit in export["wanted"].items() if found.get(target) not in fit}
    assert wrong == {}
    assert look.layout.currency == export["currency"]
    assert "" not in look.layout.status.values()


@pytest.mark.parametrize("export", [each for each in FOREIGN if each["name"] != "Walmart"], ids=lambda e: e["name"])
def test_each_proposal_reads_its_rows_as_it_stands(ctx: Context, tmp_path: Path, export: dict[str, Any]) -> None:
    path = written(tmp_path, export)
    look = looked(ctx, path)
    with opened(ctx, WHO, kept(ctx, path)) as file:
        trial = try_mapping(file, look.layout, shape_of(ctx), "UTC")
    assert trial.problems == () or list(trial.problems) == []
    assert len(trial.orders) == len(export["rows"])
    assert all(order["total"] is not None and order["currency"] for order in trial.orders)


def headed(ctx: Context, tmp_path: Path, header: str, *rows: str) -> Look:
    return looked(ctx, write(tmp_path, "x.csv", "\n".join([header, *rows]) + "\n"))


def test_what_stands_in_brackets_does_not_change_a_name(ctx: Context, tmp_path: Path) -> None:
    look = headed(
        ctx, tmp_path, "Order No. (shop),Date,Name (Billing),Name (Shipping),Total (ex tax),Total (inc tax)",
        "1,2026-01-31,Ann,Bob,8.40,10.00", "2,2026-02-01,Cid,Dora,16.81,20.00",
    )  # fmt: skip
    headers = {target: guess.header for target, guess in look.guesses.items()}
    assert (headers["order_no"], headers["customer_name"], headers["given_total"]) == (
        "Order No. (shop)", "Name (Shipping)", "Total (inc tax)",
    )  # fmt: skip


def test_an_orders_subtotal_is_no_items_amount(ctx: Context, tmp_path: Path) -> None:
    rows = ("7,2026-01-31,10.00,Mug,2,2.00", "7,2026-01-31,10.00,Pot,1,6.00")
    look = headed(ctx, tmp_path, "Order ID,Order Date,Subtotal,Product,Qty,Price", *rows)
    assert "item_amount" not in look.guesses
    look = headed(ctx, tmp_path, "Order ID,Order Date,Line subtotal,Product,Qty,Price", *rows)
    assert look.guesses["item_amount"].header == "Line subtotal"


def test_words_that_nobody_knows_do_not_hold_every_row(ctx: Context, tmp_path: Path) -> None:
    look = headed(
        ctx, tmp_path, "Order ID,Order Date,Customer Type,Total", "1,2026-01-31,returning,5", "2,2026-02-01,new,6"
    )
    assert "segment" not in look.guesses


@pytest.mark.parametrize(
    ("header", "row", "currency"),
    [
        ("Order ID,Order Date,Total,Country", "{n},2026-01-31,5.00,Österreich", "EUR"),
        ("Order ID,Order Date,Total,Country", "{n},2026-01-31,5.00,{land}", ""),
        ("Order ID,Order Date,Total (RMB)", "{n},2026-01-31,5.00", "CNY"),
        ("Order ID,Order Date,Total", "{n},2026-01-31,USD 5.00", "USD"),
        ("Order ID,Order Date,Total", "{n},2026-01-31,$5.00", ""),
        ("订单号,下单时间,金额", "{n},2026-01-31,5.00", "CNY"),
        ("注文番号,注文日時,合計金額,ステータス", "{n},2026-01-31,500,発送済", "JPY"),
    ],
)
def test_the_currency_is_what_the_file_tells(
    ctx: Context, tmp_path: Path, header: str, row: str, currency: str
) -> None:
    rows = [row.format(n=n, land=land) for n, land in ((1, "Japan"), (2, "Polska"))]
    assert headed(ctx, tmp_path, header, *rows).layout.currency == currency
