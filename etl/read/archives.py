"""ZIP and GZ files -> the files inside, within bounds that no honest export reaches and every bomb breaks."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final

from ordertrail.domain.errors import FileRefused
from ordertrail.domain.work import done_of

MOST_BYTES: Final = 8 * 1024**3
MOST_FILES: Final = 500
MOST_ENTRIES: Final = 20_000
MOST_DEPTH: Final = 4
MOST_RATIO: Final = 250
# Below this no ratio is asked: a small file of equal rows packs a thousand to one.
SMALL: Final = 64 << 20

_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800
# What systems leave in archives beside what a person put there.
_LITTER: Final = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
TABLES: Final = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".dat", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".zip", ".gz", ""}
)


@dataclass
class Budget:
    """What the unpacking of one given file may still make; ``packed`` is that file's own size in bytes.

    Raises FileRefused: archive_too_big, archive_bomb, archive_too_many.
    """

    name: str
    packed: int
    made: int = 0
    files: int = field(default=0)

    def took(self, count: int) -> None:
        self.made += count
        if self.made > MOST_BYTES:
            raise FileRefused("archive_too_big", file=self.name, limit_gb=MOST_BYTES // 1024**3)
        if self.made > SMALL and self.made > MOST_RATIO * self.packed:
            raise FileRefused("archive_bomb", file=self.name, times=MOST_RATIO)

    def another(self) -> None:
        self.files += 1
        if self.files > MOST_FILES:
            raise FileRefused("archive_too_many", file=self.name, most=MOST_FILES)

    @property
    def spent(self) -> bool:
        """Whether a bound was broken: nothing more may be unpacked."""
        return self.made > min(MOST_BYTES, max(SMALL, MOST_RATIO * self.packed)) or self.files > MOST_FILES


def zip_members(
    path: Path, name: str, workdir: Path, budget: Budget, refused: Callable[[FileRefused], None]
) -> Iterator[tuple[str, Path]]:
    """Name within the archive and unpacked file of each table in a ZIP; ``refused`` is told of those that fail.

    Raises FileRefused: broken_archive, archive_too_many, archive_empty.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise FileRefused("broken_archive", file=name, why=str(error)) from None
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise FileRefused("archive_too_many", file=name, most=MOST_ENTRIES)
        wanted = [(entry, inner) for entry in entries if _is_table(entry, inner := _name(entry))]
        if not wanted:
            raise FileRefused("archive_empty", file=name)
        for number, (entry, inner) in enumerate(wanted):
            target = workdir / f"{number}.member"
            try:
                budget.another()
                _unpack(archive, entry, target, f"{name} › {inner}", budget)
            except FileRefused as error:
                target.unlink(missing_ok=True)
                refused(error)
                if budget.spent:
                    return
            else:
                yield inner, target


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str, budget: Budget) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise FileRefused("encrypted_file", file=name)
    try:
        with archive.open(entry) as source:
            _copy(source, target, budget, lambda made: (made, entry.file_size))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise FileRefused("broken_archive", file=name, why=str(error)) from None


def unpack_gzip(path: Path, name: str, target: Path, budget: Budget) -> None:
    """Write to ``target`` what a GZ file holds. Raises FileRefused: broken_archive and as Budget does."""
    budget.another()
    try:
        with path.open("rb") as packed, gzip.open(packed) as source:
            _copy(source, target, budget, lambda _: (packed.tell(), path.stat().st_size))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise FileRefused("broken_archive", file=name, why=str(error)) from None


def _copy(
    source: IO[bytes] | gzip.GzipFile, target: Path, budget: Budget, far: Callable[[int], tuple[int, int]]
) -> None:
    """Unpack to ``target``; ``far`` turns the bytes made so far into done and total. Raises Cancelled."""
    made = 0
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            budget.took(len(chunk))
            out.write(chunk)
            made += len(chunk)
            done_of(*far(made))


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its writer meant it: archives made on Chinese Windows hold GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_table(entry: zipfile.ZipInfo, name: str) -> bool:
    """Whether a table may be in the entry: no folder, nothing hidden, no picture or manual."""
    parts = PurePosixPath(name).parts
    if entry.is_dir() or name.endswith("/") or not parts:
        return False
    if any((part.startswith((".", "~$")) and part not in (".", "..")) or part.lower() in _LITTER for part in parts):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    # "2026.11.24 orders" has no suffix that says anything.
    return suffix in TABLES or not suffix[1:].isalnum() or suffix[1:].isdigit()
