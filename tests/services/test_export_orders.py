"""Files of orders: which ones, what stands in them, and that no cell of theirs runs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from ordertrail.analytics import orders as reading
from ordertrail.analytics.export import Choice
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.errors import DomainError, NotAllowed
from ordertrail.domain.order import order_id
from ordertrail.i18n import use_locale
from ordertrail.services import export_orders as service
from ordertrail.services.context import Context
from ordertrail.services.export_columns import Column
from ordertrail.services.export_files import xlsx_parts
from ordertrail.services.export_orders import exported
from ordertrail.services.place_order import place_order
from ordertrail.store.tables import job_results, order_lines, orders
from tests.services.sheets import moment, sheets, table

OWNER = local_owner("test")
LONG = "1234567890123456789"
FORMULAS = ("=CMD()", "+1", "-2", "@SUM(A1)")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


@pytest.fixture
def shop(ctx: Context) -> Context:
    """Three orders, a day between them; the first has two lines, the last none but formulas for words."""
    for number, (no, lines) in enumerate(
        {
            LONG: [
                {"sku": "A-1", "name": "Teapot", "spec": "green", "quantity": "2", "unit_price": "268"},
                {"sku": "B-2", "name": "Cloth", "quantity": "3", "unit_price": "9.90"},
            ],
            "M-2": [{"sku": "A-1", "name": "Teapot", "quantity": "1", "unit_price": "268"}],
            "=CMD()": [{"sku": "@SUM(A1)", "name": "+1", "quantity": "1", "unit_price": "5"}],
        }.items()
    ):
        wish = {
            "channel_order_no": no,
            "stage": "awaiting_payment",
            "currency": "CNY",
            "placed_at": f"2026-03-0{number + 2} 08:00",
            "customer_name": "-2" if no == "=CMD()" else "王小明",
            "lines": lines,
        }
        then = datetime(2026, 3, number + 2, 1)
        place_order(replace(ctx, now=lambda then=then: then), OWNER, wish)
    return ctx


def content(ctx: Context, choice: Choice | None = None, format_: Any = "csv", rows: Any = "orders") -> bytes:
    return b"".join(exported(ctx, OWNER, choice or Choice(), format_, rows).parts)


def rows_of(*asked: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(content(*asked).decode("utf-8-sig").splitlines()))


def write(ctx: Context, no: str, **cells: Any) -> None:
    key = order_id("manual", no)
    ctx.store.run(lambda uow: uow.connection.execute(update(orders).where(orders.c.order_id == key).values(cells)))


def test_a_selection_and_a_job_are_exported_whatever_their_day(shop: Context) -> None:
    chosen = Choice(chosen=(("manual", "M-2"), ("manual", LONG), ("manual", "no such")))
    assert [row["channel_order_no"] for row in rows_of(shop, chosen)] == ["M-2", LONG]
    job = uuid4()
    row = {"job_id": job, "order_id": order_id("manual", "M-2"), "channel": "manual", "channel_order_no": "M-2",
           "outcome": "changed"}  # fmt: skip
    shop.store.run(lambda uow: uow.connection.execute(insert(job_results), [row]))
    assert [row["channel_order_no"] for row in rows_of(shop, Choice(job=job))] == ["M-2"]
    assert exported(shop, OWNER, Choice(job=job)).total == 1


def test_every_line_has_its_row_with_the_orders_head_beside_it(shop: Context) -> None:
    write(shop, "M-2", note="kept")
    found = rows_of(shop, Choice(), "csv", "lines")
    told = [
        (row["channel_order_no"], row["line_no"], row["item"], row["quantity"], row["customer_name"]) for row in found
    ]
    assert told[1:] == [
        ("M-2", "1", "Teapot", "1.000", "王小明"),
        (LONG, "1", "Teapot", "2.000", "王小明"),
        (LONG, "2", "Cloth", "3.000", "王小明"),
    ]
    assert found[2]["spec"] == "green" and found[1]["note"] == "kept"


def test_an_order_without_lines_is_not_lost_among_them(shop: Context) -> None:
    key = order_id("manual", "M-2")
    shop.store.run(lambda uow: uow.connection.execute(order_lines.delete().where(order_lines.c.order_id == key)))
    found = rows_of(shop, Choice(), "csv", "lines")
    assert [row["line_no"] for row in found if row["channel_order_no"] == "M-2"] == [""]


def test_no_cell_of_either_file_is_a_formula(shop: Context) -> None:
    row = rows_of(shop, Choice(), "csv", "lines")[0]
    cells = [row[name] for name in ("channel_order_no", "customer_name", "sku", "item")]
    assert cells == ["'=CMD()", "'-2", "'@SUM(A1)", "'+1"]
    (sheet,) = sheets(content(shop, Choice(), "xlsx", "lines")).values()
    assert {"=CMD()", "-2", "@SUM(A1)", "+1"} <= set(map(str, sheet[1].values()))


def test_a_spreadsheet_has_numbers_times_of_the_business_zone_and_texts(shop: Context) -> None:
    row = table(content(shop, Choice(chosen=(("manual", LONG),)), "xlsx"))[0]
    assert row["Order number"] == LONG and isinstance(row["Order number"], str)
    assert row["Total"] == 565.7
    assert moment(row["Placed"]) == datetime(2026, 3, 2, 8)
    assert row["Stage"] == "Awaiting payment" and row["Stage code"] == "awaiting_payment"


def test_base_totals_are_in_coins_and_ends_of_sight_in_words(shop: Context) -> None:
    write(shop, "M-2", base_total=Decimal("1902.8050"), followed_to="shipped")
    chosen = Choice(chosen=(("manual", "M-2"),))
    row = rows_of(shop, chosen)[0]
    assert (row["base_total"], row["followed_to"]) == ("1902.81", "Shipped")
    assert table(content(shop, chosen, "xlsx"))[0]["Total in base currency"] == 1902.81


@pytest.mark.parametrize(
    ("currency", "amount", "pattern"),
    [("CNY", "5.5", "#,##0.00"), ("JPY", "5", "#,##0"), ("KWD", "5.125", "#,##0.000"), ("CNY", "0.125", "#,##0.00##"),
     (None, "5", "#,##0.00")],
)  # fmt: skip
def test_an_amount_has_the_digits_of_its_currency(
    currency: str | None, amount: str, pattern: str, tmp_path: Path
) -> None:
    columns = [Column("total", "Total", lambda _row: Decimal(amount), currency=lambda _row: currency)]
    path = tmp_path / "o.xlsx"
    path.write_bytes(b"".join(xlsx_parts(columns, [[{}]], ZoneInfo("UTC"), "Orders", tmp_path)))
    with ZipFile(path) as file:
        styles, sheet = file.read("xl/styles.xml").decode(), file.read("xl/worksheets/sheet1.xml").decode()
    named = re.search(rf'numFmtId="(\d+)" formatCode="{re.escape(pattern)}"', styles)
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    cell = re.search(r'r="A2" s="(\d+)"', sheet)
    assert cell and named and formats[int(cell[1])] == named[1]


def test_what_a_spreadsheet_cannot_hold_exactly_stays_text(tmp_path: Path) -> None:
    cells: list[Any] = [
        Decimal("12345678901234.5678"), 10**18 + 1, Decimal("-0.0050"), "x" * 40_000, datetime(1890, 1, 1), "",
        None, 1500,
    ]  # fmt: skip
    columns = [Column(f"c{n}", f"c{n}", lambda row, n=n: row[n]) for n in range(len(cells))]
    parts = xlsx_parts(columns, [[dict(enumerate(cells))]], ZoneInfo("Asia/Shanghai"), "Orders", tmp_path)
    row = table(b"".join(parts))[0]
    assert row == {
        "c0": "12345678901234.5678", "c1": str(10**18 + 1), "c2": -0.005, "c3": "x" * 32_767,
        "c4": "1890-01-01T00:00:00", "c7": 1500,
    }  # fmt: skip


def test_a_full_sheet_is_followed_by_another_with_the_same_head(tmp_path: Path) -> None:
    columns = [Column("n", "Number", lambda row: row["n"])]
    batches = [[{"n": n} for n in range(start, start + 3)] for start in (0, 3)]
    found = sheets(b"".join(xlsx_parts(columns, batches, ZoneInfo("UTC"), "Orders", tmp_path, most_rows=4)))
    assert {name: [row[0] for row in rows] for name, rows in found.items()} == {
        "Orders": ["Number", 0, 1, 2, 3],
        "Orders 2": ["Number", 4, 5],
    }


def test_the_heading_stays_in_sight(shop: Context, tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    path.write_bytes(content(shop, Choice(), "xlsx"))
    with ZipFile(path) as file:
        assert b'ySplit="1"' in file.read("xl/worksheets/sheet1.xml")


def test_own_fields_stand_under_their_labels(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = (
        CustomField("size", zh="尺寸", en="Size", kind="number"),
        CustomField("due", zh="交期", en="Due", kind="date"),
        CustomField("gift", zh="礼品", en="=Gift", kind="yes_no"),
    )
    monkeypatch.setattr(service, "custom_fields", lambda _ctx: fields)
    write(shop, "M-2", custom=json.dumps({"size": "12.5", "due": "2026-04-01", "gift": "yes"}))
    chosen = Choice(chosen=(("manual", "M-2"),))
    row = rows_of(shop, chosen)[0]
    assert (row["Size"], row["Due"], row["'=Gift"]) == ("12.5", "2026-04-01", "Yes")
    sheet = table(content(shop, chosen, "xlsx"))[0]
    assert (sheet["Size"], moment(sheet["Due"]), sheet["=Gift"]) == (12.5, datetime(2026, 4, 1), "Yes")
    write(shop, "M-2", custom=json.dumps({"size": "a lot"}))
    assert table(content(shop, chosen, "xlsx"))[0]["Size"] == "a lot"


def test_the_statuses_are_told_in_words(shop: Context) -> None:
    write(shop, "M-2", total=Decimal(10), paid=Decimal(4), refunded=Decimal(0), tags=",gift,vip,")
    use_locale("zh")
    row = rows_of(shop, Choice(chosen=(("manual", "M-2"),)))[0]
    assert (row["payment_status"], row["fulfilment_status"]) == ("部分付款", "未发货")
    assert (row["stage"], row["tags"]) == ("待付款", "gift, vip")


def test_more_orders_than_a_batch_holds_are_all_there_once(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    for format_ in ("csv", "xlsx"):
        assert len(content(shop, Choice(), format_)) > 1000
    assert [row["channel_order_no"] for row in rows_of(shop, Choice())] == ["'=CMD()", "M-2", LONG]


def test_the_first_bytes_do_not_wait_for_the_last_orders(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    parts = exported(shop, OWNER, Choice()).parts
    assert next(parts).decode().count("\r\n") == 2


def test_whoever_stops_midway_leaves_no_file(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    parts = exported(shop, OWNER, Choice(), "xlsx").parts
    next(parts)
    assert list(shop.settings.inbox_dir.iterdir())
    del parts
    assert list(shop.settings.inbox_dir.iterdir()) == []


def test_refusals_come_before_any_byte(shop: Context) -> None:
    with pytest.raises(DomainError, match="bad_request"):
        exported(shop, OWNER, Choice(column_filters={"nothing": {}}))
    with pytest.raises(NotAllowed):
        exported(shop, Actor("x", "customer", "test"), Choice())


def test_a_fault_midway_leaves_the_old_file(shop: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def broken(*_: Any) -> Iterator[list[Any]]:
        yield []
        raise DomainError("store_fallen", file="x", why="y")

    monkeypatch.setattr(service, "wanted_batches", broken)
    with pytest.raises(DomainError, match="store_fallen"):
        service.export_orders(shop, OWNER, target)
    assert target.read_text() == "old" and [path.name for path in tmp_path.glob(".*part")] == []
