"""Which channel's layout a file has: told by its header row alone."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final, TextIO

from etl.channels.base import Layout
from etl.channels.registry import LAYOUTS
from ordertrail.domain.errors import FileRefused

_DELIMITERS: Final = (",", "\t", ";", "|")
_BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff"
_LEADING_BLANK_LINES: Final = 20
_SHOWN: Final = 60


@dataclass(frozen=True)
class Detected:
    """``headers`` are trimmed; ``header_line`` is its physical line, counted from 1."""

    layout: Layout
    delimiter: str
    quoting: bool
    headers: tuple[str, ...]
    header_line: int


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
    names = set(headers)
    fitting = [
        layout
        for layout in layouts
        if not names & layout.forbids and all(any(name in names for name in group) for group in layout.needs)
    ]
    return max(fitting, key=lambda layout: len(names & layout.known_headers), default=None)


def detect(path: Path, name: str, layouts: Sequence[Layout] = LAYOUTS) -> Detected:
    """Name the one of ``layouts`` that a UTF-8 file has.

    Raises FileRefused: empty_file, no_rows, missing_columns (channel, columns), unknown_layout and
    mojibake (line, header).
    """
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        number, line = _first_filled(file, name)
        has_rows = any(rest.strip(_BLANKS + ',;"') for rest in file)
    for delimiter in _DELIMITERS:
        headers = clean_headers(line, delimiter)
        layout = _match(headers, layouts)
        if layout:
            if not has_rows:
                refusal = FileRefused("no_rows", file=name)
                refusal.channel = layout.channel
                raise refusal
            quoting = delimiter != "\t" or layout.quoted_tabs
            return Detected(layout, delimiter, quoting, headers, number)
    raise _refusal(line, name, number, layouts)


def _first_filled(file: TextIO, name: str) -> tuple[int, str]:
    """Number and text of the first line with content."""
    for number in range(1, _LEADING_BLANK_LINES + 1):
        line = file.readline(1 << 20)
        if not line:
            raise FileRefused("empty_file", file=name)
        if line.strip(_BLANKS + ',;"'):
            return number, line
    raise FileRefused("unknown_layout", file=name, line=1, header="")


def _refusal(line: str, name: str, number: int, layouts: Sequence[Layout]) -> FileRefused:
    """Say which columns lack where the header nearly fits a layout, else that no layout fits."""
    best: tuple[float, Layout, list[str]] | None = None
    for delimiter in _DELIMITERS:
        names = set(clean_headers(line, delimiter))
        for layout in layouts:
            lacking = [group[0] for group in layout.needs if not names & set(group)]
            share = 1 - len(lacking) / len(layout.needs)
            known = len(names & layout.known_headers)
            if lacking and share >= 0.5 and known >= 4 and (best is None or share > best[0]):
                best = (share, layout, lacking)
    if best:
        columns = ", ".join(best[2])
        refusal = FileRefused("missing_columns", file=name, line=number, channel=best[1].channel, columns=columns)
        refusal.channel = best[1].channel
        return refusal
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
