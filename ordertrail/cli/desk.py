"""Where a command does its work: in the store itself, or through the server that holds the store's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from etl.pipeline import import_many
from etl.report import ImportReport
from etl.run.progress import Tell
from etl.run.runs import Runs, run_here
from etl.run.watch import Watcher
from etl.run.watching import watcher_here
from ordertrail.app import open_context
from ordertrail.cli.base import actor
from ordertrail.demo.frame import unload_demo
from ordertrail.demo.load import DEMO, demo_loaded, load_demo
from ordertrail.domain.cells import printable
from ordertrail.domain.errors import DomainError, StoreLocked
from ordertrail.i18n import tr
from ordertrail.remote import Remote
from ordertrail.services.context import Context
from ordertrail.services.export_orders import Format, Rows, export_orders
from ordertrail.services.undo_import import undo_import
from ordertrail.settings import Settings
from ordertrail.store.terms_keeper import bring_up


class Desk(Protocol):
    """What the commands ask for; both answers are the same."""

    def import_files(self, files: Sequence[Path], *, dry_run: bool, progress: Tell) -> list[dict[str, Any]]:
        """Reports as ``ImportReport.to_json`` gives them. Raises FileRefused, or Refused by the server."""

    def undo_import(self, import_id: str) -> dict[str, int]:
        """How many orders vanished, returned and were kept: vanish, return, keep."""

    def export_orders(self, output: Path, format_: Format, rows: Rows) -> int:
        """How many orders were written to the file."""

    def load_demo(self, progress: Tell) -> int:
        """How many demo orders are new."""

    def remove_demo(self) -> int:
        """How many demo orders went."""


class Here:
    """The store, opened by this process."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def import_files(self, files: Sequence[Path], *, dry_run: bool, progress: Tell) -> list[dict[str, Any]]:
        def work(tell: Tell) -> list[ImportReport]:
            return import_many(self._ctx, actor(), files, dry_run=dry_run, progress=tell)

        phase = "prepare" if dry_run else "whole"
        reports = run_here(self._ctx, actor(), phase, work, sizes=sizes_of(files), progress=progress)
        return [report.to_json() for report in reports]

    def undo_import(self, import_id: str) -> dict[str, int]:
        counts = undo_import(self._ctx, actor(), import_id)
        return {"vanish": counts.vanish, "return": counts.back, "keep": counts.kept}

    def watcher(self, folder: Path) -> tuple[Watcher, Callable[[], None]]:
        runs = Runs(self._ctx)
        runs.watch()
        return watcher_here(self._ctx, runs, folder), runs.close

    def export_orders(self, output: Path, format_: Format, rows: Rows) -> int:
        return export_orders(self._ctx, actor(), output, format_=format_, rows=rows)

    def load_demo(self, progress: Tell) -> int:
        return load_demo_once(self._ctx, progress)

    def remove_demo(self) -> int:
        return unload_demo(self._ctx, actor())


def sizes_of(files: Sequence[Path]) -> dict[str, int]:
    """Bytes by name; 0 of what cannot be looked at, which is refused later with its reason."""
    sizes: dict[str, int] = {}
    for path in files:
        try:
            sizes[printable(path.name)] = path.stat().st_size
        except OSError:
            sizes[printable(path.name)] = 0
    return sizes


def load_demo_once(ctx: Context, progress: Tell) -> int:
    """How many demo orders are new. Raises DomainError demo_under_way, demo_already_loaded."""
    with ctx.store.alone(DEMO) as mine:
        if not mine:
            raise DomainError("demo_under_way")
        if demo_loaded(ctx):
            raise DomainError("demo_already_loaded")
        reports = load_demo(ctx, actor(), progress=progress)
    return sum(report.orders["new"] for report in reports)


@contextmanager
def desk(settings: Settings, command: str) -> Iterator[Desk]:
    """The store in the name of ``command``, or the server that holds it. Raises StoreLocked where a command does."""
    try:
        context = open_context(settings, command=command)
    except StoreLocked as error:
        server = server_of(error)
        if server is None:
            raise
        yield server
        return
    try:
        yield Here(context)
        if context.store.backend.serial:
            # A server looks after the index by itself. Of very many orders, it or the next command does the rest.
            bring_up(context.store, blocks=1)
    finally:
        context.store.close()


def server_of(error: StoreLocked) -> Remote | None:
    """The server that holds the store, where one does."""
    url = error.params.get("url")
    return Remote(url, error.params["pid"], tr().lang) if url else None
