"""What a person types into a form's fields -> text, numbers, moments; what is wrong is noted field by field."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.domain.errors import Problem

BLANKS: Final = " \t\r\n\u00a0\u3000\ufeff"
# A column of 18 digits, four of them after the point, holds amounts up to this.
STORED_DIGITS: Final = 4
MOST_MONEY: Final = Decimal(99_999_999_999_999)

# What a spreadsheet or a Chinese keyboard writes for the ASCII signs of a number.
_PLAIN: Final = str.maketrans("０１２３４５６７８９，．－−＋＄￥", "0123456789,.--+$¥")
NUMBER: Final = r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
_NUMBER: Final = re.compile(NUMBER)
_LONGEST_NUMBER: Final = 64

_MOMENT: Final = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)?"
    r"(?: ?(Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]))?"
)
_EARLIEST, _LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)


def plain(value: Any) -> str:
    """``value`` as text without outer blanks; empty for None."""
    return "" if value is None else str(value).strip(BLANKS)


class Cells:
    """Reads cells one by one; ``problems`` gathers their faults under dotted paths. A faulty cell gives None."""

    def __init__(self) -> None:
        self.problems: dict[str, Problem] = {}

    def wrong(self, path: str, code: str, **params: Any) -> None:
        """Note a fault; the first one of a cell counts."""
        self.problems.setdefault(path, Problem(code, params))

    def text(self, path: str, value: Any, *, limit: int, several_lines: bool = False) -> str | None:
        """None where empty. No control characters, and line breaks only where ``several_lines``."""
        text = plain(value)
        if several_lines:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > limit:
            self.wrong(path, "too_long", limit=limit)
        elif any(_unprintable(sign, several_lines) for sign in text):
            self.wrong(path, "unprintable")
        else:
            return text or None
        return None

    def number(
        self,
        path: str,
        value: Any,
        *,
        digits: int,
        most: Decimal,
        required: bool = False,
        positive: bool = False,
        signed: bool = False,
        beside: tuple[str, ...] = (),
    ) -> Decimal | None:
        """A decimal from 0 (``positive``: above 0; ``signed``: -``most``) to ``most`` with at most ``digits`` after
        the point.

        Understood are full-width digits and signs, commas between groups of three, and one of the signs
        ``beside`` before or after the digits; nothing else.
        """
        text = plain(value).translate(_PLAIN)
        if not text:
            if required:
                self.wrong(path, "required")
            return None
        number = _decimal(text, beside)
        if number is None:
            self.wrong(path, "not_a_number")
        elif positive and number <= 0:
            self.wrong(path, "not_positive")
        elif number < 0 and not signed:
            self.wrong(path, "negative")
        elif abs(number) > most:
            self.wrong(path, "too_large", limit=f"{most:,}")
        elif number != round(number, digits):
            self.wrong(path, "too_many_decimals" if digits else "no_decimals", digits=digits)
        else:
            rounded = round(number, digits)
            return rounded or abs(rounded)
        return None

    def moment(self, path: str, value: Any, zone: ZoneInfo) -> datetime | None:
        """Naive UTC of a time in ``zone``, or of one that carries its own offset; a day alone is its midnight.

        A local time that the clock skipped is refused. One that it showed twice is the later, as in files.
        """
        text = plain(value)
        if not text:
            return None
        found = _MOMENT.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            local = datetime(year, month, day, hour, minute, second, int((found[7] or "").ljust(6, "0")))
            if not _EARLIEST <= local <= _LATEST:
                raise ValueError(text)
        except ValueError:
            self.wrong(path, "bad_time")
            return None
        if found[8]:
            return local - _offset(found[8])
        moment = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local:
            self.wrong(path, "time_skipped")
            return None
        return moment.replace(tzinfo=None)


def printable(text: str) -> str:
    """One line whose signs can all be stored and shown: others become U+FFFD."""
    return "".join("\ufffd" if _unprintable(sign, several_lines=False) else sign for sign in text)


def _unprintable(sign: str, several_lines: bool) -> bool:
    """Control characters, halves of a character, line and paragraph separators."""
    if several_lines and sign in "\n\t":
        return False
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")


def _decimal(text: str, beside: tuple[str, ...]) -> Decimal | None:
    for sign in beside:
        text = text.removeprefix(sign) if text.startswith(sign) else text.removesuffix(sign)
    text = text.strip(BLANKS)
    sound = len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text)
    return Decimal(text.replace(",", "")) if sound else None


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
