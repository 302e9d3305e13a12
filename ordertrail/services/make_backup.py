"""Write a backup of the store while everybody goes on working."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.rotation import backup_name, upgrade_backup_name, which_to_remove
from ordertrail.services.context import Context, utc_now
from ordertrail.settings import Settings
from ordertrail.store.archive import Told, tell_nobody
from ordertrail.store.archive_read import read_archive
from ordertrail.store.archive_write import write_archive
from ordertrail.store.engine import Store
from ordertrail.store.restore import holds_anything

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """A backup that was read back and found whole. ``rows``: of all tables; ``removed``: names of older backups."""

    file: Path
    bytes: int
    orders: int
    rows: int
    removed: tuple[str, ...] = ()


def make_backup(ctx: Context, actor: Actor, folder: Path | None = None, told: Told = tell_nobody) -> Backup:
    """A new file in ``folder``; without one, in the store's own, where older ones then leave by the rule.

    Raises DomainError data_dir_unwritable, backup_failed, backup_differs, backup_under_way.
    """
    actor.require("manager")
    with ctx.store.alone("backup") as mine:
        if not mine:
            raise DomainError("backup_under_way")
        return _make(ctx, folder, told)


def copy_backup(file: Path, folder: Path) -> Path:
    """A copy of a backup in another folder, read back there. Raises DomainError as ``make_backup`` does."""
    Settings.make_folder(folder)
    target = folder / file.name
    try:
        with TemporaryDirectory(prefix=".ordertrail-copy-", dir=folder) as work:
            part = Path(work) / file.name
            copyfile(file, part)
            part.chmod(0o600)
            read_archive(part)
            part.replace(target)
    except OSError as error:
        raise DomainError("backup_failed", folder=str(folder), why=error.strerror or str(error)) from None
    return target


def _make(ctx: Context, folder: Path | None, told: Told) -> Backup:
    own = folder is None
    place = folder or ctx.settings.backups_dir
    Settings.make_folder(place)
    now = ctx.now()
    local = now.replace(tzinfo=UTC).astimezone(ctx.zone)
    file = place / backup_name(local, {path.name for path in place.iterdir()})
    said = write_archive(ctx.store, file, taken_at=now, told=told)
    removed = sorted(which_to_remove((path.name for path in place.iterdir()), local.date())) if own else []
    for name in removed:
        (place / name).unlink(missing_ok=True)
    return Backup(file, file.stat().st_size, said.tables["orders"].rows, said.rows, tuple(removed))


def backup_before_upgrade(settings: Settings, store: Store, layout: int) -> Path | None:
    """Keep a store as it is before its layout changes; None where there is nothing to keep.

    The file stays until someone removes it. Raises as ``make_backup`` does: then nothing must be upgraded.
    """
    with store.read() as connection:
        if not holds_anything(connection):
            return None
    Settings.make_folder(settings.backups_dir)
    now = utc_now()
    local = now.replace(tzinfo=UTC).astimezone(settings.zone)
    file = settings.backups_dir / upgrade_backup_name(local, layout)
    write_archive(store, file, taken_at=now)
    log.info("backup before the upgrade from layout %s: %s", layout, file)
    return file
