"""Files as people have them -> plain files of one table each: archives unpacked, sheets written as text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from etl.read.archives import MOST_DEPTH, Budget, unpack_gzip, zip_members
from etl.read.named_file import NamedFile
from etl.read.workbooks import read_workbook
from ordertrail.domain.errors import FileRefused
from ordertrail.store.files import disk_full

BETWEEN: Final = " › "

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP: Final = b"\x1f\x8b"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER: Final = (
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"BZh", "BZ2"),
    (0, b"\xfd7zXZ\x00", "XZ"),
    (0, b"\x28\xb5\x2f\xfd", "ZSTD"),
    (257, b"ustar", "TAR"),
)
_HEAD: Final = 512
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|table|style|\?xml|Workbook)\b", re.I)
_BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin")
_SHEETS_OF_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def plain_files(file: NamedFile, workdir: Path, refused: Callable[[FileRefused], None]) -> Iterator[NamedFile]:
    """The tables in ``file``, each as a plain file; itself where it is one. What is unpacked goes below ``workdir``.

    ``refused`` is told of each file, and of each member of an archive, that cannot be opened; the others follow.
    Raises OSError on a full disk.
    """
    try:
        budget = Budget(file.name, file.path.stat().st_size)
        yield from _opened(file, workdir, budget, refused, 0)
    except FileRefused as error:
        refused(error)
    except OSError as error:
        if disk_full(error, workdir):
            raise
        refused(FileRefused("unreadable_file", file=file.name, why=error.strerror or str(error)))


def _opened(
    file: NamedFile, workdir: Path, budget: Budget, refused: Callable[[FileRefused], None], depth: int
) -> Iterator[NamedFile]:
    with file.path.open("rb") as opened:
        head = opened.read(_HEAD)
    if depth > MOST_DEPTH:
        raise FileRefused("archive_too_deep", file=file.name, most=MOST_DEPTH)
    for start, mark, kind in _OTHER:
        if head.startswith(mark, start):
            raise FileRefused("archive_kind", file=file.name, kind=kind)
    if head.startswith(_GZIP):
        workdir.mkdir(parents=True, exist_ok=True)
        target = workdir / "gunzipped"
        unpack_gzip(file.path, file.name, target, budget)
        yield from _opened(NamedFile(target, file.name), workdir / "in", budget, refused, depth + 1)
    elif head.startswith(_OLE) or (head.startswith(_ZIP) and _is_workbook(file)):
        workdir.mkdir(parents=True, exist_ok=True)
        for sheet, path in read_workbook(file.path, file.name, workdir):
            yield NamedFile(path, f"{file.name}{BETWEEN}{sheet}", origin=file.path)
    elif head.startswith(_ZIP):
        workdir.mkdir(parents=True, exist_ok=True)
        members = zip_members(file.path, file.name, workdir, budget, refused)
        for number, (inner, path) in enumerate(members):
            member = NamedFile(path, f"{file.name}{BETWEEN}{inner}")
            try:
                yield from _opened(member, workdir / f"{number}.in", budget, refused, depth + 1)
            except FileRefused as error:
                refused(error)
                if budget.spent:
                    return
    elif _MARKUP.match(head):
        # Shops' and banks' ".xls" downloads often are.
        raise FileRefused("web_page", file=file.name)
    else:
        yield file


def _is_workbook(file: NamedFile) -> bool:
    """Whether a ZIP is a workbook. Raises FileRefused broken_archive where its directory is gone."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = archive.NameToInfo
            if any(name in names for name in _BOOKS):
                return True
            mime = names.get("mimetype")
            return mime is not None and mime.file_size < 200 and archive.read(mime).startswith(_SHEETS_OF_ODS)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("broken_archive", file=file.name, why=str(error)) from None
