"""Settings -> Context: everything the product needs is put together here, without globals."""

from __future__ import annotations

import shutil

from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.engine import Store


def open_context(settings: Settings) -> Context:
    """Make the data folder and open its store. StoreLocked when another process holds it.

    Raises DomainError ``data_dir_unwritable`` where the folder cannot be made or written.
    """
    for folder in (settings.data_dir, settings.inbox_dir, settings.staging_dir):
        settings.make_folder(folder)
    target = settings.database_url or settings.database_path
    store = Store(target, zone=settings.business_timezone, base_currency=settings.base_currency)
    _clear_left(settings)
    return Context(settings=settings, store=store)


def _clear_left(settings: Settings) -> None:
    """Remove what a killed process left; whoever holds the store is alone in the folder."""
    staging = settings.staging_dir
    for path in (*settings.inbox_dir.iterdir(), *staging.glob("*.work"), *staging.glob("reading-*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
