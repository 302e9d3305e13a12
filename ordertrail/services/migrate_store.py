"""Bring the store to the layout of this program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ordertrail.domain.actor import Actor
from ordertrail.services.make_backup import backup_before_upgrade
from ordertrail.settings import Settings
from ordertrail.store.engine import Store
from ordertrail.store.migrations import NEWEST


@dataclass(frozen=True)
class Migration:
    """``found``: the layout before; ``backup``: the store as it was, None where there was nothing to keep."""

    found: int
    now: int
    backup: Path | None


def migrate_store(settings: Settings, actor: Actor) -> Migration:
    """Upgrade a store of an earlier layout after a backup; one of today's stays as it is.

    Raises DomainError store_newer, and as ``Store`` and ``make_backup`` do.
    """
    actor.require("manager")
    settings.make_folder(settings.data_dir)
    kept: list[tuple[int, Path | None]] = []
    Store(
        settings.database_url or settings.database_path,
        zone=settings.business_timezone,
        base_currency=settings.base_currency,
        upgrade=True,
        before_upgrade=lambda store, found: kept.append((found, backup_before_upgrade(settings, store, found))),
    ).close()
    found, backup = kept[0] if kept else (NEWEST, None)
    return Migration(found, NEWEST, backup)
