"""What fails outside the program: a sentence, nothing half done, and it goes on by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_api
from ordertrail.domain.errors import DomainError, StoreDown
from ordertrail.services.context import Context
from ordertrail.store.engine import Store
from tests.books import Done, check_books, land_file, toggle
from tests.postgres import Server, running

ROOT = Path(__file__).resolve().parents[2]


def child(*words: str, without: tuple[str, ...] = ()) -> Any:
    """What a Python process prints as JSON."""
    line = [*without, sys.executable, *words]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def reopened(path: Path) -> Store:
    return Store(path, zone="Asia/Shanghai", base_currency="CNY")


def as_told(done: list[list[Any]]) -> list[Done]:
    return [(no, version, stage) for no, version, stage in done]


def test_a_log_that_finds_no_room_undoes_one_edit_and_goes_on_with_room(tmp_path: Path) -> None:
    found = child("-m", "tests.crash.cramped", "log", str(tmp_path))
    assert (found["told"], found["orders"]) == ("store_unwritable", 2)
    assert len(found["done"]) > 2
    store = reopened(tmp_path / "a.duckdb")
    check_books(store, as_told(found["done"]))
    store.close()


def test_a_checkpoint_that_finds_no_room_fells_the_engine_which_is_opened_anew(tmp_path: Path) -> None:
    found = child("-m", "tests.crash.cramped", "file", str(tmp_path))
    assert found["told"] == "store_fallen"
    assert set(found["seen"]) <= {"2", "store_fallen"} and "2" in found["seen"]
    store = reopened(tmp_path / "a.duckdb")
    check_books(store, as_told(found["done"]))
    store.close()


def test_files_that_find_no_room_are_a_sentence_and_leave_nothing(tmp_path: Path) -> None:
    found = child("-m", "tests.crash.cramped_import", str(tmp_path))
    assert found["codes"] == ["disk_full", "disk_full"] and found["answer"] == [507, "disk_full"]
    assert str(tmp_path / "data" / "inbox") in found["message"] and "File too large" in found["message"]
    assert found["left"] == []
    assert (found["again"], found["orders"]) == ("done", 20_000)


def test_a_store_that_cannot_be_opened_anew_yet_fails_the_health_check(
    ctx: Context, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_api(ctx), base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    assert client.get("/healthz").status_code == 200
    ctx.store.backend.fallen = True

    def still_full() -> None:
        raise StoreDown("store_fallen", file="a.duckdb", why="No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ctx.store.backend, "reopen", still_full)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["error"]) == (503, "store_fallen")
        assert "No space left on device" in answer.json()["message"]
        [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
        assert line.startswith("The data file a.duckdb failed (No space left on device)") and "{" not in line
    assert client.get("/healthz").json()["orders"] == 0


def test_a_folder_that_cannot_be_written_is_refused_and_left_alone(tmp_path: Path) -> None:
    reopened(tmp_path / "a.duckdb").close()
    before = (tmp_path / "a.duckdb").read_bytes()
    (tmp_path / "a.duckdb").chmod(0o400)
    tmp_path.chmod(0o500)
    code = (
        "import json, sys; from pathlib import Path; from ordertrail.app import open_context; "
        "from ordertrail.settings import Settings; from ordertrail.store.engine import Store; "
        "from ordertrail.domain.errors import DomainError\n"
        "told = []\n"
        "for go in (lambda: open_context(Settings(data_dir=Path(sys.argv[1]) / 'new')), "
        "lambda: open_context(Settings(data_dir=Path(sys.argv[1]))), "
        "lambda: Store(Path(sys.argv[1]) / 'a.duckdb', zone='Asia/Shanghai', base_currency='CNY')):\n"
        "    try:\n        go()\n"
        "    except DomainError as error:\n        told.append(error.code)\n"
        "print(json.dumps(told))"
    )
    # Root may write everywhere, unless it has put its powers down.
    powerless = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
    try:
        told = child("-c", code, str(tmp_path), without=powerless)
    finally:
        tmp_path.chmod(0o700)
    assert told == ["data_dir_unwritable", "data_dir_unwritable", "store_sealed"]
    assert (tmp_path / "a.duckdb").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.duckdb"]


def test_a_disk_that_is_mounted_read_only_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sealed(*_: Any, **__: Any) -> None:
        raise duckdb.IOException('IO Error: Cannot open file "a.duckdb": Read-only file system')

    monkeypatch.setattr(duckdb, "connect", sealed)
    with pytest.raises(DomainError, match="store_sealed"):
        reopened(tmp_path / "a.duckdb")


def test_a_connection_cut_in_mid_transaction_undoes_it(postgres: Server, laid_out: str, tmp_path: Path) -> None:
    url = postgres.database(laid_out)
    store = Store(url, zone="Asia/Shanghai", base_currency="CNY")
    try:
        land_file(store, tmp_path / "first.duckdb", "first", ["1", "2"])

        def cut_short(uow: Any) -> None:
            uow.connection.execute(text("UPDATE orders SET stage = 'cancelled'"))
            session = uow.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (session,))
            uow.connection.execute(text("UPDATE orders SET version = 7"))

        with pytest.raises(StoreDown, match="store_unreachable"):
            store.run(cut_short)
        check_books(store, [])
        check_books(store, [toggle(store, "1", 1)])
    finally:
        store.close()
        postgres.drop(url)


def test_a_server_that_is_gone_is_a_sentence_and_one_that_is_back_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as server:
        store = Store(server.database(), zone="Asia/Shanghai", base_currency="CNY", upgrade=True)
        try:
            land_file(store, tmp_path / "first.duckdb", "first", ["1"])
            listener = store.subscribe()
            server.stop()
            for deed in (store.count_orders, lambda: toggle(store, "1", 1)):
                with pytest.raises(DomainError, match="store_unreachable"):
                    deed()
            server.start()
            done = toggle(store, "1", 1)
            check_books(store, [done])
            assert [each["version"] for each in listener.get(20)] == [2]
            monkeypatch.setattr("ordertrail.store.postgres_backend.RESTED", 0)
            server.stop()
            server.start()
            check_books(store, [done, toggle(store, "1", 2)])  # sessions that died at rest are never noticed
        finally:
            store.close()
