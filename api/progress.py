"""How far long work is, for every process that serves: one small file a ticket in the data folder."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Final

from etl.run.progress import Progress

KEPT: Final = 200


class ProgressBoard:
    """The last word of each long work, by the ticket its asker chose; forgets the oldest. ``folder`` must exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writer(self, ticket: str) -> Callable[[Progress], None]:
        """The function that a long work tells its progress to. Work never fails for a word that cannot be kept."""
        path = self._path(ticket)
        part = path.with_name(f".{path.stem}.{os.getpid()}-{get_ident()}")
        self._forget_oldest()

        def write(progress: Progress) -> None:
            try:
                part.write_text(json.dumps(asdict(progress)), encoding="utf-8")
                now = time.time_ns()
                os.utime(part, ns=(now, now))
                part.replace(path)
            except OSError:
                part.unlink(missing_ok=True)

        return write

    def get(self, ticket: str) -> Progress | None:
        try:
            return Progress(**json.loads(self._path(ticket).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def forget(self, ticket: str) -> None:
        self._path(ticket).unlink(missing_ok=True)

    def _path(self, ticket: str) -> Path:
        """A ticket is any text; its hash is a safe name."""
        return self._folder / f"{sha256(ticket.encode()).hexdigest()[:32]}.json"

    def _forget_oldest(self) -> None:
        kept = []
        for path in self._folder.glob("*.json"):
            try:
                kept.append((path.stat().st_mtime_ns, path))
            except FileNotFoundError:
                continue
        for _, path in sorted(kept)[: max(0, len(kept) - KEPT + 1)]:
            path.unlink(missing_ok=True)
