"""Dates with the month's name or in open order, and amounts by point or comma: one meaning, or none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from etl.parsers import install, quote
from ordertrail.domain.errors import FileRefused
from tests.etl.reading import SAMPLES, Read, read, write

HEAD = "ID,Purchase Date,Bill-to Name,Grand Total (Purchased),Status\n"


def grid(folder: Path, *dates: str) -> Read:
    rows = (f'{number},"{date}",A,€5.00,Processing\n' for number, date in enumerate(dates, start=1))
    return read(folder, write(folder, "grid.csv", HEAD + "".join(rows)), zone="UTC")


@pytest.mark.parametrize(
    "text",
    [
        "Mar 3, 2026, 16:04:05", "Mar 3, 2026 4:04:05 PM", "March 3, 2026 4:04:05 p.m.", "3. März 2026, 16:04:05",
        "3. März 2026 um 16:04:05", "03-Mrz-26 16:04:05", "3 mars 2026 à 16:04:05", "3 de marzo de 2026, 16:04:05",
        "3 marzo 2026, 16:04:05", "2026-Mar-03 16:04:05", "2026年3月3日 16:04:05", "2026-03-03 16:04:05",
        "3.3.2026 16:04:05",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_of_its_language(tmp_path: Path, text: str) -> None:
    assert [str(order["placed_at"]) for order in grid(tmp_path, text).orders] == ["2026-03-03 16:04:05"]


@pytest.mark.parametrize("text", ["Foo 3, 2026", "31. Februar 2026", "Mar 3", "Mar 3, 2026, 25:00", "13/13/2026"])
def test_what_is_no_day_is_held(tmp_path: Path, text: str) -> None:
    assert grid(tmp_path, text).reasons == {2: "bad_time"}


def test_a_part_over_twelve_tells_the_order_of_the_file(tmp_path: Path) -> None:
    assert str(grid(tmp_path, "03/04/26", "13/04/26").order("1")["placed_at"]) == "2026-04-03 00:00:00"
    assert str(grid(tmp_path, "03/04/26", "04/13/26").order("1")["placed_at"]) == "2026-03-04 00:00:00"


def test_an_open_order_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        grid(tmp_path, "2026-01-01 00:00:00", "03/04/26")
    assert (refusal.value.code, refusal.value.params["line"], refusal.value.params["value"]) == (
        "date_order", 3, "03/04/26",
    )  # fmt: skip


def test_a_file_that_contradicts_itself_holds_its_days(tmp_path: Path) -> None:
    assert grid(tmp_path, "13/04/26", "04/13/26", "2026-01-01").reasons == {2: "bad_time", 3: "bad_time"}


def test_etsy_is_month_first_unless_a_file_shows_otherwise(tmp_path: Path) -> None:
    lines = (SAMPLES / "etsy_orders.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    got = read(tmp_path, write(tmp_path, "a.csv", lines[0] + lines[2]), zone="UTC")
    assert str(got.orders[0]["placed_at"]) == "2026-06-02 00:00:00"
    turned = lines[2] + lines[3].replace("06/03/26", "23/06/26").replace("06/04/26", "24/06/26")
    got = read(tmp_path, write(tmp_path, "b.csv", lines[0] + turned), zone="UTC")
    assert str(got.order("4100000002")["placed_at"]) == "2026-02-06 00:00:00"


@pytest.mark.parametrize(
    ("text", "comma", "either"),
    [
        ("116,99 €", "116.99", "116.99"), ("1.116,99 €", "1116.99", "1116.99"), ("1.116", "1116", None),
        ("116.99", "116.99", "116.99"), ("$1,433.66", "1433.66", "1433.66"), ("1,234", "1.234", None),
        ("৳2,999", "2.999", "2999"), ("KWD 2,999", "2.999", None), ("1 049,90 zł", "1049.90", "1049.90"),
        ("CHF 1'280.50", "1280.50", "1280.50"), ("65.0000", "65.0000", "65.0000"), ("40.9", "40.9", "40.9"),
        ("-€12.50", "-12.50", "-12.50"), ("ten", None, None), ("1,2,3", None, None), ("0", "0", "0"),
    ],
)  # fmt: skip
def test_amounts(text: str, comma: str | None, either: str | None) -> None:
    with duckdb.connect() as connection:
        install(connection)
        read_as = (f"TRY_CAST({way}_money({quote(text)}) AS DECIMAL(18,4))" for way in ("comma", "either"))
        found = connection.execute(f"SELECT {', '.join(read_as)}").fetchone()
    assert found == tuple(None if each is None else Decimal(each) for each in (comma, either))


@pytest.mark.parametrize(("text", "amount"), [("1e3", None), ("1E+05", None), ("1000", "1000"), ("1,000.5", "1000.5")])
def test_no_amount_is_written_with_an_exponent(text: str, amount: str | None) -> None:
    with duckdb.connect() as connection:
        install(connection)
        found = connection.execute(f"SELECT as_money({quote(text)})").fetchone()
    assert found == (None if amount is None else Decimal(amount),)


def test_lines_that_are_no_orders_are_counted_wherever_they_stand(tmp_path: Path) -> None:
    text = (SAMPLES / "ebay_us.csv").read_text(encoding="utf-8")
    got = read(tmp_path, write(tmp_path, "two.csv", text + text.replace("11-00001", "11-00009")))
    assert (len(got.orders), got.staged.rows_read, got.staged.rows_other, got.held) == (6, 10, 5, [])


def test_an_order_list_and_an_item_list_of_etsy_are_one_order_each(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "etsy_orders.csv", SAMPLES / "etsy_items.csv")
    assert [line["sku"] for line in got.lines_of("4100000001")] == ["MUG-B", "COASTER"]
    alone = read(tmp_path, SAMPLES / "etsy_items.csv")
    for number in ("4100000001", "4100000002"):
        assert alone.order(number)["total"] == got.order(number)["total"]
        assert alone.order(number)["stage"] == got.order(number)["stage"]
