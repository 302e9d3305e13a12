"""Backups, restores, copies and upgrades as people ask for them."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ordertrail.app import open_context
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, NotAllowed
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.copy_store import copy_store
from ordertrail.services.make_backup import copy_backup, make_backup
from ordertrail.services.migrate_store import migrate_store
from ordertrail.services.restore_backup import restore_backup
from ordertrail.settings import Settings
from ordertrail.store.archive_read import read_archive
from ordertrail.store.migrations import NEWEST
from tests.postgres import Server
from tests.services.landing import land_template
from tests.store.archiving import contents, numbered
from tests.store.test_migrations import filled

OWNER = local_owner("test")
NOW = datetime(2026, 11, 24, 7, 30)


@pytest.fixture
def busy(ctx: Context) -> Context:
    land_template(ctx, *(f"M-{n},paid,CNY,2026-01-15 10:30:00,安,Cup,2,50.00" for n in range(5)))
    change_status(ctx, OWNER, "manual", "M-1", "preparing", 1)
    return Context(settings=ctx.settings, store=ctx.store, now=lambda: NOW)


def test_a_backup_stands_in_the_stores_own_folder_and_makes_the_old_ones_leave(busy: Context) -> None:
    folder = busy.settings.backups_dir
    folder.mkdir()
    for name in ("ordertrail-20240101-000000.zip", "ordertrail-20240102-000000.zip", "notes.txt"):
        (folder / name).write_text("old")
    first = make_backup(busy, OWNER)
    assert first.file == folder / "ordertrail-20261124-153000.zip"
    assert (first.orders, first.bytes) == (5, first.file.stat().st_size)
    assert first.rows == read_archive(first.file).rows >= 5 + 5 + 6
    assert first.removed == ("ordertrail-20240101-000000.zip", "ordertrail-20240102-000000.zip")
    second = make_backup(busy, OWNER)
    assert sorted(path.name for path in folder.iterdir()) == sorted([first.file.name, second.file.name, "notes.txt"])


def test_nothing_leaves_a_folder_that_was_named(busy: Context, tmp_path: Path) -> None:
    old = tmp_path / "elsewhere" / "ordertrail-20240101-000000.zip"
    old.parent.mkdir()
    old.write_text("of another store")
    made = make_backup(busy, OWNER, old.parent)
    assert made.removed == () and old.exists()
    copied = copy_backup(made.file, tmp_path / "third")
    assert copied.read_bytes() == made.file.read_bytes()


def test_the_roles_that_may_not(busy: Context, tmp_path: Path) -> None:
    staff = Actor("eve", role="staff")
    for deed in (
        lambda: make_backup(busy, staff),
        lambda: restore_backup(busy.settings, staff, tmp_path / "a.zip"),
        lambda: copy_store(busy, staff, tmp_path / "a.duckdb"),
        lambda: migrate_store(busy.settings, staff),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_restored_store_goes_on(busy: Context, tmp_path: Path) -> None:
    made = make_backup(busy, OWNER)
    settings = Settings(data_dir=tmp_path / "new")
    said = restore_backup(settings, OWNER, made.file)
    assert said.tables["orders"].columns["version"]["sum"] == "6"
    context = open_context(settings)
    assert contents(context.store)["order_events"] == contents(busy.store)["order_events"]
    assert change_status(context, OWNER, "manual", "M-1", "shipped", 2) == 3
    context.store.close()
    with pytest.raises(DomainError, match="restore_not_empty"):
        restore_backup(settings, OWNER, made.file)


def test_a_copy_to_either_engine_equals_the_store(busy: Context, tmp_path: Path, postgres: Server) -> None:
    numbered(busy.store)
    before = contents(busy.store)
    for target in (tmp_path / "deep" / "copy.duckdb", postgres.database()):
        said = copy_store(busy, OWNER, target)
        assert (said.tables["orders"].rows, said.tables["orders"].columns["total"]["sum"]) == (5, "500")
        url = target if isinstance(target, str) else ""
        if isinstance(target, Path):
            shutil.copy(target, target.with_name("ordertrail.duckdb"))
        other = open_context(Settings(data_dir=tmp_path / "deep", database_url=url))
        assert contents(other.store) == before
        other.store.close()
    assert list(busy.settings.staging_dir.iterdir()) == []


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_older_store_is_backed_up_before_its_upgrade(tmp_path: Path, by_hand: bool) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    settings.data_dir.mkdir()
    filled(settings.database_path, 1)
    if by_hand:
        done = migrate_store(settings, OWNER)
        assert (done.found, done.now) == (1, NEWEST)
        assert migrate_store(settings, OWNER).backup is None
    else:
        open_context(settings).store.close()
    [backup] = settings.backups_dir.iterdir()
    assert backup.name.startswith("ordertrail-layout-1-")
    assert read_archive(backup).layout == 1
    other = Settings(data_dir=tmp_path / "new")
    restore_backup(other, OWNER, backup)
    context = open_context(other)
    assert context.store.count_orders() == 1
    context.store.close()


def test_no_upgrade_without_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path / "kept")
    settings.data_dir.mkdir()
    filled(settings.database_path, 1)

    def full(*_: Any, **__: Any) -> None:
        raise DomainError("backup_failed", folder="f", why="No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ordertrail.services.make_backup.write_archive", full)
        with pytest.raises(DomainError, match="backup_failed"):
            open_context(settings)
    assert migrate_store(settings, OWNER).found == 1


def test_a_shared_database_is_migrated_by_the_command(tmp_path: Path, postgres: Server) -> None:
    url = postgres.database()
    filled(url, 1)
    settings = Settings(data_dir=tmp_path / "kept", database_url=url)
    with pytest.raises(DomainError, match="store_older"):
        open_context(settings)
    done = migrate_store(settings, OWNER)
    assert done.found == 1 and done.backup and done.backup.is_file()
    open_context(settings).store.close()
