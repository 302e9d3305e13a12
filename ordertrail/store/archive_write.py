"""Store -> archive: one moment of a store in one file, while everybody goes on working."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_STORED, ZipFile

import duckdb
from sqlalchemy import Connection, text

from ordertrail.domain.errors import DomainError
from ordertrail.store import migrations
from ordertrail.store.archive import (
    FAILURES,
    FORMAT,
    MANIFEST,
    SEAL,
    SEAL_BYTES,
    Manifest,
    TableFacts,
    Told,
    blocks,
    member,
    seal_of,
    tell_nobody,
    why,
)
from ordertrail.store.archive_read import read_archive
from ordertrail.store.engine import Store
from ordertrail.store.files import clear_left, keep_names
from ordertrail.store.shape import Columns, measure, shape_of
from ordertrail.store.transfer import quoted

_WORK: Final = ".ordertrail-backup-"


def write_archive(store: Store, path: Path, *, taken_at: datetime, told: Told = tell_nobody) -> Manifest:
    """Write all tables as they stand at one moment to a new file at ``path``; it appears whole and verified.

    The store may be of an earlier layout. Verified: every table's rows and figures are counted in the store, in the
    written Parquet file, and the finished archive is read back byte by byte against its checksums.
    Raises DomainError backup_failed (full disk, unwritable folder), backup_differs.
    """
    try:
        clear_left(path.parent, _WORK)
        with TemporaryDirectory(prefix=_WORK, dir=path.parent) as work:
            part = Path(work) / f"{path.name}.part"
            with store.read() as connection:
                try:
                    said = _write(store, connection, part, taken_at, told)
                except FAILURES as error:  # while the store reads, it would take this for a failure of its own
                    raise DomainError("backup_failed", folder=str(path.parent), why=why(error)) from None
            if read_archive(part) != said:
                raise DomainError("backup_differs", part=MANIFEST)
            part.replace(path)
        keep_names(path.parent)
    except FAILURES as error:
        raise DomainError("backup_failed", folder=str(path.parent), why=why(error)) from None
    return said


def _write(store: Store, connection: Connection, part: Path, taken_at: datetime, told: Told) -> Manifest:
    layout = migrations.layout_of(connection)
    shape = shape_of(layout)
    kept = {row.key: row.value for row in connection.execute(text("SELECT key, value FROM meta"))}
    tables: dict[str, TableFacts] = {}
    part.touch(mode=0o600)
    with ZipFile(part, "w", ZIP_STORED) as archive:
        archive.comment = SEAL.ljust(SEAL_BYTES, b"0")
        for done, (table, columns) in enumerate(shape.items()):
            told(table, done, len(shape))
            file = part.with_name(member(table))
            store.backend.export_table(connection, table, columns, file)
            facts = _checked(connection, table, columns, file)
            tables[table] = replace(facts, sha256=_add(archive, file))
            file.unlink()
        said = Manifest(
            format=FORMAT,
            layout=layout,
            engine=store.backend.name,
            store_id=kept.get("store_id") or "",
            zone=kept.get("zone") or store.zone,
            base_currency=kept.get("base_currency") or store.base_currency,
            taken_at=taken_at.isoformat(timespec="seconds"),
            tables=tables,
        )
        archive.writestr(MANIFEST, said.to_json())
    seal = seal_of(part)
    with part.open("r+b") as opened:
        opened.seek(-SEAL_BYTES, os.SEEK_END)
        opened.write(seal)
        opened.flush()
        os.fsync(opened.fileno())
    told("", len(shape), len(shape))
    return said


def _checked(connection: Connection, table: str, columns: Columns, file: Path) -> TableFacts:
    """The table's figures, equal in the store and in its file."""
    rows, figures = measure(lambda query: connection.exec_driver_sql(query).one(), f'"{table}"', columns)
    with duckdb.connect() as reader:
        relation = f"read_parquet({quoted(file)})"
        if measure(lambda query: reader.execute(query).fetchone() or (), relation, columns) != (rows, figures):
            raise DomainError("backup_differs", part=table)
    described = {name: {"kind": kind, **figures[name]} for name, kind in columns.items()}
    return TableFacts(rows=rows, bytes=file.stat().st_size, sha256="", columns=described)


def _add(archive: ZipFile, file: Path) -> str:
    """Put the file into the archive; its SHA-256."""
    found = sha256()
    with file.open("rb") as source, archive.open(file.name, "w", force_zip64=True) as target:
        for block in blocks(source):
            found.update(block)
            target.write(block)
    return found.hexdigest()
