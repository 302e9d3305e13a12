"""Who holds the embedded store: written beside it, so that whoever is refused can be told."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

FILE: Final = "holder.json"


@dataclass(frozen=True)
class Holder:
    """``url`` is where it answers, None for a command without a server. ``started_at``: UTC, ISO 8601.

    ``birth`` tells the process from a later one of the same number; empty where the system does not say.
    """

    pid: int
    command: str
    url: str | None
    started_at: str
    birth: str = ""

    @property
    def since(self) -> datetime:
        """When it began, UTC without a zone."""
        return datetime.fromisoformat(self.started_at)


def hold(folder: Path, command: str, url: str | None) -> Callable[[], None]:
    """Write that this process holds the store in ``folder``; the function that takes it back."""
    now = datetime.now(UTC).replace(tzinfo=None)
    mine = Holder(os.getpid(), command, url, now.isoformat(), _birth(os.getpid()))
    path = folder / FILE
    part = folder / f".{FILE}.{mine.pid}"
    try:
        part.write_text(json.dumps(asdict(mine)), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        log.warning("%s cannot be written: %s", path, error.strerror)

    def let_go() -> None:
        if _read(path) == mine:
            path.unlink(missing_ok=True)

    return let_go


def holder_of(folder: Path) -> Holder | None:
    """Who holds the store in ``folder``; None where nobody says so, or only a process that is no more."""
    found = _read(folder / FILE)
    return found if found and _lives(found) else None


def _read(path: Path) -> Holder | None:
    try:
        found = Holder(**json.loads(path.read_text(encoding="utf-8")))
        return found if isinstance(found.pid, int) and found.since else None
    except (OSError, ValueError, TypeError):
        return None


def _lives(holder: Holder) -> bool:
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    if _stat(holder.pid)[:1] == ["Z"]:  # it has ended, and only its parent has not heard of it
        return False
    return not holder.birth or _birth(holder.pid) == holder.birth


def _birth(pid: int) -> str:
    """When the process began, in ticks since the machine did; Linux tells it in field 22 of /proc/<pid>/stat."""
    return "".join(_stat(pid)[19:20])


def _stat(pid: int) -> list[str]:
    """What Linux tells of the process from field 3 on, which is its state; nothing elsewhere."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    # The second field is the program's name in brackets, and may itself hold spaces and brackets.
    return stat.rpartition(")")[2].split()
