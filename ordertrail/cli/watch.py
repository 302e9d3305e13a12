"""``ordertrail import --watch``: a folder's files are imported as they come, until the command is told to stop."""

from __future__ import annotations

import logging
import signal
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from types import FrameType

from etl.run.inbox_report import Report
from etl.run.progress import Progress
from etl.run.runs import STOP_SECONDS
from etl.run.watch import Watcher
from etl.run.watching import in_thread, watcher_by
from ordertrail.cli.base import out
from ordertrail.cli.desk import Desk, Here, desk
from ordertrail.i18n import tr
from ordertrail.settings import Settings


def watch_folder(settings: Settings, folder: Path) -> None:
    """Until Ctrl-C or SIGTERM; what is under way then is put back. Raises DomainError watch_dir_own, StoreLocked."""
    watched = folder.expanduser().resolve()
    settings.check_watched(watched)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    with desk(settings, "ordertrail import --watch") as where:
        watcher, close = where.watcher(watched) if isinstance(where, Here) else (_by(settings, watched, where), None)
        watcher.tell = _say
        out.print(tr().t("inbox.watching", folder=watched), markup=False, soft_wrap=True)
        thread = _until_told(watcher)
        if close:
            close()
        thread.join(STOP_SECONDS)


def _by(settings: Settings, folder: Path, where: Desk) -> Watcher:
    def imports(files: Sequence[Path]) -> list[Report]:
        return where.import_files(files, dry_run=False, progress=_quiet)

    return watcher_by(settings, folder, imports)


def _quiet(_told: Progress) -> None:
    """The server's page shows it."""


def _until_told(watcher: Watcher) -> Thread:
    def told(_number: int, _frame: FrameType | None) -> None:
        watcher.stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    thread = in_thread(watcher)
    try:
        while thread.is_alive() and not watcher.stop.wait(0.5):
            continue
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return thread


def _say(report: Report) -> None:
    t = tr()
    if report["state"] == "failed":
        said = t.t("inbox.refused", file=report["file"], message=report["message"])
    else:
        orders = sum(each["orders"][kind] for each in report["imports"] for kind in ("new", "changed"))
        held = sum(each["rows"]["held"] for each in report["imports"])
        said = t.t("inbox.took", file=report["file"], orders=t.number(orders), held=t.number(held))
    out.print(said, markup=False, soft_wrap=True)
