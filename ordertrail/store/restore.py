"""Archive -> store: into an empty place, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, text

from ordertrail.domain.errors import DomainError
from ordertrail.store import migrations, outbox, terms
from ordertrail.store.address import shown_url
from ordertrail.store.archive import FAILURES, Manifest, Told, tell_nobody, why
from ordertrail.store.archive_read import extract, read_archive
from ordertrail.store.dialect import Backend, open_backend, transaction
from ordertrail.store.engine import Store
from ordertrail.store.files import clear_left, log_of, put_in_place
from ordertrail.store.shape import measure, shape_of

_WORK: Final = ".ordertrail-restore-"


def restore_archive(target: Path | str, path: Path, work: Path, told: Told = tell_nobody) -> Manifest:
    """Make ``target``, a DuckDB file or a PostgreSQL URL, the store that the archive at ``path`` holds.

    It is loaded in one transaction with the layout it was made with, counted against its manifest, and then brought
    to the layout of today. A file that is not there yet appears only when it is whole, and never in place of one
    that another process made meanwhile. ``work``: a folder with room for the largest table.
    Raises StoreLocked, DomainError as ``read_archive`` and ``open_backend`` do, restore_not_empty, restore_overtaken,
    restore_log_left, store_newer, restore_differs, restore_failed; the target is then as it was.
    """
    manifest = read_archive(path)
    name = str(target) if isinstance(target, Path) else shown_url(target)
    try:
        if isinstance(target, str) or target.exists():
            _fill(target, name, path, manifest, work, told)
        else:
            _make(target, path, manifest, work, told)
    except FAILURES as error:
        raise DomainError("restore_failed", store=name, why=why(error)) from None
    return manifest


def _make(target: Path, path: Path, manifest: Manifest, work: Path, told: Told) -> None:
    """A new file, made beside its place."""
    clear_left(target.parent, _WORK)
    log = log_of(target)
    with TemporaryDirectory(prefix=_WORK, dir=target.parent) as folder:
        made = Path(folder) / target.name
        _fill(made, str(target), path, manifest, work, told)
        if log.exists():
            # Whatever file stood here, the engine would take its changes for those of this one.
            raise DomainError("restore_log_left", store=str(target), log=str(log))
        try:
            put_in_place(made, target)
        except FileExistsError:
            raise DomainError("restore_overtaken", store=str(target)) from None


def _fill(target: Path | str, name: str, path: Path, manifest: Manifest, work: Path, told: Told) -> None:
    backend = open_backend(target)
    try:
        with TemporaryDirectory(prefix="reading-", dir=work) as folder, transaction(backend) as connection:
            _load(backend, connection, path, manifest, Path(folder), name, told)
        backend.settle()
    finally:
        backend.close()
    store = Store(target, zone=manifest.zone, base_currency=manifest.base_currency, upgrade=True)
    try:
        store.run(lambda uow: terms.begin_anew(uow.connection))
        store.backend.settle()
    finally:
        store.close()


def holds_anything(connection: Connection) -> bool:
    """Whether the database holds an order or an import that landed; of any layout, or of none.

    A file that was looked at, dropped or refused has left nothing that could not be had again.
    """
    if not migrations.layout_of(connection):
        return False
    sources = ("orders", "imports WHERE state = 'landed'")
    return any(connection.execute(text(f"SELECT 1 FROM {source} LIMIT 1")).first() for source in sources)


def _load(
    backend: Backend, connection: Connection, path: Path, manifest: Manifest, folder: Path, name: str, told: Told
) -> None:
    # Of several into one place the later find what the first has left.
    backend.in_turn(connection, "migrate")
    _make_empty(backend, connection, name)
    for number in sorted(migrations.STEPS):
        if number <= manifest.layout:
            migrations.apply(connection, number, backend.name)
    connection.execute(text("DELETE FROM meta"))
    shape = shape_of(manifest.layout)
    for done, (table, columns) in enumerate(shape.items()):
        told(table, done, len(shape))
        file = extract(path, table, manifest, folder)
        backend.import_table(connection, table, columns, file)
        file.unlink()
        facts = manifest.tables[table]
        found = measure(lambda query: connection.exec_driver_sql(query).one(), f'"{table}"', columns)
        if found != (facts.rows, facts.figures):
            raise DomainError("restore_differs", table=table)
    if "outbox" in shape:
        # A server's changes of its last moment may have no number yet, and an embedded store has no relay to give it.
        outbox.number(connection)
    told("", len(shape), len(shape))


def _make_empty(backend: Backend, connection: Connection, name: str) -> None:
    """Take away the tables of a store in which nothing is."""
    found = migrations.layout_of(connection)
    if found > migrations.NEWEST:
        raise DomainError("store_newer", file=name, found=found, known=migrations.NEWEST)
    if not found:
        return
    backend.keep_out(connection, ("orders", "imports"))
    if holds_anything(connection):
        raise DomainError("restore_not_empty", store=name)
    for table in shape_of(found):
        connection.execute(text(f'DROP TABLE "{table}"'))
