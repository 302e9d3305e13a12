"""Each warning of a preview: raised where it is due, and not where only nearly so; on either engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import land
from ordertrail.services.context import Context
from ordertrail.services.discard_import import discard_import
from ordertrail.services.undo_import import undo_import
from tests.services.landing import HEAD, land_template
from tests.services.test_landing_choice import OWNER, previewed

HEAD_WITH_PLACE = HEAD.strip() + ",country,province\n"
NOW = datetime(2026, 11, 24, 12)
Warned = dict[str, dict[str, Any]]


@pytest.fixture
def ctx(either_ctx: Context) -> Context:
    return replace(either_ctx, now=lambda: NOW)


def row(no: str, day: date | str = "2026-11-01", status: str = "paid", currency: str = "CNY", price: str = "5") -> str:
    return f"{no},{status},{currency},{day} 10:00,Ann,Mug,1,{price}"


def many(count: int, prefix: str = "A", **cells: Any) -> list[str]:
    return [row(f"{prefix}-{n:03}", **cells) for n in range(count)]


def warned(ctx: Context, folder: Path, rows: Iterable[str]) -> Warned:
    report = previewed(ctx, folder, *rows)
    discard_import(ctx, OWNER, report.import_id)
    assert len({each["code"] for each in report.warnings}) == len(report.warnings)
    return {each["code"]: each for each in report.warnings}


def test_a_plain_file_into_an_empty_store_is_warned_of_nothing_but_its_missing_places(
    ctx: Context, tmp_path: Path
) -> None:
    assert set(warned(ctx, tmp_path, many(40))) == {"no_region"}


def test_overlap_is_told_where_more_than_half_say_what_one_import_said(ctx: Context, tmp_path: Path) -> None:
    first = land_template(ctx, *many(4))
    told = warned(ctx, tmp_path, [*many(3), row("B-1"), row("B-2")])["overlap"]
    assert (told["count"], told["example"], told["params"]["total"]) == (3, "A-000", 5)
    assert told["params"]["import_id"] == first.import_id
    assert "overlap" not in warned(ctx, tmp_path, [*many(2), row("B-1"), row("B-2")])
    assert "overlap" not in warned(ctx, tmp_path, many(3, status="shipped"))  # they changed
    undo_import(ctx, OWNER, first.import_id)
    assert "overlap" not in warned(ctx, tmp_path, [*many(3), row("B-1")])


def test_the_same_file_is_no_overlap_besides(ctx: Context, tmp_path: Path) -> None:
    report = previewed(ctx, tmp_path, *many(3))
    land(ctx, OWNER, report.import_id)
    found = warned(ctx, tmp_path, many(3))
    assert "same_file" in found and "overlap" not in found
    assert found["same_file"]["params"]["file"] == "next.csv"


def test_dates_in_the_future(ctx: Context, tmp_path: Path) -> None:
    told = warned(ctx, tmp_path, [row("A-1", "2026-11-24"), row("A-2", "2026-11-27"), row("A-3", "2027-01-01")])
    assert (told["future"]["count"], told["future"]["example"]) == (2, "A-3")
    assert "future" not in warned(ctx, tmp_path, [row("A-1", "2026-11-25")])  # within a day: clocks and zones


def days_to_the_twelfth(months: int, extra: str | None = None) -> list[str]:
    """Thirty days and more over so many months, none past the twelfth."""
    found = [date(2026, month, day) for month in range(1, months + 1) for day in range(1, 13)]
    return [row(f"A-{n}", day) for n, day in enumerate(found)] + ([row("X", extra)] if extra else [])


def test_months_that_look_like_days(ctx: Context, tmp_path: Path) -> None:
    assert warned(ctx, tmp_path, days_to_the_twelfth(6))["month_first"]["count"] == 72
    assert "month_first" not in warned(ctx, tmp_path, days_to_the_twelfth(6, "2026-03-13"))
    assert "month_first" not in warned(ctx, tmp_path, days_to_the_twelfth(5))
    few = [
        row(f"A-{n}", date(2026, month, day))
        for n, (month, day) in enumerate([(m, d) for m in range(1, 8) for d in (1, 2, 3, 4)])
    ]
    assert "month_first" not in warned(ctx, tmp_path, few)  # 28 days: chance


def test_stages_that_would_go_back(ctx: Context, tmp_path: Path) -> None:
    land_template(ctx, row("A-1", status="shipped"), row("A-2", status="paid"))
    told = warned(ctx, tmp_path, [row("A-1", status="paid"), row("A-2", status="shipped")])["stages_back"]
    assert (told["count"], told["example"]) == (1, "A-1")
    assert "stages_back" not in warned(ctx, tmp_path, [row("A-1", status="shipped"), row("A-2", status="shipped")])


def test_an_amount_far_out(ctx: Context, tmp_path: Path) -> None:
    told = warned(ctx, tmp_path, [*many(20), row("B", price="251")])["outlier"]
    assert (told["count"], told["example"]) == (1, "B")
    assert {name: told["params"][name] for name in ("currency", "amount", "median")} == {
        "currency": "CNY", "amount": "251.0000", "median": "5.00",
    }  # fmt: skip
    assert "outlier" not in warned(ctx, tmp_path, [*many(20), row("B", price="250")])
    assert "outlier" not in warned(ctx, tmp_path, [*many(18), row("B", price="9999")])  # too few to know
    dollars = [row("B", price="9999", currency="USD")]
    assert "outlier" not in warned(ctx, tmp_path, [*many(20), *dollars])  # another currency


def test_a_currency_that_no_order_has_had(ctx: Context, tmp_path: Path) -> None:
    euros = [row("E-1", currency="EUR"), row("E-2", currency="EUR"), row("C-1")]
    assert "new_currency" not in warned(ctx, tmp_path, euros)  # the first orders of all
    land_template(ctx, *many(2))
    told = warned(ctx, tmp_path, euros)["new_currency"]
    assert (told["count"], told["example"], told["params"]) == (2, "E-1", {"currency": "EUR"})
    land_template(ctx, row("E-0", currency="EUR"))
    assert "new_currency" not in warned(ctx, tmp_path, euros)


def test_half_of_the_orders_without_a_province(ctx: Context, tmp_path: Path) -> None:
    def placed(*provinces: str) -> Warned:
        path = tmp_path / "placed.csv"
        body = "".join(f"{row(f'A-{n}')},CN,{name}\n" for n, name in enumerate(provinces))
        path.write_text(HEAD_WITH_PLACE + body, encoding="utf-8")
        from etl.pipeline import prepare, recognised

        with recognised(ctx, [path], pytest.fail) as groups:  # type: ignore[arg-type]
            return {each["code"]: each for each in prepare(ctx, OWNER, groups[0], record=False).warnings}

    told = placed("浙江省", "亚特兰蒂斯")["no_region"]
    assert (told["count"], told["example"], told["params"]) == (1, "A-1", {"total": 2})
    assert "no_region" not in placed("浙江省", "广东", "")


def test_a_month_without_an_order(ctx: Context, tmp_path: Path) -> None:
    told = warned(ctx, tmp_path, [row("A", "2026-01-05"), row("B", "2026-02-05"), row("C", "2026-04-05")])
    assert told["empty_month"]["params"] == {"months": ["2026-03"]}
    whole = [row(f"A-{month}", date(2026, month, 5)) for month in (1, 2, 3, 4)]
    assert "empty_month" not in warned(ctx, tmp_path, whole)
    assert "empty_month" not in warned(ctx, tmp_path, [whole[0], whole[3]])  # two months alone show no habit
    rare = [row("A", "2025-01-05"), row("B", "2025-06-05"), row("C", "2025-12-05")]
    assert "empty_month" not in warned(ctx, tmp_path, rare)  # most months are empty


@pytest.mark.parametrize("now, before, due", [(9, 20, True), (10, 20, False), (1, 19, False)])
def test_less_than_half_of_what_came_last(ctx: Context, tmp_path: Path, now: int, before: int, due: bool) -> None:
    first = land_template(ctx, *many(before, "B"))
    found = warned(ctx, tmp_path, many(now))
    assert ("fewer" in found) is due
    if due:
        assert (found["fewer"]["count"], found["fewer"]["params"]["before"]) == (now, before)
        assert found["fewer"]["params"]["import_id"] == first.import_id
