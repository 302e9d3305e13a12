"""A commit whose answer is lost: nobody knows whether it was kept, and the sentence says so."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ordertrail.domain.errors import StoreDown
from ordertrail.store.engine import Store
from tests.books import check_books, land_file, toggle
from tests.postgres import Server

BLOCK = 1 << 16


class Wire:
    """Stands between a store and its server. Once ``cut``, the next COMMIT gets through and its answer does not."""

    def __init__(self, port: int) -> None:
        self._server = port
        self.cut = False
        self.commits = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server))
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while block := client.recv(BLOCK):
                if self.cut and b"COMMIT\0" in block:
                    self.commits += 1
                server.sendall(block)
        except OSError:
            pass
        finally:
            _shut(server)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while block := server.recv(BLOCK):
                if self.commits:
                    break
                client.sendall(block)
        except OSError:
            pass
        finally:
            _shut(client)

    def close(self) -> None:
        self._listening.close()


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        end.close()


@pytest.fixture
def wire(postgres: Server) -> Iterator[Wire]:
    between = Wire(postgres.port)
    yield between
    between.close()


def test_a_commit_whose_answer_is_lost_is_neither_denied_nor_made_again(
    postgres: Server, laid_out: str, wire: Wire, tmp_path: Path
) -> None:
    url = postgres.database(laid_out)
    direct = Store(url, zone="Asia/Shanghai", base_currency="CNY")
    far = Store(url.replace(f":{postgres.port}/", f":{wire.port}/"), zone="Asia/Shanghai", base_currency="CNY")
    try:
        land_file(direct, tmp_path / "first.duckdb", "first", ["1"])
        toggle(far, "1", 1)
        wire.cut = True
        with pytest.raises(StoreDown) as told:
            toggle(far, "1", 2)
        assert told.value.code == "store_undecided" and str(wire.port) in told.value.params["url"]
        assert wire.commits == 1
        with direct.read() as connection:
            assert connection.execute(text("SELECT version FROM orders")).scalar_one() == 3
        wire.cut, wire.commits = False, 0
        check_books(direct, [toggle(far, "1", 3)])
    finally:
        far.close()
        direct.close()
        postgres.drop(url)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("RAISE EXCEPTION 'no room' USING ERRCODE = '53100'", "store_server_full"),
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "store_undecided"),
    ],
)
def test_what_the_server_says_to_a_commit_decides_what_is_told(
    postgres: Server, laid_out: str, tmp_path: Path, body: str, code: str
) -> None:
    url = postgres.database(laid_out)
    store = Store(url, zone="Asia/Shanghai", base_currency="CNY")
    try:
        land_file(store, tmp_path / "first.duckdb", "first", ["1"])
        with store.engine.begin() as connection:
            connection.execute(
                text(
                    f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
                )
            )
            connection.execute(
                text(
                    "CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED "
                    "FOR EACH ROW EXECUTE FUNCTION refuse()"
                )
            )
        with pytest.raises(StoreDown, match=code):
            toggle(store, "1", 1)
        check_books(store, [])
    finally:
        store.close()
        postgres.drop(url)
