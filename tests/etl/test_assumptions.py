"""What reading took for granted is said, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.assumptions import assumptions
from etl.staging import NamedFile, recognise
from tests.etl.reading import SAMPLES


def told(folder: Path, path: Path) -> dict[str, dict[str, str]]:
    found = assumptions([recognise(NamedFile(path, path.name), folder / "work")], "Asia/Tokyo")
    return {each["code"]: each["params"] for each in found}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shopify_orders.csv", set()),
        ("taobao_orders.csv", {"zone", "currency"}),
        ("woocommerce_analytics.csv", {"business_zone"}),
        ("ebay_us.csv", {"zone", "sign"}),
    ],
)
def test_of_each_layout(tmp_path: Path, name: str, expected: set[str]) -> None:
    assert set(told(tmp_path, SAMPLES / name)) == expected


def test_zone_and_sign_are_named(tmp_path: Path) -> None:
    assert told(tmp_path, SAMPLES / "woocommerce_analytics.csv")["business_zone"] == {"zone": "Asia/Tokyo"}
    assert told(tmp_path, SAMPLES / "ebay_us.csv")["sign"] == {"sign": "$", "currency": "USD"}


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (("03/04/26", "13/04/26"), "dates_day_first"),
        (("03/04/26", "04/13/26"), "dates_month_first"),
        (("3.4.2026", "5.6.2026"), "dates_day_first"),
    ],
)
def test_the_order_of_dates_is_that_which_the_file_shows(tmp_path: Path, dates: tuple[str, ...], code: str) -> None:
    path = tmp_path / "grid.csv"
    rows = "".join(f"{n},{day},A,€5.00,Processing\n" for n, day in enumerate(dates))
    path.write_text("ID,Purchase Date,Bill-to Name,Grand Total (Purchased),Status\n" + rows, encoding="utf-8")
    assert told(tmp_path, path)[code] == {"example": dates[0]}


def test_a_file_that_contradicts_itself_or_writes_year_first_has_no_order(tmp_path: Path) -> None:
    for number, dates in enumerate((("13/04/26", "04/13/26"), ("2026-03-04", "2026-03-05"))):
        path = tmp_path / f"grid{number}.csv"
        rows = "".join(f"{n},{day},A,€5.00,Processing\n" for n, day in enumerate(dates))
        path.write_text("ID,Purchase Date,Bill-to Name,Grand Total (Purchased),Status\n" + rows, encoding="utf-8")
        assert not [each for each in told(tmp_path, path) if each.startswith("dates")]
