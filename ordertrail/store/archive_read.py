"""Archive -> its manifest and its tables, after it has proved to be whole."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile
from zlib import error as ZlibError

from ordertrail.domain.errors import DomainError
from ordertrail.store import migrations
from ordertrail.store.archive import FORMAT, MANIFEST, SEAL, SEAL_BYTES, Manifest, blocks, member, read_seal, seal_of
from ordertrail.store.shape import shape_of

# What a reader of ZIP files says of a damaged one.
_BROKEN = (BadZipFile, ZlibError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)
_HEAD = b"PK\x03\x04"


def read_archive(path: Path) -> Manifest:
    """The manifest of a whole, unaltered archive that this program can restore.

    Raises DomainError archive_missing, archive_unknown, archive_cut, archive_damaged, archive_damaged_end,
    archive_newer.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(_HEAD)) == _HEAD
        sealed = read_seal(path).startswith(SEAL)
        if not sealed and not begins:
            raise DomainError("archive_unknown", file=str(path))
        if not sealed and not is_zipfile(path):
            raise DomainError("archive_cut", file=str(path))
        if not sealed or seal_of(path) != read_seal(path):
            raise _damage(path)
        return _understood(path)
    except OSError as error:
        raise DomainError("archive_missing", file=str(path), why=error.strerror or str(error)) from None


def extract(path: Path, table: str, manifest: Manifest, folder: Path) -> Path:
    """Write the table's Parquet file into ``folder``. Raises DomainError archive_damaged."""
    target = folder / member(table)
    try:
        with ZipFile(path) as archive, archive.open(member(table)) as source, target.open("wb") as file:
            found = _copied(source, file)
    except _BROKEN:
        raise DomainError("archive_damaged", file=str(path), part=member(table)) from None
    if found != manifest.tables[table].sha256:
        raise DomainError("archive_damaged", file=str(path), part=member(table))
    return target


def _copied(source: IO[bytes], target: IO[bytes] | None = None) -> str:
    found = sha256()
    for block in blocks(source):
        found.update(block)
        if target:
            target.write(block)
    return found.hexdigest()


def _understood(path: Path) -> Manifest:
    """The manifest of a file whose every byte is as it was written."""
    try:
        with ZipFile(path) as archive:
            said = archive.read(MANIFEST)
            held = set(archive.namelist())
        manifest = Manifest.from_json(said)
    except (*_BROKEN, TypeError, AttributeError):
        raise DomainError("archive_damaged", file=str(path), part=MANIFEST) from None
    if manifest.format > FORMAT or manifest.layout > migrations.NEWEST:
        raise DomainError(
            "archive_newer",
            file=str(path),
            found=f"{manifest.format}.{manifest.layout}",
            known=f"{FORMAT}.{migrations.NEWEST}",
        )
    shape = shape_of(manifest.layout)
    described = {
        name: {column: facts["kind"] for column, facts in table.columns.items()}
        for name, table in manifest.tables.items()
    }
    if described != shape or held != {MANIFEST, *map(member, shape)}:
        raise DomainError("archive_damaged", file=str(path), part=MANIFEST)
    return manifest


def _damage(path: Path) -> DomainError:
    """Where an archive whose seal does not fit is damaged: in a part, or in what stands around them."""
    part = ""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if MANIFEST not in names and not archive.comment.startswith(SEAL):
                return DomainError("archive_unknown", file=str(path))
            if len(archive.comment) < SEAL_BYTES:
                return DomainError("archive_cut", file=str(path))
            part = MANIFEST
            manifest = Manifest.from_json(archive.read(MANIFEST))
            for table, facts in manifest.tables.items():
                part = member(table)
                with archive.open(part) as source:
                    if _copied(source) != facts.sha256:
                        return DomainError("archive_damaged", file=str(path), part=part)
            part = ""
    except (*_BROKEN, TypeError, AttributeError, OSError):
        pass
    if part:
        return DomainError("archive_damaged", file=str(path), part=part)
    return DomainError("archive_damaged_end", file=str(path))
