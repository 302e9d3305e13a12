"""The store as a whole: backup, restore, copy to another place, migrate to the layout of this program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from etl.run.progress import Progress
from ordertrail.app import named, open_context
from ordertrail.cli.base import DataDir, _text, actor, out, progress_bar, refusals, settings_of
from ordertrail.cli.desk import server_of
from ordertrail.domain.errors import StoreLocked
from ordertrail.i18n import tr
from ordertrail.services.copy_store import copy_from_backup, copy_store
from ordertrail.services.make_backup import Backup, copy_backup, make_backup
from ordertrail.services.migrate_store import migrate_store
from ordertrail.services.restore_backup import restore_backup
from ordertrail.settings import Settings
from ordertrail.store.address import place_of
from ordertrail.store.archive import Manifest, Told


def backup(
    to: Annotated[Path | None, typer.Option("--to", help=_text("cli.backup.to"))] = None, data_dir: DataDir = None
) -> None:
    with refusals():
        made = _backup(settings_of(data_dir=data_dir), to)
        size, orders, rows = f"{made.bytes / 2**20:.1f}", tr().number(made.orders), tr().number(made.rows)
        _say(tr().t("cli.backup.done", file=made.file, size=size, orders=orders, rows=rows))
        if made.removed:
            _say(tr().t("cli.backup.removed", n=len(made.removed), names=", ".join(made.removed)))


def restore(file: Annotated[Path, typer.Argument(help=_text("cli.restore.file"))], data_dir: DataDir = None) -> None:
    with refusals():
        settings = settings_of(data_dir=data_dir)
        with _named(settings), _told() as told:
            said = restore_backup(settings, actor(), file, told)
        _show(said, tr().t("cli.restore.done", file=file))
        mine = {"ORDERTRAIL_BUSINESS_TIMEZONE": settings.business_timezone}
        mine |= {"ORDERTRAIL_BASE_CURRENCY": settings.base_currency}
        for (name, given), kept in zip(mine.items(), (said.zone, said.base_currency), strict=True):
            if given != kept:
                _say(tr().t("cli.restore.setting", name=name, kept=kept))


def copy(to: Annotated[str, typer.Option("--to", help=_text("cli.copy.to"))], data_dir: DataDir = None) -> None:
    with refusals():
        settings = settings_of(data_dir=data_dir)
        with _named(settings):
            said = _copy(settings, place_of(to))
        _show(said, tr().t("cli.copy.done"))


def migrate(data_dir: DataDir = None) -> None:
    with refusals():
        settings = settings_of(data_dir=data_dir)
        with _named(settings):
            done = migrate_store(settings, actor())
        if done.found == done.now:
            _say(tr().t("cli.migrate.nothing", layout=done.now))
            return
        if done.backup:
            _say(tr().t("cli.migrate.backup", file=done.backup))
        _say(tr().t("cli.migrate.done", found=done.found, now=done.now))


def _backup(settings: Settings, to: Path | None) -> Backup:
    """Made here, or by the server that holds the store, which writes into its own folder only."""
    folder = to.expanduser().resolve() if to else None
    try:
        context = open_context(settings, command="ordertrail backup")
    except StoreLocked as error:
        made = _backup_of_server(error)
        return Backup(copy_backup(made.file, folder), made.bytes, made.orders, made.rows) if folder else made
    try:
        with _told() as told:
            return make_backup(context, actor(), folder, told)
    finally:
        context.store.close()


def _backup_of_server(error: StoreLocked) -> Backup:
    server = server_of(error)
    if server is None:
        raise error
    said = server.backup()
    return Backup(Path(said["file"]), said["bytes"], said["orders"], said["rows"], tuple(said["removed"]))


def _copy(settings: Settings, target: Path | str) -> Manifest:
    try:
        context = open_context(settings, command="ordertrail copy")
    except StoreLocked as error:
        made = _backup_of_server(error)
        with _told() as told:
            return copy_from_backup(settings, actor(), made.file, target, told)
    try:
        with _told() as told:
            return copy_store(context, actor(), target, told)
    finally:
        context.store.close()


@contextmanager
def _named(settings: Settings) -> Iterator[None]:
    """Whoever is refused because a file is held is told by whom."""
    try:
        yield
    except StoreLocked as error:
        raise named(error, settings) from None


@contextmanager
def _told() -> Iterator[Told]:
    """The progress bar, moved from table to table."""
    with progress_bar() as show:
        yield lambda table, done, total: show(Progress("table", table, done, total))


def _say(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)


def _show(said: Manifest, heading: str) -> None:
    """Rows of each table, and the sums of the orders, as they were counted at both ends."""
    _say(heading)
    table = Table(show_header=False)
    for name, facts in said.tables.items():
        table.add_row(tr().t("cli.store.rows", table=name), tr().number(facts.rows))
    sums = {column: Decimal(said.tables["orders"].columns[column]["sum"] or 0) for column in ("base_total", "version")}
    table.add_row(tr().t("cli.store.sum", column="base_total"), tr().money(sums["base_total"], said.base_currency))
    table.add_row(tr().t("cli.store.sum", column="version"), tr().number(sums["version"]))
    out.print(table)
