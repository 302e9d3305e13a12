"""Copy the whole store to another place, of the same engine or the other."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.archive import Manifest, Told, tell_nobody
from ordertrail.store.archive_write import write_archive
from ordertrail.store.restore import restore_archive


def copy_store(ctx: Context, actor: Actor, target: Path | str, told: Told = tell_nobody) -> Manifest:
    """``target``: a DuckDB file or a PostgreSQL URL, empty. What was copied, counted at both ends.

    The source stays as it is; whoever goes on working there works on the old store.
    Raises DomainError data_dir_unwritable, backup_failed, and as ``restore_archive`` does.
    """
    actor.require("manager")
    with TemporaryDirectory(prefix="reading-", dir=ctx.settings.staging_dir) as work:
        file = Path(work) / "copy.zip"
        write_archive(ctx.store, file, taken_at=ctx.now(), told=told)
        return copy_from_backup(ctx.settings, actor, file, target, told)


def copy_from_backup(
    settings: Settings, actor: Actor, file: Path, target: Path | str, told: Told = tell_nobody
) -> Manifest:
    """As ``copy_store``, from a backup of a store that another process holds."""
    actor.require("manager")
    settings.make_folder(settings.staging_dir)
    if isinstance(target, Path):
        settings.make_folder(target.parent)
    return restore_archive(target, file, settings.staging_dir, told)
