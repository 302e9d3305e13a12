"""A workbook -> one CSV file a sheet, read in a process of its own.

The reader is native code that holds a whole sheet in memory: what a made-up file could do to it, grow without
bound, crash or never end, must not happen to the process that serves the screens.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ordertrail.domain.errors import FileRefused
from ordertrail.domain.work import breakable

MOST_BYTES: Final = 3 * 1024**3
# Upper bounds of the reader's memory (address space) and of its time, for a sheet filled to its last row.
MEMORY: Final = 6 * 1024**3
SECONDS: Final = 900
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 4 << 20


def read_workbook(path: Path, name: str, workdir: Path) -> Iterator[tuple[str, Path]]:
    """Name and CSV file (UTF-8) of each sheet that holds a table, in the workbook's order.

    Raises FileRefused: encrypted_file, workbook_too_big, broken_workbook, empty_file. Raises Cancelled.
    """
    _refuse_bounds(path, name)
    command = [sys.executable, "-m", "etl.read.workbook_reader", str(path), str(workdir), str(MEMORY)]
    try:
        answer, code = _run(command)
    except subprocess.TimeoutExpired:
        raise FileRefused("workbook_too_big", file=name) from None
    said = _said(answer)
    if said is None:
        # Ended by a signal, or by the allocator: it found no memory within its bound.
        raise FileRefused("workbook_too_big" if code < 0 else "broken_workbook", file=name, why="")
    match said.get("error"):
        case None:
            pass
        case "encrypted":
            raise FileRefused("encrypted_file", file=name)
        case "memory":
            raise FileRefused("workbook_too_big", file=name)
        case "disk":
            raise OSError(said["errno"], said["why"])
        case _:
            raise FileRefused("broken_workbook", file=name, why=said["why"])
    if not said["sheets"]:
        raise FileRefused("empty_file", file=name)
    for sheet in said["sheets"]:
        yield sheet["name"], workdir / sheet["file"]


def _run(command: Sequence[str]) -> tuple[bytes, int]:
    """What the reader wrote and its exit code; none is left running. Raises TimeoutExpired, Cancelled."""
    root = Path(__file__).resolve().parents[2]
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=null, stdout=pipe, stderr=null) as reader:
        try:
            with breakable(reader.kill):
                answer, _ = reader.communicate(timeout=SECONDS)
        finally:
            reader.kill()
    return answer, reader.returncode


def _said(answer: bytes) -> dict[str, Any] | None:
    """The reader's one line; None where it ended before it could speak."""
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError:
        return None
    return found


def _refuse_bounds(path: Path, name: str) -> None:
    """Refuse what need not be opened to be known: a locked file, and one that unpacks beyond measure."""
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
            raise FileRefused("broken_archive", file=name, why=str(error)) from None
        if unpacked > MOST_BYTES:
            raise FileRefused("workbook_too_big", file=name)
        return
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if _ENCRYPTED in last + chunk:
                raise FileRefused("encrypted_file", file=name)
            last = chunk[-len(_ENCRYPTED) :]
