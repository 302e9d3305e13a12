"""A watched folder: its files are taken once, when they are complete, and put away with their report.

It is looked at again and again, since network drives tell of no changes.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from ordertrail.store.files import put_in_place

TAKING: Final = ".taking"
ARCHIVE: Final = "archive"
FAILED: Final = "failed"
OWNER: Final = "owner.json"
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", "~")
# A file without a byte has perhaps only been begun; one that never gets any is told of at last.
EMPTY_SECONDS: Final = 60.0
# So many times the settling time a complete file waits for others that are still growing.
PATIENCE: Final = 6
# Claims of another machine, whose processes cannot be seen from here.
ABANDONED_SECONDS: Final = 86_400.0
_ME: Final = uuid4().hex


@dataclass
class _Seen:
    size: int
    changed: int
    since: float


@dataclass(frozen=True)
class Claim:
    """Files that are ours alone, in a folder of their own."""

    folder: Path
    files: tuple[Path, ...]


@dataclass
class Inbox:
    """``settle``: seconds that size and time of a file must stand still. ``clock`` gives seconds."""

    folder: Path
    settle: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def waiting(self) -> list[Path]:
        """The files that lie there to be taken, by name. Raises OSError."""
        with os.scandir(self.folder) as entries:
            return sorted(Path(entry.path) for entry in entries if _wanted(entry))

    def complete(self) -> list[Path]:
        """The files that have come to rest; those that came together are given together. Raises OSError."""
        now, present = self.clock(), self.waiting()
        found: dict[str, _Seen] = {}
        for path in present:
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            before = self._seen.get(path.name)
            same = before and (before.size, before.changed) == (facts.st_size, facts.st_mtime_ns)
            found[path.name] = before if before and same else _Seen(facts.st_size, facts.st_mtime_ns, now)
        self._seen = found
        ages = {name: now - seen.since for name, seen in found.items()}
        rested = [name for name, age in ages.items() if age >= (self.settle if found[name].size else EMPTY_SECONDS)]
        growing = [name for name in found if name not in rested and found[name].size]
        if growing and not any(ages[name] > PATIENCE * self.settle for name in rested):
            return []
        return [self.folder / name for name in sorted(rested)]

    def claim(self, files: Sequence[Path]) -> Claim | None:
        """Take files by renaming them, which only one process can; None where others were faster. Raises OSError."""
        folder = self.folder / TAKING / uuid4().hex
        folder.mkdir(parents=True)
        owner = {"host": platform.node(), "pid": os.getpid(), "me": _ME}
        (folder / OWNER).write_text(json.dumps(owner), encoding="utf-8")
        taken: list[Path] = []
        try:
            for path in files:
                try:
                    path.rename(folder / path.name)
                except FileNotFoundError:
                    continue
                taken.append(folder / path.name)
        except OSError:
            self.give_back(Claim(folder, tuple(taken)))
            raise
        if not taken:
            shutil.rmtree(folder, ignore_errors=True)
            return None
        return Claim(folder, tuple(taken))

    def give_back(self, claim: Claim) -> None:
        """Put what is left of a claim back into the folder, to be taken anew."""
        for path in claim.files:
            if path.exists():
                place(path, self.folder)
        shutil.rmtree(claim.folder, ignore_errors=True)

    def recover(self) -> int:
        """Put back what dead processes had taken; how many files."""
        found = 0
        for folder in (self.folder / TAKING).glob("*"):
            if _abandoned(folder):
                files = tuple(path for path in folder.iterdir() if path.name != OWNER)
                found += len(files)
                self.give_back(Claim(folder, files))
        return found

    def ready(self, day: date) -> None:
        """Make sure that files can be put away before any is taken. Raises OSError."""
        for name in (TAKING, ARCHIVE, FAILED):
            (self.folder / name).mkdir(exist_ok=True)
            if not os.access(self.folder / name, os.W_OK):
                raise PermissionError(13, os.strerror(13), str(self.folder / name))

    def put_away(self, path: Path, day: date, *, good: bool, report: dict[str, Any], text: str) -> Path:
        """Move a taken file to the archive or to the failed ones, its report beside it; where it lies now."""
        target = self.folder / (ARCHIVE if good else FAILED) / day.isoformat()
        target.mkdir(parents=True, exist_ok=True)
        lies = place(path, target)
        written = json.dumps(report, ensure_ascii=False, indent=2, default=str)
        lies.with_name(f"{lies.name}.report.json").write_text(written + "\n", encoding="utf-8")
        lies.with_name(f"{lies.name}.report.txt").write_text(text, encoding="utf-8")
        return lies


def place(path: Path, folder: Path) -> Path:
    """Move a file into the folder; where its name is taken it gets a number."""
    for number in count(1):
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        try:
            put_in_place(path, folder / name)
        except FileExistsError:
            continue
        return folder / name
    raise AssertionError


def _wanted(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    return not name.startswith((".", "~")) and not name.endswith(_UNFINISHED) and entry.is_file(follow_symlinks=False)


def _abandoned(folder: Path) -> bool:
    try:
        owner = json.loads((folder / OWNER).read_text(encoding="utf-8"))
        here = owner["host"] == platform.node()
        if not here:
            return time.time() - folder.stat().st_mtime > ABANDONED_SECONDS
        return owner["me"] != _ME if owner["pid"] == os.getpid() else not _alive(int(owner["pid"]))
    except FileNotFoundError:
        return folder.is_dir() and time.time() - folder.stat().st_mtime > ABANDONED_SECONDS
    except (ValueError, KeyError):
        return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
