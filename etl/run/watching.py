"""The watcher of the folder that the settings name, over this process's store."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from contextlib import nullcontext
from contextvars import copy_context
from pathlib import Path

from etl.pipeline import import_many
from etl.run.inbox import Inbox
from etl.run.inbox_report import Report
from etl.run.runs import Runs
from etl.run.watch import ACTOR, STATUS, Import, Watcher
from ordertrail.domain.work import Cancelled
from ordertrail.i18n import tr
from ordertrail.services.context import Context, utc_now
from ordertrail.settings import Settings


def watcher_here(ctx: Context, runs: Runs, folder: Path) -> Watcher:
    """One that imports by ``runs``, so that everybody sees it; of several processes one watches at a time."""
    settings = ctx.settings

    def imports(files: Sequence[Path]) -> list[Report]:
        sizes = {path.name: path.stat().st_size for path in files}
        run = runs.begin(ACTOR, "whole", files=list(sizes), sizes=sizes)
        future = runs.start(run, lambda tell: import_many(ctx, ACTOR, files, progress=tell))
        try:
            return [report.to_json() for report in future.result()]
        except CancelledError:
            raise Cancelled from None

    watcher = _watcher(settings, folder, imports)
    watcher.leading = lambda: ctx.store.alone(f"watch {folder}")
    watcher.now = ctx.now
    return watcher


def _watcher(settings: Settings, folder: Path, imports: Import) -> Watcher:
    inbox = Inbox(folder, settings.watch_seconds)
    status = settings.data_dir / STATUS
    return Watcher(inbox, imports, lambda: nullcontext(True), status, utc_now, tr().local)


def watcher_by(settings: Settings, folder: Path, imports: Import) -> Watcher:
    """One that imports through the server that holds the store."""
    return _watcher(settings, folder, imports)


def in_thread(watcher: Watcher) -> threading.Thread:
    """The watcher at its work; ``watcher.stop`` ends it."""
    thread = threading.Thread(target=copy_context().run, args=(watcher.run,), name="watch", daemon=True)
    thread.start()
    return thread
