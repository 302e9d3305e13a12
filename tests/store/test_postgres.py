"""What a server may be set to, run out of, or refuse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg
import pytest
from sqlalchemy import text

from ordertrail.domain.errors import DomainError, StoreDown
from ordertrail.store.archive_write import write_archive
from ordertrail.store.engine import Store
from ordertrail.store.postgres_backend import Postgres
from ordertrail.store.restore import restore_archive
from tests.postgres import Server, running
from tests.store.archiving import AT
from tests.store.test_outbox import change, eventually, publish


def opened(url: str, **other: int) -> Store:
    return Store(url, zone="Asia/Shanghai", base_currency="CNY", **other)  # type: ignore[arg-type]


def refusal_of(url: str) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        opened(url)
    return refusal.value


@contextmanager
def admin(server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    url = postgres.database()
    yield url
    postgres.drop(url)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_name_is_refused(postgres: Server, encoding: str) -> None:
    name = f"enc_{encoding.lower()}"
    with admin(postgres) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
    try:
        found = refusal_of(postgres.url(name))
        assert (found.code, found.params["found"]) == ("store_encoding", encoding)
        with psycopg.connect(postgres.url(name)) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    finally:
        postgres.drop(postgres.url(name))


def test_what_surroundings_database_and_role_are_set_to_does_not_matter(
    postgres: Server, database: str, monkeypatch: pytest.MonkeyPatch, sound: bytes, tmp_path: Path
) -> None:
    name = database.rsplit("/", 1)[1]
    with admin(postgres) as connection:
        for setting, value in {
            "datestyle": "SQL, DMY",
            "intervalstyle": "iso_8601",
            "timezone": "Pacific/Auckland",
            "standard_conforming_strings": "off",
            "bytea_output": "escape",
            "default_transaction_isolation": "serializable",
        }.items():
            connection.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'")  # type: ignore[call-overload]
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    (tmp_path / "a.zip").write_bytes(sound)
    restored = restore_archive(database, tmp_path / "a.zip", tmp_path)
    store = opened(database)
    try:
        again = write_archive(store, tmp_path / "b.zip", taken_at=AT)
        assert {name: facts.figures for name, facts in again.tables.items()} == {
            name: facts.figures for name, facts in restored.tables.items()
        }
        publish(store, change("𠮷野家 €"))
        with store.unit_of_work() as uow:
            assert uow.connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
            body = uow.connection.execute(text("SELECT body FROM outbox ORDER BY occurred_at DESC LIMIT 1"))
            assert "𠮷野家 €" in body.scalar_one()
    finally:
        store.close()


@pytest.mark.parametrize(
    ("tail", "code", "word"),
    [
        ("/not_there", "store_no_database", "not_there"),
        ("/postgres?gone=1", "store_option_refused", "gone"),
        ("/postgres?sslmode=perhaps", "store_option_refused", "perhaps"),
        ("/postgres?options=-c%20no_such%3D1", "store_option_refused", "no_such"),
    ],
)
def test_each_refusal_of_a_server_has_its_own_sentence(postgres: Server, tail: str, code: str, word: str) -> None:
    found = refusal_of(f"postgresql://ordertrail:s3cret@127.0.0.1:{postgres.port}{tail}")
    assert found.code == code and word in found.params["why"]
    assert found.params["url"].startswith("postgresql://ordertrail:***@") and "s3cret" not in str(found.params)


def test_a_server_without_a_free_connection_says_so(postgres: Server, database: str) -> None:
    name = database.rsplit("/", 1)[1]
    with admin(postgres) as connection:
        connection.execute("CREATE ROLE narrow LOGIN CONNECTION LIMIT 1")
        connection.execute(f"GRANT ALL ON DATABASE {name} TO narrow")  # type: ignore[call-overload]
        url = f"postgresql://narrow@127.0.0.1:{postgres.port}/{name}"
        try:
            with psycopg.connect(url):
                assert refusal_of(url).code == "store_crowded"
        finally:
            connection.execute(f"REVOKE ALL ON DATABASE {name} FROM narrow")  # type: ignore[call-overload]
            connection.execute("DROP ROLE narrow")


def test_a_standby_and_a_full_disk_have_their_own_sentences(store: Store) -> None:
    if store.backend.serial:
        return

    def refuse(state: str) -> None:
        store.run(
            lambda uow: uow.connection.execute(
                text(f"DO $$ BEGIN RAISE EXCEPTION 'as it were' USING ERRCODE = '{state}'; END $$")
            )
        )

    for state, code in {
        "25006": "store_takes_no_changes",
        "53100": "store_server_full",
        "57014": "store_broken_off",
        "53300": "store_crowded",
    }.items():
        with pytest.raises(StoreDown, match=code):
            refuse(state)


def test_a_process_opens_no_more_than_its_share(postgres: Server, database: str) -> None:
    with running(("max_connections=25",)) as small:
        backend = Postgres(small.database())
        assert (backend.limit, backend.pool) == (22, 12)
        assert [backend.pool_for(workers) for workers in (2, 3, 9)] == [6, 4, 4]
        backend.close()
    store = opened(database, pool=4)
    assert store.backend.pool_for(1) == 64
    pool = store.engine.pool
    taken = [pool.connect() for _ in range(4)]
    pool._timeout = 0.2  # type: ignore[attr-defined]
    with pytest.raises(StoreDown, match="store_crowded"):
        store.count_orders()
    for each in taken:
        each.close()
    assert store.count_orders() == 0
    store.close()


def test_many_that_open_a_new_database_at_once_make_one_store(postgres: Server) -> None:
    for _ in range(3):
        url = postgres.database()
        with ThreadPoolExecutor(5) as many:
            stores = list(many.map(opened, [url] * 5))
        assert len({store.feed.store_id for store in stores}) == 1
        for store in stores:
            store.close()
        postgres.drop(url)


def test_of_several_restores_at_once_one_is_done_and_the_others_are_told(
    database: str, sound: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(sound)

    def restore(_number: int) -> str:
        try:
            restore_archive(database, tmp_path / "a.zip", tmp_path)
        except DomainError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(4) as many:
        told = sorted(many.map(restore, range(4)))
    assert told == ["done", "restore_not_empty", "restore_not_empty", "restore_not_empty"]


def _cancel_the_next_numbering(url: str) -> None:
    """Lock the outbox until the relay waits for it, and break its statement off."""
    with psycopg.connect(url) as blocker, psycopg.connect(url, autocommit=True) as other:
        blocker.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        waiting = (
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() "
            "AND query LIKE 'UPDATE outbox%'"
        )
        until = time.monotonic() + 20
        while not (found := other.execute(waiting).fetchall()):
            assert time.monotonic() < until, "nobody waits for the outbox"
            time.sleep(0.05)
        for (pid,) in found:
            other.execute("SELECT pg_cancel_backend(%s)", (pid,))


def test_a_numbering_that_was_broken_off_goes_on(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordertrail.store.outbox.AGAIN", 0.1)
    one, other = opened(database), opened(database)
    try:
        heard = (one.subscribe(), other.subscribe())
        publish(one, change("1"))
        assert all(listener.get(20) for listener in heard)
        _cancel_the_next_numbering(database)
        publish(other, change("2"))
        assert eventually(lambda: len(one.changes_since(0)) == 2)
        assert all([each["no"] for each in listener.get(20)] == ["2"] for listener in heard)
    finally:
        one.close()
        other.close()


def test_a_lock_ends_with_its_deed_even_if_its_release_fails(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(database), opened(database)
    try:
        with store.alone("demo") as mine:
            assert mine
            with psycopg.connect(database, autocommit=True) as session:
                # A release that is broken off at once stands for one that an administrator broke off.
                monkeypatch.setattr("ordertrail.store.postgres_backend.UNLOCK", "SELECT 1 / 0, CAST(:deed AS TEXT)")
                assert session.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (1,)
        monkeypatch.undo()
        assert eventually(lambda: _free(other))
    finally:
        store.close()
        other.close()


def _free(store: Store) -> bool:
    with store.alone("demo") as mine:
        return mine


@pytest.mark.parametrize(
    ("statements", "table"),
    [
        (["CREATE TABLE orders (id INTEGER)"], "orders"),
        (["CREATE TABLE meta (a INTEGER)", "CREATE TABLE mine (b INTEGER)"], "meta"),
        (["CREATE TABLE meta (key TEXT, value TEXT)"], "meta"),
        (["CREATE TABLE imports (a INTEGER)"], "imports"),
        (
            [
                "CREATE TABLE orders (order_id INTEGER, channel_order_no INTEGER)",
                "CREATE TABLE meta (key INTEGER, value INTEGER)",
                "INSERT INTO meta VALUES (1, 2)",
            ],
            "meta",
        ),
    ],
)
def test_tables_of_another_program_are_left_alone(
    postgres: Server, tmp_path: Path, sound: bytes, statements: list[str], table: str
) -> None:
    (tmp_path / "a.zip").write_bytes(sound)
    url, file = postgres.database(), tmp_path / "other.duckdb"
    with psycopg.connect(url) as server, duckdb.connect(str(file)) as embedded:
        for statement in statements:
            server.execute(statement)  # type: ignore[call-overload]
            embedded.execute(statement)
    shape = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    places: tuple[str | Path, ...] = (url, file)
    for place in places:
        with pytest.raises(DomainError) as of_opening:
            Store(place, zone="Asia/Shanghai", base_currency="CNY")
        with pytest.raises(DomainError) as of_restoring:
            restore_archive(place, tmp_path / "a.zip", tmp_path)
        for refusal in (of_opening.value, of_restoring.value):
            assert (refusal.code, refusal.params) == ("store_foreign", {"table": table})
    wanted = {name for statement in statements if "CREATE" in statement for name in [statement.split()[2]]}
    with psycopg.connect(url) as server, duckdb.connect(str(file)) as embedded:
        assert {row[0] for row in server.execute(shape).fetchall()} == wanted
        assert {row[0] for row in embedded.execute(shape).fetchall()} == wanted
    postgres.drop(url)


def test_tables_that_the_user_may_not_read_are_seen_too(postgres: Server, database: str) -> None:
    with admin(postgres) as connection:
        connection.execute("CREATE ROLE tenant LOGIN")
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute("CREATE TABLE orders (id INTEGER)")
            owner.execute("GRANT CREATE ON SCHEMA public TO tenant")
        try:
            url = database.replace("ordertrail@", "tenant@")
            assert refusal_of(url).code == "store_foreign"
        finally:
            postgres.drop(database)
            connection.execute("DROP ROLE tenant")


def test_who_only_looks_makes_nothing(database: str) -> None:
    with pytest.raises(DomainError, match="store_empty"):
        Store(database, zone="Asia/Shanghai", base_currency="CNY", look=True)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
