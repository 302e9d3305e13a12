"""PostgreSQL goes away under a running server, and comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.serving import Served, serving
from tests.cli.test_workers import Stream
from tests.postgres import Server, running
from tests.services.landing import HEAD
from tests.store.test_outbox import eventually


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that may be stopped: the test run's own must go on for the others."""
    with running() as server:
        yield server


def move(served: Served, to: str, version: int) -> tuple[int, dict[str, object]]:
    return served.ask("POST", "/api/orders/manual/M-1/stage", {"to_stage": to, "version": version})


def test_requests_are_refused_with_a_sentence_meanwhile_and_all_goes_on_after(
    own_server: Server, tmp_path: Path
) -> None:
    with serving(tmp_path / "data", database_url=own_server.database()) as served:
        path = tmp_path / "orders.csv"
        path.write_text(HEAD + "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n", encoding="utf-8")
        assert served.run("import", str(path)).returncode == 0
        stream = Stream(served)
        assert stream.begun.wait(30)
        assert move(served, "preparing", 1)[0] == 200
        assert eventually(lambda: any(each.get("version") == 2 for each in stream.heard))

        own_server.stop()
        for ask in (
            lambda: move(served, "hold", 2),
            lambda: served.ask("GET", "/healthz"),
            lambda: served.ask("GET", "/api/orders/manual/M-1"),
            lambda: served.ask("POST", "/api/demo"),
            lambda: served.ask("DELETE", "/api/demo"),
            lambda: served.ask("GET", "/api/orders/rows?preset=all"),
        ):
            status, body = ask()
            assert (status, body["error"]) == (503, "store_unreachable")
            assert "does not answer" in body["message"] and "Traceback" not in body["message"]
        late = Stream(served)
        time.sleep(5)
        assert late.heard == [] and stream.is_alive()

        own_server.start()
        assert eventually(lambda: served.ask("GET", "/healthz")[0] == 200)
        assert move(served, "hold", 2) == (200, {"version": 3})
        assert eventually(lambda: any(each.get("version") == 3 for each in stream.heard))
        newcomer = Stream(served)
        assert newcomer.begun.wait(30)
        assert move(served, "preparing", 3)[0] == 200
        assert eventually(lambda: any(each.get("version") == 4 for each in newcomer.heard))
        for each in (stream, late, newcomer):
            each.close()
        assert "Traceback" not in served.log
        lines = [line for line in served.log.splitlines() if "cannot be followed" in line]
        assert len(lines) == 1, served.log
        assert served.stop() < 5
