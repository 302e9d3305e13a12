"""Exchange rates that a company sets: judged row by row, with every fault at its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.errors import DomainError, Invalid

DIGITS: Final = 8
MOST_RATE: Final = Decimal(1_000_000_000)
MOST_ROWS: Final = 20_000
# Header of a file in either language -> field.
HEADERS: Final = {
    "currency": "currency", "币种": "currency", "货币": "currency", "day": "day", "date": "day", "日期": "day",
    "rate": "rate", "汇率": "rate",
}  # fmt: skip


# ISO 4217 codes for "no currency" and for tests.
NO_MONEY: Final = ("XXX", "XTS")


@dataclass(frozen=True)
class Rate:
    """From ``day`` on, until the next one, a unit of ``currency`` is ``rate`` units of the base currency."""

    currency: str
    day: date
    rate: Decimal


def read_rates(wish: Sequence[Mapping[str, Any]], base: str, currencies: Collection[str]) -> list[Rate]:
    """The rates that ``wish`` (currency, day as ISO, rate) describes; Invalid with every fault under ``rates.N.field``.

    A currency has one rate a day.
    """
    cells = Cells()
    if len(wish) > MOST_ROWS:
        cells.wrong("rates", "too_many", limit=MOST_ROWS)
    found: dict[tuple[str, date], Rate] = {}
    for n, each in enumerate(wish[:MOST_ROWS]):
        path = f"rates.{n}"
        currency = plain(each.get("currency")).upper()
        if not currency:
            cells.wrong(f"{path}.currency", "required")
        elif currency == base:
            cells.wrong(f"{path}.currency", "base_has_no_rate", currency=base)
        elif currency not in currencies or currency in NO_MONEY:
            cells.wrong(f"{path}.currency", "unknown_currency", currency=currency)
        day = _day(cells, f"{path}.day", each.get("day"))
        rate = cells.number(
            f"{path}.rate", each.get("rate"), digits=DIGITS, most=MOST_RATE, required=True, positive=True
        )
        if day and (currency, day) in found:
            cells.wrong(f"{path}.day", "rate_twice", currency=currency)
        elif day and rate:
            found[currency, day] = Rate(currency, day, rate)
    if cells.problems:
        raise Invalid(cells.problems)
    return list(found.values())


def _day(cells: Cells, path: str, value: Any) -> date | None:
    text = plain(value).replace("/", "-")
    try:
        day = date.fromisoformat("-".join(part.zfill(2) for part in text.split("-")))
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2100:
        cells.wrong(path, "bad_day")
        return None
    return day


def rows_of_csv(text: str) -> list[dict[str, str]]:
    """The rows of a file with the columns currency, date and rate; DomainError rates_header where one is missing."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    names = [HEADERS.get(plain(cell).lower(), "") for cell in rows[0]] if rows else []
    if {"currency", "day", "rate"} - set(names):
        raise DomainError("rates_header")
    return [dict(zip(names, row, strict=False)) for row in rows[1:] if any(map(plain, row))]
