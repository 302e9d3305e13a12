"""What an address leaves unsaid: some files repeat region, city and postal code beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# Files part the steps of a Chinese address with a blank or nothing, those of others with commas.
_GAP: Final = " \t\n,，、·"
_SUFFIXES: Final = "省市"
_STREET: Final = re.compile("[东南西北中]{0,2}(路|街|大街|大道|道|巷|弄)")
_SEGMENT: Final = re.compile(r"[,，;\n]")


def unsaid(address: str | None, parts: Sequence[Sequence[str | None]]) -> list[str | None]:
    """For each part its first spelling, or None where the address says it.

    ``parts`` go from wide to narrow, each in all its spellings. One is said where the address begins with it, behind
    the wider ones, or where it stands alone between commas: 南京 in 上海市南京路 and York in 12 York Street are not.
    """
    rest = (address or "").lstrip(_GAP)
    alone = {segment.strip().casefold() for segment in _SEGMENT.split(address or "")}
    found: list[str | None] = []
    before: set[str] = set()
    for part in parts:
        spellings = [each.strip() for each in part if each and each.strip()]
        head = max((each for each in spellings if _begins(rest, each)), key=len, default="")
        if head:
            rest = rest[len(head) :].lstrip(_SUFFIXES if not head.isascii() else "").lstrip(_GAP)
        is_said = bool(head) or any(each.casefold() in alone | before for each in spellings)
        found.append(None if is_said or not spellings else spellings[0])
        before |= {each.casefold() for each in spellings}
    return found


def says_code(address: str | None, code: str) -> bool:
    """Whether the postal code stands in the address as a word of its own."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(code)}(?![0-9A-Za-z])", address or "", re.IGNORECASE) is not None


def _begins(text: str, part: str) -> bool:
    """Not as a street's name: 'Perth, 84 Harbour View' begins with Perth, 'Perth Street 4' and 南京路1号 do not."""
    if not text.casefold().startswith(part.casefold()):
        return False
    after = text[len(part) :]
    return after[:1] in ("", ",", "\n") if part.isascii() else not _STREET.match(after)
