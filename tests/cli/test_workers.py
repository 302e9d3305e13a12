"""Several processes on one port over one PostgreSQL: one truth, one stream of changes, one demo at a time."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from ordertrail.store.engine import Store
from ordertrail.store.integrity import find_faults
from tests.cli.serving import Served, serving
from tests.postgres import Server
from tests.services.landing import HEAD
from tests.store.test_outbox import eventually

STREAMS = 10


@pytest.fixture(scope="module")
def database(postgres: Server, laid_out: str) -> Iterator[str]:
    url = postgres.database(laid_out)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def served(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("workers") / "data"
    with serving(folder, "--workers", "2", database_url=database) as found:
        rows = "\n".join(f"M-{n},paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00" for n in range(1, 5))
        path = folder.parent / "orders.csv"
        path.write_text(f"{HEAD}{rows}\n", encoding="utf-8")
        assert found.run("import", str(path)).returncode == 0
        assert eventually(lambda: len(workers(found)) == 2)
        yield found


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def workers(served: Served) -> list[int]:
    """Children that have read the program, which the helper of multiprocessing has not."""
    found = []
    for pid in children(served.process.pid):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"spawn_main" in command:
            found.append(pid)
    return found


def worker_of(served: Served, client_port: int) -> int:
    """The worker at the other end of a connection."""
    port = urlsplit(served.url).port
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        cells = line.split()
        local, remote, inode = cells[1], cells[2], cells[9]
        if int(local.split(":")[1], 16) == port and int(remote.split(":")[1], 16) == client_port:
            for pid in workers(served):
                if any(_is_socket(link, inode) for link in Path(f"/proc/{pid}/fd").iterdir()):
                    return pid
    return 0


def _is_socket(link: Path, inode: str) -> bool:
    try:
        return str(link.readlink()) == f"socket:[{inode}]"
    except OSError:
        return False


class Stream(threading.Thread):
    """One listener; ``heard`` are all changes that it was told."""

    def __init__(self, served: Served) -> None:
        super().__init__(daemon=True)
        self.heard: list[dict[str, object]] = []
        place = urlsplit(served.url)
        self.socket = socket.create_connection((place.hostname or "", place.port or 0), timeout=60)
        self.port = self.socket.getsockname()[1]
        self.socket.sendall(f"GET /api/events HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        self._lines = self.socket.makefile("rb")
        self.begun = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            for line in self._lines:
                if line.startswith(b"data: "):
                    self.begun.set()
                    self.heard += json.loads(line[6:])["changes"]
        except (OSError, ValueError):
            return

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def streams(served: Served) -> Iterator[list[Stream]]:
    """Listeners, some at each worker."""
    opened: list[Stream] = []
    try:
        assert eventually(lambda: len(workers(served)) == 2)
        for _ in range(20):
            opened += [Stream(served) for _ in range(STREAMS)]
            assert all(each.begun.wait(30) for each in opened)
            if len({worker_of(served, each.port) for each in opened} - {0}) == 2:
                break
        yield opened
    finally:
        for each in opened:
            each.close()


def version_of(served: Served, no: str) -> tuple[int, str]:
    order = served.ask("GET", f"/api/orders/manual/{no}")[1]["order"]
    return order["version"], order["stage"]


def test_an_edit_is_told_by_both_workers(served: Served, streams: list[Stream]) -> None:
    assert len({worker_of(served, each.port) for each in streams}) == 2
    move = {"to_stage": "preparing", "version": 1}
    assert served.ask("POST", "/api/orders/manual/M-1/stage", move) == (200, {"version": 2})
    told = {"channel": "manual", "no": "M-1", "version": 2, "stage": "preparing"}

    def moves(stream: Stream) -> list[dict[str, object]]:
        """What landed before may be numbered, and so told, after the stream began."""
        return [change for change in stream.heard if "bulk" not in change]

    assert eventually(lambda: all(moves(each) == [told] for each in streams)), [each.heard for each in streams]


def test_many_hands_through_both_workers_lose_nothing(served: Served, database: str) -> None:
    done: Counter[str] = Counter()
    refused: Counter[int] = Counter()

    def edit(hand: int) -> None:
        for turn in range(15):
            no = f"M-{2 + (hand + turn) % 3}"
            version, stage = version_of(served, no)
            to = "preparing" if stage in ("hold", "paid") else "hold"
            status, body = served.ask("POST", f"/api/orders/manual/{no}/stage", {"to_stage": to, "version": version})
            if status == 200:
                assert body["version"] == version + 1
                done[no] += 1
            else:
                assert status == 409, body
                refused[status] += 1

    with ThreadPoolExecutor(8) as hands:
        for each in [hands.submit(edit, hand) for hand in range(8)]:
            each.result()
    assert sum(done.values()) + sum(refused.values()) == 120 and sum(done.values()) > 20
    store = Store(database, zone="Asia/Shanghai", base_currency="CNY")
    try:
        with store.read() as connection:
            query = text(
                "SELECT o.channel_order_no, o.version, (SELECT count(*) FROM order_events e "
                "WHERE e.order_id = o.order_id) FROM orders o"
            )
            found = {no: (version, events) for no, version, events in connection.execute(query)}
        for no, count in done.items():
            assert found[no] == (count + 1, count + 1)
        assert find_faults(store) == []
    finally:
        store.close()


def test_the_state_of_the_stream_is_the_same_at_every_worker(served: Served) -> None:
    def settled() -> bool:
        seen = {json.dumps(served.ask("GET", "/api/events/state")[1]) for _ in range(20)}
        return len(seen) == 1

    assert eventually(settled)


def test_demo_data_are_loaded_once_by_whoever_is_asked(served: Served) -> None:
    with ThreadPoolExecutor(4) as askers:
        answers = list(askers.map(lambda _: _post_demo(served), range(4)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    assert {body["error"] for status, body in answers if status == 409} <= {"demo_under_way", "demo_already_loaded"}
    assert served.ask("DELETE", "/api/demo")[1]["removed"] > 10_000


def _post_demo(served: Served) -> tuple[int, dict[str, object]]:
    place = urlsplit(served.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)
    connection.request("POST", "/api/demo")
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def test_progress_is_told_by_every_worker(served: Served) -> None:
    with ThreadPoolExecutor(1) as asker:
        loading = asker.submit(_post_demo, served)
        seen: list[int] = []
        while not loading.done():
            statuses = [served.ask("GET", "/api/demo/progress")[0] for _ in range(8)]
            if set(statuses) == {200}:
                seen.append(len(statuses))
            time.sleep(0.1)
        assert loading.result()[0] == 201
    assert len(seen) > 3
    served.ask("DELETE", "/api/demo")


def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    import os

    before = workers(served)
    os.kill(before[0], signal.SIGKILL)
    assert eventually(lambda: len(workers(served)) == 2 and set(workers(served)) != set(before), 40)
    assert eventually(lambda: served.ask("GET", "/healthz")[0] == 200)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_end_within_three_seconds(database: str, tmp_path: Path, number: int) -> None:
    with serving(tmp_path / "data", "--workers", "2", database_url=database) as found:
        assert eventually(lambda: len(workers(found)) == 2)
        time.sleep(1)
        pids = workers(found)
        streams = [Stream(found) for _ in range(6)]
        assert all(each.begun.wait(30) for each in streams)
        took = found.stop(number)
        assert took < 3, found.log
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
        assert "Traceback" not in found.log


def test_several_processes_on_the_embedded_file_are_refused(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ordertrail.cli import app

    done = CliRunner().invoke(app, ["serve", "--workers", "2", "--data-dir", str(tmp_path / "data")])
    assert done.exit_code == 2 and "ORDERTRAIL_DATABASE_URL" in done.stderr and not (tmp_path / "data").exists()
