"""Imports under way through the API: seen, broken off, and not by everybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.state import present_actor
from etl.run.progress import Progress
from ordertrail.domain.actor import Actor
from ordertrail.domain.work import Cancelled
from ordertrail.services.context import Context
from ordertrail.store.imports import list_imports
from tests.api.uploading import TEMPLATE, ended, previewed, send

RUNS = "/api/imports/runs"


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Imports wait before they are compared until the event is set; at the end it is."""
    go_on = threading.Event()
    from etl import pipeline

    def waiting(*args: Any) -> Any:
        assert go_on.wait(30)
        return preview(*args)

    preview = pipeline.preview
    monkeypatch.setattr(pipeline, "preview", waiting)
    yield go_on
    go_on.set()


def as_role(app: FastAPI, role: str) -> None:
    app.dependency_overrides[present_actor] = lambda: Actor("Bob", role, "web")


def begun(client: TestClient, name: str = "a.csv") -> dict[str, Any]:
    answer = send(client, (name, TEMPLATE), background="true")
    assert answer.status_code == 202, answer.text
    return answer.json()


def at_compare(client: TestClient, run_id: str) -> dict[str, Any]:
    for _ in range(600):
        told: dict[str, Any] = client.get(f"{RUNS}/{run_id}").json()
        if told["step"] == "compare":
            return told
        threading.Event().wait(0.05)
    raise AssertionError(told)


def nothing_left(ctx: Context) -> bool:
    """Of files; an upload's folder goes just after its end is told."""
    for _ in range(200):
        if not [*ctx.settings.staging_dir.iterdir(), *ctx.settings.inbox_dir.iterdir()]:
            return True
        threading.Event().wait(0.05)
    return False


def test_a_run_is_listed_while_it_lasts_and_tells_how_it_ended(client: TestClient, held_up: threading.Event) -> None:
    assert client.get(RUNS).json() == {"runs": []}
    run_id = begun(client, "订单.csv")["run_id"]
    told = at_compare(client, run_id)
    assert (told["files"], told["phase"], told["state"], told["rows"], told["orders"]) == (
        ["订单.csv"], "prepare", "running", 2, 2,
    )  # fmt: skip
    assert 0 < told["share"] < 1 and told["bytes"] == told["bytes_total"] > 0 and "reports" not in told
    assert [each["run_id"] for each in client.get(RUNS).json()["runs"]] == [run_id]
    held_up.set()
    done = ended(client, run_id)
    assert (done["state"], done["share"], done["refused"], done["message"]) == ("finished", 1.0, [], None)
    assert [report["files"] for report in done["reports"]] == [["订单.csv"]]
    assert client.get(RUNS).json() == {"runs": []}


def test_cancelling_leaves_a_line_in_the_history_alone(
    client: TestClient, ctx: Context, held_up: threading.Event
) -> None:
    run_id = begun(client)["run_id"]
    at_compare(client, run_id)
    answer = client.delete(f"{RUNS}/{run_id}")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelling")
    held_up.set()
    done = ended(client, run_id)
    assert (done["state"], done["reports"]) == ("cancelled", [])
    with ctx.store.read() as connection:
        [record] = list_imports(connection)
    told = client.get(f"/api/imports/{record['import_id']}").json()
    assert (told["state"], told["files"], told["ended"]["by"]) == ("cancelled", ["a.csv"], "owner")
    assert nothing_left(ctx)
    again = client.delete(f"{RUNS}/{run_id}")
    assert (again.status_code, again.json()["error"]) == (409, "run_not_under_way")


def test_a_landing_that_was_broken_off_is_still_told_with_its_preview(
    client: TestClient, app: FastAPI, ctx: Context
) -> None:
    report = previewed(client)
    state = app.state.ordertrail
    run = state.runs.begin(Actor("Ann", "manager"), "land", made=[report["import_id"]])
    run.interrupted = True
    state.runs.give_up(run, Cancelled())
    told = client.get(f"/api/imports/{report['import_id']}").json()
    assert (told["state"], told["orders"]["new"], told["ended"]["phase"]) == ("interrupted", 2, "land")


def test_it_is_found_by_the_ticket_that_its_asker_chose(client: TestClient, held_up: threading.Event) -> None:
    answer = send(client, ("a.csv", TEMPLATE), background="true", ticket="mine")
    at_compare(client, answer.json()["run_id"])
    assert client.get("/api/imports/mine/progress").json()["step"] == "compare"
    assert client.delete("/api/imports/mine/progress").status_code == 200
    held_up.set()
    assert ended(client, answer.json()["run_id"])["state"] == "cancelled"
    assert client.delete("/api/imports/mine/progress").status_code == 404


@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize("run_id, status, error", [(str(uuid4()), 404, "no_such_work"), ("x", 422, "bad_request")])
def test_a_run_that_is_none(client: TestClient, method: str, run_id: str, status: int, error: str) -> None:
    answer = client.request(method, f"{RUNS}/{run_id}")
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_who_may_not_import_begins_lands_cancels_and_takes_back_nothing(
    client: TestClient, app: FastAPI, ctx: Context, held_up: threading.Event
) -> None:
    run_id = begun(client)["run_id"]
    at_compare(client, run_id)
    as_role(app, "staff")
    asked = {
        "upload": send(client, ("b.csv", TEMPLATE)),
        "cancel": client.delete(f"{RUNS}/{run_id}"),
    }
    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(asked, 403)
    assert client.get(f"{RUNS}/{run_id}").json()["state"] == "running"  # everybody sees it
    held_up.set()
    [report] = ended(client, run_id)["reports"]
    address = f"/api/imports/{report['import_id']}"
    refused = [client.get(f"{address}/orders"), client.post(f"{address}/land"), client.delete(address)]
    assert [answer.status_code for answer in refused] == [403] * 3
    as_role(app, "manager")
    assert client.post(f"{address}/land").status_code == 200
    as_role(app, "staff")
    refused = [client.get(f"{address}/undo"), client.post(f"{address}/undo")]
    assert [answer.status_code for answer in refused] == [403] * 2 and ctx.store.count_orders() == 2


def test_an_import_lands_once_although_it_is_asked_twice(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = previewed(client)["import_id"]
    state = app.state.ordertrail
    run = state.runs.begin(Actor("Ann", "manager"), "land", made=[import_id])
    run.tell(Progress("land"))
    answer = client.post(f"/api/imports/{import_id}/land")
    assert (answer.status_code, answer.json()["error"]) == (409, "import_landing")
    state.runs.give_up(run, RuntimeError())
