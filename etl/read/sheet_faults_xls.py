"""Error cells of an XLS sheet (BIFF8), which the reader gives as empty as those of XLSX.

Facts of the container and its records: [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_BOF, _EOF, _BOUNDSHEET, _BOOLERR, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0205, 0x0006
_BIFF8: Final = 0x0600
_TEXTS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def xls_error_cells(workbook: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Row and column, counted from 0, and the error's text of each; none where the file is no sound BIFF8 workbook."""
    try:
        stream = _stream(workbook.read_bytes())
        start = _start_of(stream, sheet)
    except (struct.error, IndexError):
        return
    if start is None:
        return
    depth = 0
    for kind, data in _records(stream, start):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if kind == _BOOLERR and len(data) >= 8 and data[7]:
            yield *struct.unpack_from("<HH", data), _TEXTS.get(data[6], "#ERROR!")
        elif kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            yield *struct.unpack_from("<HH", data), _TEXTS.get(data[8], "#ERROR!")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _start_of(stream: bytes, sheet: str) -> int | None:
    """Where the sheet's records begin."""
    for number, (kind, data) in enumerate(_records(stream, 0)):
        if number == 0 and (kind != _BOF or struct.unpack_from("<H", data)[0] != _BIFF8):
            return None
        if kind == _EOF:
            return None
        if kind == _BOUNDSHEET:
            at, length, wide = *struct.unpack_from("<I", data), data[6], data[7] & 1
            name = data[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
            if name == sheet:
                return int(at)
    return None


def _stream(file: bytes) -> bytes:
    """The bytes of the stream ``Workbook`` of a compound file; empty where there is none."""
    if not file.startswith(MAGIC):
        return b""
    sector, mini = (1 << shift for shift in struct.unpack_from("<HH", file, 30))
    tables, directory, cutoff, mini_table, more = (struct.unpack_from("<I", file, at)[0] for at in (44, 48, 56, 60, 68))
    places = list(struct.unpack_from("<109I", file, 76))
    seen = 0
    while more < _LAST_SECTOR and seen <= tables:
        *next_places, more = struct.unpack_from(f"<{sector // 4}I", file, (more + 1) * sector)
        places += next_places
        seen += 1
    table = [
        each
        for place in places[:tables]
        if place < _LAST_SECTOR
        for each in struct.unpack_from(f"<{sector // 4}I", file, (place + 1) * sector)
    ]
    entries = _chain(file[sector:], table, directory, sector)
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        entry = entries[at : at + _ENTRY]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if name != "Workbook":
            continue
        if size >= cutoff:
            return _chain(file[sector:], table, start, sector)[:size]
        root = struct.unpack_from("<I", entries, 116)[0]
        short = _chain(file[sector:], table, mini_table, sector)
        small = list(struct.unpack(f"<{len(short) // 4}I", short))
        return _chain(_chain(file[sector:], table, root, sector), small, start, mini)[:size]
    return b""


def _chain(within: bytes, table: list[int], start: int, size: int) -> bytes:
    """The sectors from ``start`` on, as the table links them; one that runs in a circle ends."""
    parts: list[bytes] = []
    at = start
    while at < len(table) and len(parts) <= len(table):
        parts.append(within[at * size : (at + 1) * size])
        at = table[at]
    return b"".join(parts)
