"""Make an empty place the store that a backup holds."""

from __future__ import annotations

from pathlib import Path

from ordertrail.domain.actor import Actor
from ordertrail.settings import Settings
from ordertrail.store.archive import Manifest, Told, tell_nobody
from ordertrail.store.restore import restore_archive


def restore_backup(settings: Settings, actor: Actor, file: Path, told: Told = tell_nobody) -> Manifest:
    """Load ``file`` into the store that the settings name; what the archive says of itself, counted again.

    It is the same store afterwards, name, time zone and base currency included.
    Raises DomainError data_dir_unwritable, and as ``restore_archive`` does; nothing is touched then.
    """
    actor.require("manager")
    for folder in (settings.data_dir, settings.staging_dir):
        settings.make_folder(folder)
    return restore_archive(settings.database_url or settings.database_path, file, settings.staging_dir, told)
