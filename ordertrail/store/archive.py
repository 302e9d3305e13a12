"""The form of a backup: one ZIP file that any program can open.

It holds ``manifest.json`` and one Parquet file per table, stored as they are. It ends with a seal, the SHA-256 of
every byte before it as the comment of the ZIP file, so that no altered or missing byte goes unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

import duckdb
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from ordertrail.store.sayings import first_line

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SEAL: Final = b"sha256:"
SEAL_BYTES: Final = len(SEAL) + 64
BLOCK: Final = 1 << 20

# What a disk and the engines raise when they cannot go on.
FAILURES: Final = (OSError, SQLAlchemyError, duckdb.Error, psycopg.Error)

# Told the table at hand, how many are done, and how many there are.
Told = Callable[[str, int, int], None]


def tell_nobody(_table: str, _done: int, _total: int) -> None:
    """For those who do not ask how far it is."""


def why(error: BaseException) -> str:
    """One of the ``FAILURES`` in a few words."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return first_line(getattr(error, "orig", None) or error)


@dataclass(frozen=True)
class TableFacts:
    """``columns``: name -> {kind, known, and sum or length or first and last}, as ``shape.measure`` counts them."""

    rows: int
    bytes: int
    sha256: str
    columns: dict[str, dict[str, Any]]

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        """The columns' figures without their kinds."""
        return {
            name: {label: value for label, value in facts.items() if label != "kind"}
            for name, facts in self.columns.items()
        }


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. ``taken_at``: UTC; ``engine``: the one it came from, for information."""

    format: int
    layout: int
    engine: str
    store_id: str
    zone: str
    base_currency: str
    taken_at: str
    tables: dict[str, TableFacts]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises ValueError, TypeError, KeyError where it is none."""
        said = json.loads(text)
        tables = {name: TableFacts(**facts) for name, facts in said.pop("tables").items()}
        return cls(**said, tables=tables)


def member(table: str) -> str:
    """Name of a table's file within the archive."""
    return f"{table}.parquet"


def blocks(file: IO[bytes], size: int | None = None) -> Iterator[bytes]:
    """The file from where it stands, at most ``size`` bytes of it."""
    left = size
    while left is None or left > 0:
        block = file.read(BLOCK if left is None else min(BLOCK, left))
        if not block:
            return
        left = None if left is None else left - len(block)
        yield block


def seal_of(path: Path) -> bytes:
    """The seal that belongs at the end of the file, after all that stands before its place."""
    found = sha256()
    with path.open("rb") as file:
        for block in blocks(file, path.stat().st_size - SEAL_BYTES):
            found.update(block)
    return SEAL + found.hexdigest().encode()


def read_seal(path: Path) -> bytes:
    """The last bytes of the file, where a whole archive has its seal."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - SEAL_BYTES))
        return file.read()
