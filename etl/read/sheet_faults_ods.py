"""Error cells of an ODS sheet: typed as a text that is empty, with the error as what is shown ([ODF 1.3], 19.385)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

_CHUNK: Final = 4 << 20
_MARK: Final = b'value-type="error"'
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def ods_error_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Row and column, counted from 0, and the error's text of each in the sheet."""
    if not _marked(archive):
        return
    row, inside = 0, False
    with archive.open("content.xml") as xml:
        for event, element in ElementTree.iterparse(xml, ("start", "end")):
            if element.tag == f"{_TABLE}table":
                inside = event == "start" and element.get(f"{_TABLE}name") == sheet
            elif inside and event == "end" and element.tag == f"{_TABLE}table-row":
                yield from ((row, column, text) for column, text in _errors(element))
                row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
            if event == "end" and element.tag == f"{_TABLE}table-row":
                element.clear()


def _errors(row: ElementTree.Element) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        if any(name.endswith("}value-type") and value == "error" for name, value in cell.attrib.items()):
            yield column, "".join(cell.itertext()) or "#ERROR!"
        column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))


def _marked(archive: zipfile.ZipFile) -> bool:
    """Whether any cell of the workbook is an error: most have none, and need not be parsed for it."""
    last = b""
    with archive.open("content.xml") as xml:
        while chunk := xml.read(_CHUNK):
            if _MARK in last + chunk:
                return True
            last = chunk[-len(_MARK) :]
    return False
