"""Files that appear under their name when they are whole, and the log that the engine keeps beside its own."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from ordertrail.domain.errors import DiskFull
from ordertrail.store.sayings import first_line

LEFT_AFTER: Final = 86_400
# No space, no quota, and a limit to the size of a file.
_FULL: Final = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))
_FULL_SIGNS: Final = tuple(map(os.strerror, _FULL))
# The engine allots itself what is free on the disk for its intermediate results, and names that limit.
_NO_ROOM_TO_SPILL: Final = "max_temp_directory_size"


def disk_full(error: BaseException, folder: Path) -> DiskFull | None:
    """What to tell of ``error`` if it means that a file below ``folder`` found no room."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return DiskFull("disk_full", folder=str(folder), why=error.strerror or str(error))
    if isinstance(error, duckdb.Error):
        said = str(error)
        for sign in filter(said.__contains__, _FULL_SIGNS):
            return DiskFull("disk_full", folder=str(folder), why=sign)
        if _NO_ROOM_TO_SPILL in said:
            return DiskFull("disk_full", folder=str(folder), why=first_line(error))
    return None


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Work that writes below ``folder``. Raises DiskFull where it finds no room there."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        full = disk_full(error, folder)
        if full is None:
            raise
        raise full from None


def log_of(file: Path) -> Path:
    """Where the embedded engine keeps what has not come into its ``file`` yet."""
    return file.with_name(f"{file.name}.wal")


def put_in_place(made: Path, target: Path) -> None:
    """Give ``made``, a whole file on the same disk, the name ``target``. Raises FileExistsError, never replaces."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:
        # A disk without links. Until the name is ours alone, the engine refuses the empty file that holds it.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            made.replace(target)
        except BaseException:
            target.unlink()
            raise
    else:
        made.unlink()
    keep_names(target.parent)


def keep_names(folder: Path) -> None:
    """Have new names in the folder survive a power failure, where the system can promise that."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def clear_left(folder: Path, prefix: str) -> None:
    """Remove the work folders of that name whose makers were killed a day ago or longer."""
    for left in folder.glob(f"{prefix}*"):
        if left.is_dir() and left.stat().st_mtime < time.time() - LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)
