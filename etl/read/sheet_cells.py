"""Cells of a spreadsheet -> the text that a CSV export would hold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final

# A spreadsheet keeps 15 digits of a number; programs that write workbooks keep whole numbers up to 2 ** 53.
_ROUNDED_FROM: Final = 10**15
_EXACT_UP_TO: Final = 2**53


def text_of(cell: Any) -> str:
    """``cell`` as text: ISO dates and times, whole numbers without a point, others with at most 15 digits.

    A whole number of so many digits that the last ones may be lost comes out as 3.51E+17, which is how the import
    knows numbers that a spreadsheet has rounded.
    """
    match cell:
        case None:
            return ""
        case str():
            return cell.replace("\x00", "")
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return _number(cell)
        case datetime():
            return _moment(cell)
        case date():
            return cell.isoformat()
        case time():
            return cell.replace(microsecond=0).isoformat()
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return str(cell)


def _number(value: float) -> str:
    if not isfinite(value):
        return str(value)
    if value == int(value):
        whole = int(value)
        if abs(whole) < _ROUNDED_FROM or (abs(whole) <= _EXACT_UP_TO and whole % 10):
            return str(whole)
        digits, _, exponent = f"{Decimal(whole):.14E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{exponent}"
    return format(Decimal(f"{value:.15g}"), "f")


def _moment(value: datetime) -> str:
    """Days are kept as fractions: what is within a millisecond of a second is that second."""
    near = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if abs(near - value) < timedelta(milliseconds=1):
        value = near
    return value.isoformat(sep=" ", timespec="auto")
