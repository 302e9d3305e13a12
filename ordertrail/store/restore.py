"""Archive -> store: into an empty place, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text

from ordertrail.domain.errors import DomainError
from ordertrail.store import migrations, outbox
from ordertrail.store.archive import FAILURES, Manifest, Told, tell_nobody, why
from ordertrail.store.archive_read import extract, read_archive
from ordertrail.store.dialect import Backend, open_backend, shown_url
from ordertrail.store.engine import Store
from ordertrail.store.shape import measure, shape_of


def restore_archive(target: Path | str, path: Path, work: Path, told: Told = tell_nobody) -> Manifest:
    """Make ``target``, a DuckDB file or a PostgreSQL URL, the store that the archive at ``path`` holds.

    It is loaded in one transaction with the layout it was made with, counted against its manifest, and then brought
    to the layout of today. ``work``: a folder with room for the largest table.
    Raises DomainError as ``read_archive`` and ``open_backend`` do, restore_not_empty, store_newer, restore_differs,
    restore_failed; the target is then as it was.
    """
    manifest = read_archive(path)
    made = isinstance(target, Path) and not target.exists()
    name = str(target) if isinstance(target, Path) else shown_url(target)
    try:
        backend = open_backend(target)
        try:
            with TemporaryDirectory(prefix="reading-", dir=work) as folder, backend.engine.begin() as connection:
                _load(backend, connection, path, manifest, Path(folder), name, told)
            backend.settle()
        finally:
            backend.close()
        Store(target, zone=manifest.zone, base_currency=manifest.base_currency, upgrade=True).close()
    except BaseException as error:
        if made and isinstance(target, Path):
            for left in (target, target.with_name(f"{target.name}.wal")):
                left.unlink(missing_ok=True)
        if isinstance(error, FAILURES):
            raise DomainError("restore_failed", store=name, why=why(error)) from None
        raise
    return manifest


def holds_anything(connection: Connection) -> bool:
    """Whether the database holds an order or an import; of any layout, or of none."""
    if not migrations.layout_of(connection):
        return False
    found = "SELECT (SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 1) x)"
    return any(connection.execute(text(found.format(table))).scalar_one() for table in ("orders", "imports"))


def _load(
    backend: Backend, connection: Connection, path: Path, manifest: Manifest, folder: Path, name: str, told: Told
) -> None:
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
