"""Which channel's layout a file has: told by its header row alone."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from pathlib import Path
from typing import Final, TextIO

from etl.channels.base import Dates, Layout
from etl.channels.registry import LAYOUTS
from etl.read.delimiters import hint_of
from ordertrail.domain.errors import FileRefused

_DELIMITERS: Final = (",", "\t", ";", "|", "^", "~", "\x1f")
_BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff"
_BLANK: Final = _BLANKS + ',;"'
_TOP_LINES: Final = 20
LEAD: Final = 3
_SHOWN: Final = 60
_FEWEST: Final = 2
# Of a file that lacks several columns of a layout the layout knows at least so many, else they are anybody's names.
_NEAR: Final = 0.5


@dataclass(frozen=True)
class Detected:
    """``header_line`` is the header's (last) physical line, counted from 1; ``preamble`` counts filled lines before it.

    ``headers`` are trimmed, in the layout's spelling where it knows them; ``spelled`` is how the file writes them.
    """

    layout: Layout
    delimiter: str
    quoting: bool
    headers: tuple[str, ...]
    header_line: int
    spelled: tuple[str, ...] = ()
    preamble: int = 0


def clean_headers(line: str, delimiter: str) -> tuple[str, ...]:
    """The names of a header row without blanks, quotes and byte order mark."""
    try:
        cells = next(csv.reader([line.strip("\r\n\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        cells = line.split(delimiter)
    return tuple(cell.strip(_BLANKS).removeprefix('="').strip('"').strip(_BLANKS) for cell in cells)


def knows_header(line: str, layouts: Sequence[Layout] = LAYOUTS) -> bool:
    """Whether a first line belongs to one of ``layouts``."""
    return any(_match(clean_headers(line, delimiter), layouts) for delimiter in _DELIMITERS)


def _match(headers: tuple[str, ...], layouts: Sequence[Layout]) -> Layout | None:
    if len(headers) < _FEWEST:
        return None
    fitting = [(layout.fits(layout.declared(headers)), layout) for layout in layouts]
    known, layout = max(fitting, key=lambda fit: fit[0])
    return layout if known else None


def detect(path: Path, name: str, layouts: Sequence[Layout] = LAYOUTS) -> Detected:
    """Name the one of ``layouts`` that a UTF-8 file has; its header is the first line that belongs to one.

    Raises FileRefused: empty_file, no_rows, missing_columns (channel, columns), unknown_layout and
    mojibake (line, header).
    """
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        top = _top(file)
        filled = [(number, line) for number, line in top if line.strip(_BLANK) and not hint_of(line)]
        if not filled:
            raise FileRefused("unknown_layout" if file.readline(1) else "empty_file", file=name, line=1, header="")
        for place, (number, _) in enumerate(filled):
            for delimiter, (last, text) in product(_DELIMITERS, _heads(top, number)):
                spelled = clean_headers(text, delimiter)
                layout = _match(spelled, layouts)
                if layout:
                    below = (line for _, line in top[last:])
                    _need_rows(layout, chain(below, file), name, delimiter)
                    quoting = delimiter != "\t" or layout.quoted_tabs
                    headers = layout.declared(spelled)
                    blank = _BLANKS + delimiter + '"'
                    preamble = sum(bool(above.strip(blank)) for _, above in filled[:place])
                    return Detected(layout, delimiter, quoting, headers, last, spelled, preamble)
    raise _refusal(filled, name, layouts)


def _heads(lines: list[tuple[int, str]], first: int) -> Iterator[tuple[int, str]]:
    """What may be a header from line ``first`` on, with the number of its last line: the lines up to where a quote that
    stays open is closed, as spreadsheets write a name of two lines; and the line alone."""
    last, text = first, lines[first - 1][1]
    while text.count('"') % 2 and last < len(lines):
        text += lines[last][1]
        last += 1
    if last > first and text.count('"') % 2 == 0:
        yield last, text
    yield first, lines[first - 1][1]


def _top(file: TextIO) -> list[tuple[int, str]]:
    """The first lines with their numbers."""
    lines = ((number, file.readline(1 << 20)) for number in range(1, _TOP_LINES + 1))
    return [(number, line) for number, line in lines if line]


def _need_rows(layout: Layout, lines: Iterable[str], name: str, delimiter: str) -> None:
    for line in lines:
        if line.strip(_BLANK) and not is_footer(layout, line, delimiter):
            return
    refusal = FileRefused("no_rows", file=name)
    refusal.channel = layout.channel
    raise refusal


def is_footer(layout: Layout, line: str, delimiter: str) -> bool:
    """Whether a line is none of an order's, such as a count of the records below them."""
    if not layout.footers:
        return False
    cells = [cell for cell in clean_headers(line, delimiter)[:LEAD] if cell]
    return any(re.fullmatch(pattern, " ".join(cells)) for pattern in layout.footers)


def _refusal(filled: list[tuple[int, str]], name: str, layouts: Sequence[Layout]) -> FileRefused:
    """Say which columns lack where a line nearly fits a layout, else that no layout fits."""
    best: tuple[float, Layout, list[str], int] | None = None
    for (number, line), delimiter in product(filled, _DELIMITERS):
        spelled = clean_headers(line, delimiter)
        if len(spelled) < _FEWEST:
            continue
        for layout in layouts:
            names = set(layout.declared(spelled))
            lacking = layout.lacking(names)
            share = 1 - len(lacking) / len(layout.needs)
            known = sum(map(layout.knows, names))
            near = len(lacking) == 1 or (share >= 0.5 and known >= _NEAR * len(names))
            if lacking and near and known >= 4 and (best is None or share > best[0]):
                best = (share, layout, lacking, number)
    if best:
        _, layout, lacking, number = best
        columns = ", ".join(dict.fromkeys(lacking))
        refusal = FileRefused("missing_columns", file=name, line=number, channel=layout.channel, columns=columns)
        refusal.channel = layout.channel
        return refusal
    number, line = filled[0]
    if _mojibake(line):
        return FileRefused("mojibake", file=name, line=number, header=_shown(line))
    return FileRefused("unknown_layout", file=name, line=number, header=_shown(line))


def _mojibake(line: str) -> bool:
    """Whether the header is Chinese that a program read as Western European and saved so."""
    for wrong, right in product(("latin-1", "cp1252"), ("gb18030", "utf-8")):
        try:
            known = knows_header(line.strip("\ufeff").encode(wrong, "ordertrail.byte").decode(right))
        except UnicodeError:
            continue
        if known:
            return True
    return False


def _byte(error: UnicodeError) -> tuple[bytes, int]:
    """A control character stands for the byte that its code page left without a character."""
    if isinstance(error, UnicodeEncodeError) and ord(error.object[error.start]) < 256:
        return bytes([ord(error.object[error.start])]), error.start + 1
    raise error


codecs.register_error("ordertrail.byte", _byte)


def _shown(line: str) -> str:
    """The beginning of a header, for a sentence."""
    text = line.strip(_BLANKS)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def with_dates(detected: Detected, order: Dates | None) -> Detected:
    """With a person's word on the order of day and month in numeric dates, where nothing in the file tells."""
    if order is None:
        return detected
    named = tuple(way for way in detected.layout.dates if way == "named")
    return replace(detected, layout=replace(detected.layout, dates=(*named, order)))
