"""Settings -> Context: everything the product needs is put together here, without globals."""

from __future__ import annotations

from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.engine import Store


def open_context(settings: Settings) -> Context:
    """Make the data folder and open its store. StoreLocked when another process holds it.

    Raises DomainError ``data_dir_unwritable`` where the folder cannot be made or written.
    """
    for folder in (settings.data_dir, settings.inbox_dir, settings.staging_dir):
        settings.make_folder(folder)
    store = Store(settings.database_path, zone=settings.business_timezone, base_currency=settings.base_currency)
    return Context(settings=settings, store=store)
