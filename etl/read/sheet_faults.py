"""Error cells (#REF!, #N/A …) of a sheet: the reader gives them as empty, and an amount must not vanish so."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Final
from xml.etree import ElementTree

from etl.read.sheet_faults_ods import ods_error_cells
from etl.read.sheet_faults_xls import xls_error_cells

Errors = dict[int, dict[int, str]]

_CHUNK: Final = 4 << 20
_CELL: Final = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>.*?:?v>([^<]*)<', re.S
)


def error_cells(workbook: Path, sheet: str) -> Errors:
    """Row -> column -> the error's text, both counted from 0; nothing for other kinds of workbook."""
    found: Errors = {}
    if not zipfile.is_zipfile(workbook):
        return _gathered(xls_error_cells(workbook, sheet))
    with zipfile.ZipFile(workbook) as archive:
        if "content.xml" in archive.NameToInfo:
            return _gathered(ods_error_cells(archive, sheet))
        part = _part(archive, sheet)
        if part is None:
            return found
        with archive.open(part) as xml:
            for letters, row, text in _cells(xml):
                found.setdefault(int(row) - 1, {})[_column(letters)] = text.decode("utf-8", "replace")
    return found


def _gathered(cells: Iterable[tuple[int, int, str]]) -> Errors:
    found: Errors = {}
    for row, column, text in cells:
        found.setdefault(row, {})[column] = text
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The archive's name of the part that holds the sheet; None where it is no XLSX."""
    names = archive.NameToInfo
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(relation) or ""
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            return part if part in names else None
    return None


def _cells(xml: IO[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    rest = b""
    while chunk := xml.read(_CHUNK):
        text = rest + chunk
        cut = max(text.rfind(b"<c "), text.rfind(b":c "), 0)
        if b't="e"' in text:
            yield from _CELL.findall(text, 0, cut)
        # A cell that never ends is no reason to keep the whole sheet.
        rest = text[cut:][-_CHUNK:]
    yield from _CELL.findall(rest)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1
