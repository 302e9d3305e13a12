"""What separates the cells of a text, told by evidence: the sign that cuts header and rows into equally many."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import log
from pathlib import Path
from typing import Final

# Of signs that fit equally well the earlier one.
USUAL: Final = (",", "\t", ";", "|", "^", "~", "\x1f", "\x01")
_NEVER: Final = frozenset("\"'.-_ \r\n\u3000\u00a0\ufeff()")
_HINT: Final = re.compile('\ufeff?"?sep=(.)"?\\s*', re.IGNORECASE)
_LOOKED_AT: Final = 300
_LONGEST: Final = 64 << 10
_HEADER_WITHIN: Final = 20
_BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff"


@dataclass(frozen=True)
class Cut:
    """``header_line`` is the physical line of the likely header, counted from 1; ``width`` its number of cells.

    ``fits`` is the share of the rows looked at that have as many cells, from 0 to 1.
    """

    delimiter: str
    quoting: bool
    header_line: int
    width: int
    fits: float


def hint_of(line: str) -> str | None:
    """The delimiter that Excel's own first line ``sep=;`` names."""
    found = _HINT.fullmatch(line)
    return found[1] if found else None


def sniff(path: Path) -> Cut | None:
    """How a UTF-8 text is cut into cells; None where nothing cuts it into two columns or more."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        lines = [line[:_LONGEST] for line in islice(file, _LOOKED_AT)]
    hint = hint_of(lines[0]) if lines else None
    if hint:
        return _cut(lines, hint, start=1)
    cuts = [cut for sign in _candidates(lines) if (cut := _cut(lines, sign))]
    return max(cuts, key=_merit, default=None)


def _merit(cut: Cut) -> tuple[float, int]:
    place = USUAL.index(cut.delimiter) if cut.delimiter in USUAL else len(USUAL)
    usual = 1.0 if cut.delimiter in USUAL else 0.5
    return usual * cut.fits**2 * log(1 + cut.width), -place


def _candidates(lines: list[str]) -> list[str]:
    """Signs that stand in most of the filled lines."""
    filled = [line for line in lines if line.strip(_BLANKS)]
    counts = Counter(sign for line in filled for sign in set(line) if not sign.isalnum() and sign not in _NEVER)
    return [sign for sign, count in counts.items() if 2 * count >= len(filled)]


def _cut(lines: list[str], sign: str, start: int = 0) -> Cut | None:
    best: Cut | None = None
    for quoting in (True, False):
        rows = list(_rows(lines, sign, quoting, start))
        widths = Counter(len(cells) for _, cells in rows if any(cells))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width = max(wide, key=lambda each: (wide[each], each))
        header = next((number for number, cells in rows[:_HEADER_WITHIN] if _heads(cells, width)), None)
        fits = wide[width] / sum(widths.values())
        if header is not None and (best is None or fits > best.fits):
            best = Cut(sign, quoting, header, width, fits)
    return best


def _rows(lines: list[str], sign: str, quoting: bool, start: int) -> Iterator[tuple[int, list[str]]]:
    """Cells of each record with its first physical line."""
    reader = csv.reader(
        lines[start:], delimiter=sign, quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE, strict=quoting
    )
    line = start + 1
    try:
        for cells in reader:
            yield line, [cell.strip(_BLANKS) for cell in cells]
            line = start + reader.line_num + 1
    except csv.Error:
        # An open quote: what follows cannot be cut.
        yield line, ["?"]


def _heads(cells: list[str], width: int) -> bool:
    """Whether a row may be the names of the columns: as wide as the rows, different words, no bare numbers."""
    filled = [cell for cell in cells if cell]
    if len(cells) != width or 2 * len(filled) < width or len(filled) < 2:
        return False
    return len(set(filled)) == len(filled) and not any(re.fullmatch(r"[-+]?[0-9][0-9.,]*", cell) for cell in filled)
