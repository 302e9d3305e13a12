"""A minimal XLS (BIFF8 in an OLE container), written by the book, since no library at hand writes one."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
DATE_FORMAT = 22


@dataclass(frozen=True)
class Fault:
    """An error cell, typed in or of a formula: 0x17 is #REF!, 0x2A #N/A."""

    code: int
    formula: bool = False


def write_xls(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Texts, numbers, moments and faults; None leaves a cell out."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    bof = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    styles = b"".join(
        _record(0x00E0, struct.pack("<HHHBBHIIH", 0, each, 0, 0, 0, 0, 0, 0, 0)) for each in (0, DATE_FORMAT)
    )
    head = len(bof) + len(styles) + sum(12 + len(name) for name in names) + 4
    bounds, at = b"", head
    for name, body in zip(names, bodies, strict=True):
        bounds += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name) // 2, 1) + name)
        at += len(body)
    path.write_bytes(_container(bof + styles + bounds + _record(0x000A, b"") + b"".join(bodies)))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _sheet(rows: list[list[object]]) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                out += _record(0x0204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
            elif isinstance(cell, Fault):
                out += _fault(number, column, cell)
            elif isinstance(cell, datetime):
                days = (cell - datetime(1899, 12, 30)).total_seconds() / 86400
                out += _record(0x0203, struct.pack("<HHHd", number, column, 1, days))
            elif cell is not None:
                out += _record(0x0203, struct.pack("<HHHd", number, column, 0, float(str(cell))))
    return out + _record(0x000A, b"")


def _fault(row: int, column: int, fault: Fault) -> bytes:
    if fault.formula:
        result = bytes((2, 0, fault.code, 0, 0, 0, 0xFF, 0xFF))
        return _record(0x0006, struct.pack("<HHH", row, column, 0) + result + bytes(6) + struct.pack("<H", 0))
    return _record(0x0205, struct.pack("<HHHBB", row, column, 0, fault.code, 1))


def _container(stream: bytes) -> bytes:
    size = max(len(stream), 4096)
    stream = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    count = len(stream) // _SECTOR
    tables = -(-(count + 2) // 126)
    chain = [_FAT] * tables + [_END] + [each + 1 for each in range(tables + 1, tables + count)] + [_END]
    chain += [_FREE] * (tables * 128 - len(chain))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, tables + 1, len(stream))
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip
