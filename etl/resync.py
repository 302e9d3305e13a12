"""The careful reader for files with line breaks inside quotes or broken rows.

A record is as many physical lines as it takes until its quotes close. Where they never do, or where the
number of cells is wrong, only the first line is set aside and reading begins anew at the next one, so one
broken row cannot swallow its neighbours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from etl.read.decode import DAMAGE

MAX_LINES: Final = 200
MAX_CHARS: Final = 256 * 1024


@dataclass(frozen=True)
class Record:
    """``cells`` is None for a broken record, ``reason`` then says why."""

    line: int
    span: int
    cells: list[str] | None
    reason: str = ""
    raw: str = ""


class _Lines:
    """Physical lines with their numbers; those of the record at hand can be put back but the first."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: list[str] = []
        self.number = 0
        self.record: list[str] = []

    def take(self) -> str | None:
        line = self._back.pop() if self._back else self._file.readline()
        if not line:
            return None
        self.number += 1
        return line

    def start(self) -> str | None:
        line = self.take()
        self.record = [line] if line is not None else []
        return line

    def more(self) -> Iterator[str]:
        """The record's first line, then as many as are asked for, within bounds."""
        yield self.record[0]
        size = len(self.record[0])
        while len(self.record) < MAX_LINES and size < MAX_CHARS:
            line = self.take()
            if line is None:
                return
            self.record.append(line)
            size += len(line)
            yield line

    def give_back(self) -> None:
        rest = self.record[1:]
        self._back.extend(reversed(rest))
        self.number -= len(rest)
        del self.record[1:]


def records(path: Path, delimiter: str, quoting: bool, width: int, header_line: int) -> Iterator[Record]:
    """All records after the header. Lines without any content are passed over."""
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        yield from _records(_Lines(file), delimiter, quoting, width, header_line)


def _records(lines: _Lines, delimiter: str, quoting: bool, width: int, header_line: int) -> Iterator[Record]:
    for _ in range(header_line):
        lines.take()
    blank = f' \t\r\n\u3000"{delimiter}'
    while (first := lines.start()) is not None:
        number, text = lines.number, first.rstrip("\r\n")
        if not text.strip(blank):
            continue
        reason = "broken_text" if DAMAGE in text else ""
        cells: list[str] | None = None
        if not reason and quoting and '"' in text:
            cells = _quoted(lines, delimiter, width)
            reason = "broken_quote" if cells is None else ""
        elif not reason:
            cells = text.split(delimiter)
        if cells is not None:
            cells = _fit(cells, width)
            reason = "broken_row" if cells is None else ""
        if cells is None:
            lines.give_back()
        yield Record(number, len(lines.record), cells, reason, text if cells is None else "")


def _fit(cells: list[str], width: int) -> list[str] | None:
    """Cells in the header's number; cells beyond it may only be empty."""
    if len(cells) == width:
        return cells
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return None


def _quoted(lines: _Lines, delimiter: str, width: int) -> list[str] | None:
    """The cells of a record with quotes; None where they do not close as they should."""
    try:
        cells = next(csv.reader(lines.more(), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None
    following = lines.record[1:]
    if any(DAMAGE in line or _whole(line, delimiter, width) for line in following):
        return None
    return cells


def _whole(line: str, delimiter: str, width: int) -> bool:
    """Whether a line that stands inside an open quote is a complete row by itself."""
    if width < 4 or line.count(delimiter) < width - 1 or line.count('"') % 2:
        return False
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True))) == width
    except (csv.Error, StopIteration):
        return False
