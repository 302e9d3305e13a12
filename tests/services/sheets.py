"""The cells of an XLSX file, read from its XML as ECMA-376 lays it out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EPOCH = datetime(1899, 12, 30)


def sheets(content: bytes) -> dict[str, list[dict[int, Any]]]:
    """Name of a sheet -> its rows, each column number (from 0) -> text or number; empty cells are left out."""
    with ZipFile(BytesIO(content)) as file:
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        names = [each.attrib["name"] for each in book.iter(f"{NS}sheet")]
        parts = [ElementTree.fromstring(file.read(f"xl/worksheets/sheet{n + 1}.xml")) for n in range(len(names))]
    assert not any(list(part.iter(f"{NS}f")) for part in parts), "a formula"
    return {name: [_row(row) for row in part.iter(f"{NS}row")] for name, part in zip(names, parts, strict=True)}


def _row(row: ElementTree.Element) -> dict[int, Any]:
    cells = {}
    for cell in row.iter(f"{NS}c"):
        text = "".join(each.text or "" for each in cell.iter(f"{NS}t"))
        value = cell.find(f"{NS}v")
        cells[_column(cell.attrib["r"])] = text if value is None else float(value.text or "nan")
    return cells


def _column(place: str) -> int:
    number = 0
    for letter in re.sub("[0-9]", "", place):
        number = number * 26 + ord(letter) - 64
    return number - 1


def table(content: bytes) -> list[dict[str, Any]]:
    """The rows of all sheets below their headings, heading -> cell."""
    found = []
    for rows in sheets(content).values():
        head, *body = rows
        found += [{head[place]: value for place, value in row.items()} for row in body]
    return found


def moment(number: float) -> datetime:
    """A spreadsheet's number as the time that it shows."""
    return EPOCH + timedelta(seconds=round(number * 86_400))
