"""Files whose layout nobody knows, kept until a person has said what their columns are."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, Literal
from uuid import uuid4

from etl.detect import clean_headers
from etl.read.decode import Decoded, decode
from etl.staging import NamedFile, clear
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FileRefused, NotFound
from ordertrail.services.context import Context
from ordertrail.store.files import room

MAPPABLE: Final = ("unknown_layout", "missing_columns")
# What one word of a person settles.
ASKED: Final = ("unknown_encoding", "date_order")
KEPT_DAYS: Final = 30
MOST_KEPT: Final = 40
_DELIMITERS: Final = (",", "\t", ";", "|")
_TOP_LINES: Final = 20
_JUDGED_LINES: Final = 60
_ABOUT, _FILE = "about.json", "file"
_ID: Final = 12


@dataclass(frozen=True)
class Kept:
    """``error`` is why it was refused, with its ``params``; ``kept_at`` naive UTC, in ISO's form. ``encoding`` and
    ``dates``: what a person has said of it."""

    id: str
    name: str
    error: str
    kept_at: str
    actor: str = ""
    bytes: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    encoding: str | None = None
    dates: Literal["day_first", "month_first"] | None = None

    def file_at(self, path: Path) -> NamedFile:
        """The file as it is read."""
        return NamedFile(path, self.name, encoding=self.encoding, dates=self.dates)


@dataclass(frozen=True)
class Opened:
    """An unknown file as text with its header row; ``path`` of ``decoded`` is gone when the work on it is done."""

    kept: Kept
    file: NamedFile
    decoded: Decoded
    delimiter: str
    headers: tuple[str, ...]
    header_line: int
    workdir: Path

    @property
    def quoting(self) -> bool:
        return True


def keep_unknown(ctx: Context, file: NamedFile, error: FileRefused, actor: str = "") -> str | None:
    """Keep a refused file if its columns could be mapped, or a question about it answered; the id under which it
    waits. Old ones go.

    A file that cannot be kept, or has no columns, stays refused, nothing more.
    """
    if error.code not in (*MAPPABLE, *ASKED):
        return None
    expire(ctx)
    kept = Kept(
        uuid4().hex[:_ID],
        file.name,
        error.code,
        ctx.now().isoformat(timespec="seconds"),
        actor,
        file.path.stat().st_size,
        dict(error.params),
        file.encoding,
        file.dates,
    )
    folder = ctx.settings.unknown_dir / kept.id
    try:
        folder.mkdir(parents=True)
        _copy(file.path, folder / _FILE)
        (folder / _ABOUT).write_text(json.dumps(asdict(kept), ensure_ascii=False, default=str), encoding="utf-8")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    if error.code in MAPPABLE and not _has_columns(ctx, kept):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return kept.id


def _has_columns(ctx: Context, kept: Kept) -> bool:
    try:
        with _open(ctx, kept):
            return True
    except FileRefused:
        return False


def _copy(source: Path, target: Path) -> None:
    """A second name for the same bytes where the disk can do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def kept_files(ctx: Context) -> list[Kept]:
    """Those that wait, the newest first."""
    folder = ctx.settings.unknown_dir
    found = [_about(each) for each in folder.iterdir()] if folder.is_dir() else []
    return sorted((each for each in found if each), key=lambda each: each.kept_at, reverse=True)


def kept_file(ctx: Context, file_id: str) -> Kept:
    """The file of that id; NotFound where it is gone."""
    sound = file_id.isalnum() and len(file_id) == _ID
    found = _about(ctx.settings.unknown_dir / file_id) if sound else None
    if found is None:
        raise NotFound("no_such_unknown_file")
    return found


def path_of(ctx: Context, kept: Kept) -> Path:
    """Where its bytes are."""
    return ctx.settings.unknown_dir / kept.id / _FILE


def drop_unknown(ctx: Context, actor: Actor, file_id: str) -> None:
    """Keep it no longer."""
    actor.require("analyst", "manager")
    shutil.rmtree(ctx.settings.unknown_dir / kept_file(ctx, file_id).id, ignore_errors=True)


def expire(ctx: Context) -> None:
    """Drop what has waited for longer than KEPT_DAYS, and the oldest beyond MOST_KEPT."""
    oldest = (ctx.now() - timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds")
    for number, each in enumerate(kept_files(ctx)):
        if each.kept_at < oldest or number >= MOST_KEPT - 1:
            shutil.rmtree(ctx.settings.unknown_dir / each.id, ignore_errors=True)


def _about(folder: Path) -> Kept | None:
    with suppress(OSError, ValueError, TypeError):
        found = Kept(**json.loads((folder / _ABOUT).read_text(encoding="utf-8")))
        datetime.fromisoformat(found.kept_at)
        return found
    return None


@contextmanager
def opened(ctx: Context, actor: Actor, file_id: str) -> Iterator[Opened]:
    """The kept file as text. Raises NotFound, and FileRefused as decoding does or where there is no header row."""
    actor.require("analyst", "manager")
    with _open(ctx, kept_file(ctx, file_id)) as found:
        yield found


@contextmanager
def _open(ctx: Context, kept: Kept) -> Iterator[Opened]:
    file = kept.file_at(path_of(ctx, kept))
    with room(ctx.settings.staging_dir):
        workdir = Path(mkdtemp(prefix="mapping-", dir=ctx.settings.staging_dir))
        try:
            decoded = decode(file.path, file.name, workdir, lambda _header: True, kept.encoding)
            delimiter, headers, line = _header_row(decoded.path, file.name)
            yield Opened(kept, file, decoded, delimiter, headers, line, workdir)
        finally:
            clear(workdir)


def _header_row(path: Path, name: str) -> tuple[str, tuple[str, ...], int]:
    """Delimiter, header names and physical line: the first line with as many filled cells as the rows have."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        lines = [line for _, line in zip(range(_JUDGED_LINES), file, strict=False)]
    best: tuple[int, str, tuple[str, ...], int] | None = None
    for delimiter in _DELIMITERS:
        widths = [_width(line, delimiter) for line in lines]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=0)
        for number, line in enumerate(lines[:_TOP_LINES], start=1):
            headers = clean_headers(line, delimiter)
            filled = sum(bool(header) for header in headers)
            if usual > 1 and len(headers) == usual and filled >= 0.8 * usual:
                if best is None or widths.count(usual) * usual > best[0]:
                    best = (widths.count(usual) * usual, delimiter, headers, number)
                break
    if best is None:
        first = next((line for line in lines if line.strip()), "")
        raise FileRefused("no_columns", file=name, line=1, header=first.strip()[:60])
    return best[1:]


def _width(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), []))
    except csv.Error:
        return 0
