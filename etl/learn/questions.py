"""What a file does not tell and a person can: its encoding, and whether its dates have the day or the month first."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from etl.channels.base import plain_header
from etl.learn.unknown import Kept, Opened, opened, path_of
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.services.context import Context

ENCODING: Final = "encoding"
DATES: Final = "dates"
_HEAD: Final = 256 << 10
_SAMPLES: Final = 3
_WIDTH: Final = 72
_NUMBERS: Final = re.compile(r"^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")


@dataclass(frozen=True)
class Answer:
    """``samples``: of an encoding, lines as they then read; of an order of dates, (cell, day) pairs."""

    value: str
    samples: tuple[str, ...] = ()
    days: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Question:
    """``about`` is ENCODING or DATES; the likeliest answer comes first where one is likelier."""

    about: str
    answers: tuple[Answer, ...]


def question_of(ctx: Context, actor: Actor, kept: Kept) -> Question | None:
    """What is asked of a kept file; None where its columns are to be mapped."""
    if kept.error == "unknown_encoding":
        with path_of(ctx, kept).open("rb") as file:
            head = file.read(_HEAD)
        return Question(ENCODING, tuple(_read_as(head, each) for each in kept.params.get("encodings", ())))
    if kept.error == "date_order":
        cells = _cells(ctx, actor, kept)
        return Question(DATES, tuple(_days(cells, each) for each in ("day_first", "month_first")))
    return None


def _read_as(head: bytes, encoding: str) -> Answer:
    lines = [line for line in head.split(b"\n") if not line.isascii()][:_SAMPLES]
    return Answer(encoding, tuple(_cut(line.decode(encoding, "replace").strip()) for line in lines))


def _cut(line: str) -> str:
    """The part of a line where it is more than ASCII."""
    first = next((at for at, sign in enumerate(line) if sign > "\x7f"), 0)
    start = max(0, first - _WIDTH // 4)
    return ("…" if start else "") + line[start : start + _WIDTH] + ("…" if len(line) > start + _WIDTH else "")


def _cells(ctx: Context, actor: Actor, kept: Kept) -> list[str]:
    """The first numeric dates of the column that is asked about; the one that the refusal names at least."""
    found = [str(kept.params.get("value", ""))]
    try:
        with opened(ctx, actor, kept.id) as file:
            for cell in _column(file, str(kept.params.get("column", ""))):
                if _NUMBERS.match(cell) and cell not in found:
                    found.append(cell)
                if len(found) == _SAMPLES:
                    break
    except (DomainError, OSError, csv.Error):
        return found
    return found


def _column(file: Opened, name: str) -> Iterator[str]:
    wanted = plain_header(name)
    at = next((at for at, header in enumerate(file.headers) if plain_header(header) == wanted), None)
    if at is None:
        return
    with file.decoded.path.open(encoding="utf-8", errors="replace", newline="") as text:
        for number, row in enumerate(csv.reader(text, delimiter=file.delimiter)):
            if number >= file.header_line and len(row) > at:
                yield row[at].strip()


def _days(cells: list[str], order: str) -> Answer:
    found = []
    for cell in cells:
        if told := _NUMBERS.match(cell):
            one, two, year = (int(part) for part in told.groups())
            day, month = (one, two) if order == "day_first" else (two, one)
            try:
                found.append((cell, date(year + 2000 if year < 100 else year, month, day)))
            except ValueError:
                continue
    return Answer(order, days=tuple(found))
