"""A mended file of held rows -> the cells that are now other, matched by our row number or by file and line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from etl.read.workbooks import read_workbook
from etl.staging import NamedFile
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FileRefused, NotFound
from ordertrail.domain.spreadsheet import inert
from ordertrail.services.context import Context
from ordertrail.services.export_held import FILE, LINE, OURS, ROW, numbered
from ordertrail.services.held_rows import mend_held, present_cells
from ordertrail.store.held import OPEN, Id, held_of_import, shapes_of
from ordertrail.store.imports import get_import

_ENCODINGS: Final = ("utf-8-sig", "utf-16", "gb18030")
_ROUNDED: Final = re.compile(r"[0-9]([.][0-9]+)?[eE][+]?[0-9]{2}")
_ZIPPED: Final = b"PK\x03\x04"
_MOST_TOLD: Final = 20


@dataclass
class Taken:
    """``mended`` rows are now other, ``same`` ones are as they were; ``unknown`` lines match no row that waits;
    ``rounded`` cells were ruined by a spreadsheet and are left as they were."""

    mended: int = 0
    same: int = 0
    unknown: list[int] = field(default_factory=list)
    rounded: list[str] = field(default_factory=list)


def take_mended(ctx: Context, actor: Actor, import_id: str, file: NamedFile) -> Taken:
    """Write the cells of a mended file into the open rows of an import.

    Columns of ours but those that match are passed over, and so are columns that the rows' file does not have.
    Raises NotAllowed, NotFound, FileRefused held_file_unmatched, what ``read_table`` and ``mend_held`` raise.
    """
    actor.require("analyst", "manager")
    told = read_table(file)
    names = [str(name).strip() for name in next(told, [])]
    if ROW not in names and LINE not in names:
        raise FileRefused("held_file_unmatched", file=file.name, columns=f"{ROW}, {LINE}")
    with ctx.store.read() as connection:
        if get_import(connection, import_id) is None:
            raise NotFound("no_such_import")
        shapes = shapes_of(connection, [import_id])
        rows = list(held_of_import(connection, import_id, (OPEN,)))
    known = _Known(rows)
    taken = Taken()
    changes: dict[Id, dict[int, tuple[str, str]]] = {}
    for number, cells in enumerate(told, start=2):
        if not any(cells):
            continue
        said = dict(zip(names, cells, strict=False))
        row = known.find(said)
        shape = shapes.get((import_id, row["file_no"])) if row else None
        if row is None or shape is None:
            taken.unknown += [number] if len(taken.unknown) < _MOST_TOLD else []
            continue
        before = dict(enumerate(present_cells(row, shape)))
        wanted = _wanted(said, numbered(shape.headers), before, taken)
        if wanted:
            changes[import_id, row["row_no"]] = wanted
        else:
            taken.same += 1
    if changes:
        taken.mended = mend_held(ctx, actor, changes)
    return taken


class _Known:
    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._by_number = {str(row["row_no"]): row for row in rows}
        self._by_line: dict[tuple[str, str], Mapping[str, Any]] = {}
        files = {row["file"] for row in rows}
        for row in rows:
            self._by_line[row["file"], str(row["line"])] = row
            if len(files) == 1:
                self._by_line["", str(row["line"])] = row

    def find(self, said: Mapping[str, str]) -> Mapping[str, Any] | None:
        """By our number; without one by its line, and by its file where there are several."""
        if said.get(ROW):
            return self._by_number.get(said[ROW].strip())
        return self._by_line.get((said.get(FILE, "").strip(), said.get(LINE, "").strip()))


def _wanted(
    said: Mapping[str, str], headers: Sequence[str], before: Mapping[int, str], taken: Taken
) -> dict[int, tuple[str, str]]:
    found = {}
    for place, header in enumerate(headers):
        if header not in said or header.startswith(OURS):
            continue
        cell, was = said[header], before[place]
        if _same(cell, was):
            continue
        if _ROUNDED.fullmatch(cell) and not _ROUNDED.fullmatch(was) and len(was.strip()) >= 12:
            taken.rounded += [f"{header}: {cell}"] if len(taken.rounded) < _MOST_TOLD else []
            continue
        found[place] = (was, cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell)
    return found


def _same(cell: str, was: str) -> bool:
    """Spreadsheets trim nothing, but our own files put an apostrophe before what looks like a formula, and a line
    break may come back as another."""
    plain = was.replace("\r\n", "\n")
    return cell.replace("\r\n", "\n") in (plain, inert(plain))


def read_table(file: NamedFile) -> Iterator[list[str]]:
    """The rows of a CSV file or of a workbook as texts. Raises FileRefused unknown_encoding, what ``read_workbook``
    raises."""
    with file.path.open("rb") as opened:
        head = opened.read(4)
    return _sheets(file) if head == _ZIPPED else _text(file)


def _sheets(file: NamedFile) -> Iterator[list[str]]:
    """A long list goes on in further sheets, each with the header."""
    with TemporaryDirectory(dir=file.path.parent) as folder:
        for number, (_, sheet) in enumerate(read_workbook(file.path, file.name, Path(folder))):
            yield from islice(_rows(sheet, "utf-8", ","), 1 if number else 0, None)


def _text(file: NamedFile) -> Iterator[list[str]]:
    encoding = _encoding(file)
    with file.path.open(encoding=encoding, newline="") as opened:
        first = opened.readline()
    delimiter = max(",;\t", key=first.count)
    return _rows(file.path, encoding, delimiter)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as opened:
        yield from csv.reader(opened, delimiter=delimiter)


def _encoding(file: NamedFile) -> str:
    for encoding in _ENCODINGS:
        try:
            with file.path.open(encoding=encoding, newline="") as opened:
                while opened.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise FileRefused("unknown_encoding", file=file.name)
