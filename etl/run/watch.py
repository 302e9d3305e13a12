"""Imports without a person: what a watched folder holds is imported, put away, and told."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from etl.run.inbox import Claim, Inbox
from etl.run.inbox_report import Report, as_text, of_imports, of_refusal, said
from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import printable
from ordertrail.domain.errors import DiskFull, DomainError, FilesRefused, StoreDown, StoreLocked
from ordertrail.domain.work import Cancelled

log = logging.getLogger(__name__)

ACTOR: Final = Actor("inbox", "owner", "inbox")
LOOK_SECONDS: Final = 1.0
# After trouble, and between two questions whether the folder is free of other watchers.
REST_SECONDS: Final = 10.0
TOLD: Final = 50
STATUS: Final = "watch.json"
# Not the file's fault: it is taken again later.
PASSING: Final = (StoreDown, StoreLocked, DiskFull)
PASSING_CODES: Final = ("server_silent", "server_cut", "store_busy", "store_fallen", "upload_too_large")

Import = Callable[[Sequence[Path]], list[Report]]


@dataclass
class Watcher:
    """``imports`` lands files that belong together and gives their reports, or raises FilesRefused, DomainError.

    ``leading`` tells whether this process is the one to watch; ``status`` is the file that tells how it goes.
    ``tell`` hears of each file that was put away.
    """

    inbox: Inbox
    imports: Import
    leading: Callable[[], AbstractContextManager[bool]]
    status: Path
    now: Callable[[], datetime]
    local: Callable[[datetime], datetime]
    tell: Callable[[Report], object] = field(default=lambda report: None)
    stop: threading.Event = field(default_factory=threading.Event)
    _trouble: dict[str, Any] | None = None

    def run(self) -> None:
        """Until ``stop`` is set. Trouble is told and tried again, never passed over in silence."""
        while not self.stop.is_set():
            try:
                with self.leading() as mine:
                    while mine and not self.stop.is_set():
                        self.stop.wait(REST_SECONDS if self.once() else LOOK_SECONDS)
            except DomainError as error:
                self._tell_trouble(error.code, error.params, said(error))
            self.stop.wait(REST_SECONDS)

    def once(self) -> bool:
        """Take what is complete; whether there was trouble."""
        folder = str(self.inbox.folder)
        try:
            self.inbox.ready(self._day())
            self.inbox.recover()
            if claim := self._claimed():
                self._take(claim)
            self._tell_trouble(None, {}, "")
        except OSError as error:
            params = {"folder": folder, "why": error.strerror or str(error)}
            self._tell_trouble("inbox_unusable", params, said(DomainError("inbox_unusable", **params)))
        except DomainError as error:
            self._tell_trouble(error.code, error.params, said(error))
        return self._trouble is not None

    def _claimed(self) -> Claim | None:
        files = self.inbox.complete()
        return self.inbox.claim(files) if files else None

    def _take(self, claim: Claim) -> None:
        """Import the files of a claim; those that are refused fail alone, and the others go on without them."""
        left = list(claim.files)
        try:
            while left:
                try:
                    reports = self.imports(left)
                except FilesRefused as refusal:
                    left = self._refused(left, refusal)
                except Cancelled as error:
                    if self.stop.is_set():
                        return
                    left = self._fail(left, error)
                except DomainError as error:
                    if isinstance(error, PASSING) or error.code in PASSING_CODES:
                        raise
                    left = self._fail(left, error)
                except Exception:
                    log.exception("an import of the watched folder failed")
                    left = self._fail(left, DomainError("unexpected"))
                else:
                    for path in left:
                        mine = [each for each in reports if printable(path.name) in each["files"]] or reports
                        self._put_away(path, of_imports(path.name, mine, self.now()), good=True)
                    left = []
        finally:
            self.inbox.give_back(claim)

    def _refused(self, files: list[Path], refusal: FilesRefused) -> list[Path]:
        """Fail those that were refused; the others."""
        by_name = {each.params.get("file"): each for each in refusal.refusals}
        wrong = [path for path in files if printable(path.name) in by_name]
        if not wrong:
            return self._fail(files, refusal)
        for path in wrong:
            error = by_name[printable(path.name)]
            self._put_away(path, of_refusal(path.name, error, self.now()), good=False)
        return [path for path in files if path not in wrong]

    def _fail(self, files: list[Path], error: DomainError) -> list[Path]:
        for path in files:
            self._put_away(path, of_refusal(path.name, error, self.now()), good=False)
        return []

    def _put_away(self, path: Path, report: Report, *, good: bool) -> None:
        lies = self.inbox.put_away(path, self._day(), good=good, report=report, text=as_text(report))
        kept = {"file": report["file"], "state": report["state"], "at": report["at"], "lies": str(lies)}
        kept |= {"message": report.get("message"), "imports": [each["import_id"] for each in report["imports"]]}
        kept["orders"] = sum(each["orders"][kind] for each in report["imports"] for kind in ("new", "changed"))
        kept["held"] = sum(each["rows"]["held"] for each in report["imports"])
        self._write(taken=[kept, *read_status(self.status).get("taken", ())][:TOLD])
        log.info("%s: %s", report["file"], report.get("message") or report["state"])
        self.tell(report)

    def _day(self) -> Any:
        return self.local(self.now()).date()

    def _tell_trouble(self, code: str | None, params: dict[str, Any], words: str) -> None:
        """A new trouble goes into the log; the page and the doctor read the status file."""
        trouble = {"error": code, "params": params} if code else None
        if trouble and trouble != self._trouble:
            log.warning("%s", words)
        self._trouble = trouble
        with suppress(OSError):
            waiting = [path.name for path in self.inbox.waiting()]
            self._write(waiting=waiting)
            return
        self._write()

    def _write(self, **cells: Any) -> None:
        before = read_status(self.status)
        told = {**before, "folder": str(self.inbox.folder), "trouble": self._trouble, "at": self.now().isoformat()}
        told |= cells
        part = self.status.with_name(f".{self.status.name}.{threading.get_ident()}")
        try:
            part.write_text(json.dumps(told, ensure_ascii=False, default=str), encoding="utf-8")
            part.replace(self.status)
        except OSError as error:
            log.warning("%s: %s", self.status, error)


def read_status(path: Path) -> dict[str, Any]:
    """folder, at, trouble, waiting (names), taken (the latest first); empty where nothing was ever watched."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
