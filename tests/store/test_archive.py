"""A backup holds one moment of the store, value by value, and says so when it no longer does."""

from __future__ import annotations

import json
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Connection, insert, text

from ordertrail.domain.order import order_id
from ordertrail.store import migrations
from ordertrail.store.archive import Manifest
from ordertrail.store.archive_write import write_archive
from ordertrail.store.engine import Store
from ordertrail.store.feed import Change
from ordertrail.store.restore import restore_archive
from ordertrail.store.tables import imports, order_events, orders
from tests.postgres import Server
from tests.store.archiving import AT, TEXTS, contents, fill, numbered, opened, refused
from tests.store.test_engine import FIXED, add
from tests.store.test_migrations import filled


def test_what_is_restored_equals_the_original_row_by_row(store: Store, place: Path | str, tmp_path: Path) -> None:
    fill(store)
    numbered(store)
    before = contents(store)
    said = write_archive(store, tmp_path / "a.zip", taken_at=AT)
    assert said.tables["orders"].rows == len(TEXTS) + 1
    assert said.tables["orders"].figures["version"]["sum"] == str(sum(range(1, len(TEXTS) + 1)) + 1)
    assert restore_archive(place, tmp_path / "a.zip", tmp_path) == said
    with opened(place) as restored:
        assert contents(restored) == before
        assert restored.feed.store_id == store.feed.store_id
        add(restored, "goes on")


def test_there_and_back_between_the_engines(postgres: Server, tmp_path: Path) -> None:
    with opened(tmp_path / "a.duckdb") as store:
        fill(store)
        before = contents(store)
        write_archive(store, tmp_path / "1.zip", taken_at=AT)
    url = postgres.database()
    restore_archive(url, tmp_path / "1.zip", tmp_path)
    with opened(url) as store:
        write_archive(store, tmp_path / "2.zip", taken_at=AT)
    restore_archive(tmp_path / "b.duckdb", tmp_path / "2.zip", tmp_path)
    with opened(tmp_path / "b.duckdb") as store:
        assert contents(store) == before


def test_anyone_can_open_a_backup(store: Store, tmp_path: Path) -> None:
    fill(store)
    path = tmp_path / "a.zip"
    write_archive(store, path, taken_at=AT)
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        said = json.loads(archive.read("manifest.json"))
        archive.extract("orders.parquet", tmp_path)
    assert (said["zone"], said["base_currency"], said["layout"]) == ("Asia/Shanghai", "CNY", migrations.NEWEST)
    parquet = f"'{tmp_path / 'orders.parquet'}'"
    assert duckdb.sql(f"SELECT count(*) FROM {parquet}").fetchall() == [(len(TEXTS) + 1,)]
    codecs = duckdb.sql(f"SELECT DISTINCT compression FROM parquet_metadata({parquet})").fetchall()
    assert ("ZSTD",) in codecs
    assert [left.name for left in tmp_path.iterdir() if left.name.startswith(".")] == []


def test_changes_of_a_servers_last_moment_get_their_numbers(postgres: Server, tmp_path: Path) -> None:
    with opened(postgres.database()) as store:
        add(store, "1")
        add(store, "2")
        said = write_archive(store, tmp_path / "a.zip", taken_at=AT)
    assert said.tables["outbox"].figures["seq"] == {"known": 0, "sum": None}
    restore_archive(tmp_path / "b.duckdb", tmp_path / "a.zip", tmp_path)
    with opened(tmp_path / "b.duckdb") as store:
        assert [(number, change["no"]) for number, change in store.changes_since(0)] == [(1, "1"), (2, "2")]


# --- where it may go, and what it comes from ------------------------------------------------------------------


def one_import(connection: Connection) -> None:
    values = {"import_id": "i", "created_at": AT, "actor": "a", "files": "[]", "state": "landed", "report": "{}"}
    connection.execute(insert(imports).values(**values, demo=False))


@pytest.mark.parametrize("what", ["order", "import"])
def test_a_store_that_holds_anything_is_left_alone(sound: bytes, place: Path | str, tmp_path: Path, what: str) -> None:
    (tmp_path / "a.zip").write_bytes(sound)
    with opened(place) as store:
        if what == "order":
            add(store, "mine")
        else:
            with store.unit_of_work() as uow:
                one_import(uow.connection)
        before = contents(store)
    assert refused(lambda: restore_archive(place, tmp_path / "a.zip", tmp_path)).code == "restore_not_empty"
    with opened(place) as store:
        assert contents(store) == before


def test_a_store_that_was_opened_but_never_used_counts_as_empty(
    sound: bytes, place: Path | str, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(sound)
    opened(place).__enter__().close()
    restore_archive(place, tmp_path / "a.zip", tmp_path)
    with opened(place) as store:
        assert store.count_orders() == len(TEXTS) + 1


@pytest.mark.parametrize("layout", range(1, migrations.NEWEST))
def test_a_store_of_an_earlier_layout_is_backed_up_and_restored_to_todays(
    place: Path | str, layout: int, tmp_path: Path
) -> None:
    filled(place, layout)
    said: list[Manifest] = []
    store = Store(
        place,
        zone="Asia/Shanghai",
        base_currency="CNY",
        upgrade=True,
        before_upgrade=lambda older, _: said.append(write_archive(older, tmp_path / "a.zip", taken_at=AT)),
    )
    store.close()
    assert said[0].layout == layout
    restore_archive(tmp_path / "new.duckdb", tmp_path / "a.zip", tmp_path)
    with opened(tmp_path / "new.duckdb") as restored:
        assert restored.count_orders() == 1
        with restored.read() as connection:
            assert migrations.layout_of(connection) == migrations.NEWEST


# --- under load and without room ------------------------------------------------------------------------------


def test_a_backup_taken_while_eight_edit_is_a_state_that_existed(store: Store, tmp_path: Path) -> None:
    with store.unit_of_work() as uow:
        for name in range(8):
            no = f"{name}"
            uow.connection.execute(
                insert(orders).values(order_id=order_id("manual", no), channel_order_no=no, **FIXED | {"version": 0})
            )
    halt, edited = threading.Event(), threading.Semaphore(0)

    def edit(name: int) -> None:
        key, version = order_id("manual", str(name)), 0
        while not halt.is_set():
            version += 1

            def work(uow: Any, version: int = version) -> None:
                uow.connection.execute(orders.update().where(orders.c.order_id == key).values(version=version))
                event = {"order_id": key, "version": version, "occurred_at": AT, "actor": "a", "kind": "k"}
                uow.connection.execute(insert(order_events).values(**event))
                uow.publish(Change("manual", str(name), version, "paid"))

            store.run(work)
            edited.release()

    def one_more(number: int) -> Manifest:
        for _ in range(8 * (number + 1)):
            assert edited.acquire(timeout=60)
        return write_archive(store, tmp_path / f"{number}.zip", taken_at=AT)

    threads = [threading.Thread(target=edit, args=(name,), daemon=True) for name in range(8)]
    for thread in threads:
        thread.start()
    try:
        taken = [one_more(number) for number in range(4)]
    finally:
        halt.set()
        for thread in threads:
            thread.join()
    edits = [int(said.tables["orders"].figures["version"]["sum"]) for said in taken]
    assert edits == sorted(edits) and 8 <= edits[0] < edits[-1], "nobody edited while the backups were taken"
    for number, said in enumerate(taken):
        path = tmp_path / f"{number}.duckdb"
        assert restore_archive(path, tmp_path / f"{number}.zip", tmp_path) == said
        with opened(path) as restored, restored.read() as connection:
            unequal = connection.execute(
                text(
                    "SELECT count(*) FROM orders o WHERE version <> (SELECT count(*) FROM order_events e "
                    "WHERE e.order_id = o.order_id) OR version <> (SELECT count(*) FROM outbox x "
                    "WHERE x.order_id = o.order_id)"
                )
            ).scalar_one()
            numbers = connection.execute(text("SELECT count(*), count(DISTINCT seq), max(seq) FROM outbox")).one()
        assert unequal == 0
        assert tuple(numbers) == (edits[number],) * 3


def test_a_full_disk_leaves_no_file_and_an_unharmed_store(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    before = contents(store)
    room = 20_000
    write = zipfile._ZipWriteFile.write  # type: ignore[attr-defined]

    def limited(self: Any, data: bytes) -> Any:
        if self._fileobj.tell() + len(data) > room:
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(zipfile._ZipWriteFile, "write", limited)  # type: ignore[attr-defined]
    folder = tmp_path / "full"
    folder.mkdir()
    error = refused(lambda: write_archive(store, folder / "a.zip", taken_at=AT))
    assert (error.code, error.params) == ("backup_failed", {"folder": str(folder), "why": "No space left on device"})
    assert list(folder.iterdir()) == []
    assert contents(store) == before
    monkeypatch.undo()
    write_archive(store, folder / "a.zip", taken_at=AT)


def test_an_engine_that_cannot_write_is_a_sentence_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(connection: Connection, table: str, columns: Any, path: Path) -> None:
        export(connection, table, columns, path.parent / "no" / "such" / path.name)

    export = store.backend.export_table
    monkeypatch.setattr(store.backend, "export_table", gone)
    error = refused(lambda: write_archive(store, tmp_path / "a.zip", taken_at=AT))
    assert error.code == "backup_failed" and error.params["why"]
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_backup_left_goes_after_a_day(store: Store, tmp_path: Path) -> None:
    old, fresh = tmp_path / ".ordertrail-backup-old", tmp_path / ".ordertrail-backup-fresh"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "orders.parquet").write_text("half")
    os.utime(old, (0, 0))
    write_archive(store, tmp_path / "a.zip", taken_at=AT)
    assert not old.exists() and fresh.exists()
