"""Settings -> Context: everything the product needs is put together here, without globals."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Final

from ordertrail.domain.errors import StoreLocked
from ordertrail.domain.own_words import use_own_words
from ordertrail.domain.workflow_templates import use_workflows
from ordertrail.holder import hold, holder_of
from ordertrail.i18n import tr, translator
from ordertrail.services.context import Context
from ordertrail.services.make_backup import backup_before_upgrade
from ordertrail.services.own_words import words_of
from ordertrail.settings import Settings
from ordertrail.store.engine import Store
from ordertrail.store.imports import previewed_imports

DAY: Final = 86_400


def open_context(
    settings: Settings,
    *,
    command: str = "ordertrail",
    url: str | None = None,
    upgrade: bool | None = None,
    look: bool = False,
) -> Context:
    """Make the data folder and open its store, in the name of ``command`` that answers at ``url``.

    ``upgrade`` and ``look`` are handed to the store; who only looks makes no folder and clears nothing away.
    Raises StoreLocked when another process holds it, with who that is (and its ``url``) where that is known;
    DomainError ``data_dir_unwritable`` where the folder cannot be made or written.
    """
    folders = (settings.data_dir, settings.inbox_dir, settings.staging_dir, settings.progress_dir)
    for folder in () if look else folders:
        settings.make_folder(folder)
    target = settings.database_url or settings.database_path
    try:
        store = Store(
            target,
            zone=settings.business_timezone,
            base_currency=settings.base_currency,
            upgrade=upgrade,
            look=look,
            pool=settings.database_pool,
            before_upgrade=lambda older, layout: backup_before_upgrade(settings, older, layout),
        )
    except StoreLocked as error:
        raise named(error, settings) from None
    if store.backend.serial:
        store.before_close(hold(settings.data_dir, command, url))
    if not look:
        _clear_left(settings, store)
    ctx = Context(settings=settings, store=store)
    use_workflows(ctx.workflows())
    use_own_words(words_of(ctx))
    return ctx


def named(error: StoreLocked, settings: Settings) -> StoreLocked:
    """The refusal with the name of who holds the file, where that is known."""
    file = Path(error.params["file"])
    holder = holder_of(file.parent) if file.name == settings.database_path.name else None
    if holder is None:
        return error
    known = {
        "file": str(file),
        "command": holder.command,
        "pid": holder.pid,
        "since": translator(tr().lang, settings.business_timezone).datetime(holder.since),
    }
    return StoreLocked("store_served", **known, url=holder.url) if holder.url else StoreLocked("store_held", **known)


def _clear_left(settings: Settings, store: Store) -> None:
    """Remove what a killed process left. Where others work in the folder too, only what none of them still uses."""
    recent = time.time() - DAY
    with store.read() as connection:
        kept = previewed_imports(connection)
    left = [
        path for path in settings.staging_dir.iterdir() if path.suffix == ".wal" or path.name.split(".")[0] not in kept
    ]
    for path in (*settings.inbox_dir.iterdir(), *settings.progress_dir.iterdir(), *left):
        if not store.backend.serial and _changed(path) > recent:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
