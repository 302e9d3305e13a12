"""What reading a file took for granted: what a bare sign, a time without an offset or a date in numbers stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from etl.channels.base import BUSINESS, Layout
from etl.staging import Recognised

# A larger file is not read once more for this: then nothing is said of its dates.
_MOST: Final = 32 << 20
_DATE: Final = re.compile(
    r'(?:^|[,;\t"|])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-](?:[0-9]{4}|[0-9]{2})(?=[ T",;\t|]|$)', re.MULTILINE
)
_LITERAL: Final = re.compile(r"'([A-Z]{3})'")

Assumption = dict[str, Any]


def assumptions(files: Sequence[Recognised], zone: str) -> list[Assumption]:
    """``{code, params}`` of each, the sentence being ``assumed.<code>``; ``zone`` is that of the business."""
    found = [each for file in files for each in (*_of_layout(file, zone), *_of_text(file))]
    return [each for at, each in enumerate(found) if each not in found[:at]]


def _of_layout(file: Recognised, zone: str) -> Iterator[Assumption]:
    layout, headers = file.detected.layout, set(file.detected.headers)
    if layout.zone and any(headers & set(field.headers) for field in layout.fields if field.parser == "time"):
        if layout.zone == BUSINESS:
            yield {"code": "business_zone", "params": {"zone": zone}}
        else:
            yield {"code": "zone", "params": {"zone": layout.zone}}
    fixed = _LITERAL.fullmatch(layout.order.get("currency", "").strip())
    if fixed:
        yield {"code": "currency", "params": {"currency": fixed[1]}}


def _of_text(file: Recognised) -> Iterator[Assumption]:
    layout = file.detected.layout
    numeric = set(layout.dates) - {"named"}
    if not (layout.signs or numeric) or file.decoded.path.stat().st_size > _MOST:
        return
    text = file.decoded.path.read_text(encoding="utf-8", errors="replace")
    for sign, currency in layout.signs.items():
        if _bare(sign, text):
            yield {"code": "sign", "params": {"sign": sign, "currency": currency}}
    if numeric:
        yield from _dates(layout, _DATE.finditer(text))


def _bare(sign: str, text: str) -> bool:
    """Whether the sign stands before or behind an amount without the letters that would tell whose it is."""
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(sign)} ?-?[0-9]|[0-9] ?{re.escape(sign)}", text))


def _dates(layout: Layout, dates: Iterable[re.Match[str]]) -> Iterator[Assumption]:
    example, ways = "", set()
    for date in dates:
        example = example or date[0].lstrip(',;\t"|')
        ways |= {"day_first"} if int(date[1]) > 12 else set()
        ways |= {"month_first"} if int(date[2]) > 12 else set()
    if not example or len(ways) > 1:
        return
    dotted = "." in example
    way = next(iter(ways), "day_first" if dotted else next((each for each in layout.dates if each in _WAYS), ""))
    if way:
        yield {"code": f"dates_{way}", "params": {"example": example}}


_WAYS: Final = ("month_first", "day_first")
