"""Edits, undo and bulk over HTTP."""

from __future__ import annotations

import csv
import io
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_api
from ordertrail.services import bulk_edit
from ordertrail.services.context import Context
from tests.api.uploading import BASE, previewed

PATH = "/api/orders/manual/M-1"


@pytest.fixture
def landed(client: TestClient) -> TestClient:
    import_id = previewed(client)["import_id"]
    assert client.post(f"/api/imports/{import_id}/land").status_code == 200
    return client


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    for thread in threading.enumerate():
        if thread.name == f"bulk-{job['id']}":
            thread.join(30)
    found: dict[str, Any] = client.get(f"/api/bulk/{job['id']}").json()
    return found


def test_a_change_and_the_way_back(landed: TestClient) -> None:
    answer = landed.patch(PATH, json={"version": 1, "fields": {"priority": "high", "city": 7}, "note": "why"})
    assert answer.json() == {"version": 2}
    form = landed.get("/api/order-form/manual/M-1").json()
    values = {field["name"]: field["value"] for section in form["sections"] for field in section["fields"]}
    assert (form["version"], values["priority"], values["city"]) == (2, "high", "7")
    assert landed.post(f"{PATH}/undo", json={"version": 2}).json() == {"version": 3}
    again = landed.post(f"{PATH}/undo", json={"version": 3})
    assert (again.status_code, again.json()["error"]) == (400, "undo_of_undo")


def test_a_stale_change_tells_both_values(landed: TestClient) -> None:
    landed.patch(PATH, json={"version": 1, "fields": {"city": "Linz"}})
    answer = landed.patch(PATH, json={"version": 1, "fields": {"city": "Graz"}})
    assert (answer.status_code, answer.json()["error"]) == (409, "stale_edit")
    current = answer.json()["current"]
    assert current["version"] == 2 and current["values"]["city"]["wished"] == "Graz"
    assert current["values"]["city"]["present"] == "Linz"


def test_faults_stand_at_their_fields(landed: TestClient) -> None:
    answer = landed.patch(PATH, json={"version": 1, "fields": {"priority": "soon", "lines": [], "city": [1]}})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"city"})
    answer = landed.patch(PATH, json={"version": 1, "fields": {"priority": "soon", "lines": []}})
    assert set(answer.json()["fields"]) == {"priority", "lines"}
    assert not any(text.startswith("error.") for text in answer.json()["fields"].values())
    assert landed.patch(PATH, json={"version": 1, "colour": "red"}).status_code == 422
    assert landed.patch("/api/orders/manual/none", json={"version": 1, "fields": {"city": "x"}}).status_code == 404
    assert landed.get("/api/order-form/manual/none").status_code == 404


def test_a_job_over_a_filter_with_its_results(landed: TestClient) -> None:
    started = landed.post("/api/bulk", json={"query": "?preset=all", "fields": {"tags_add": "vip"}, "note": "x"})
    assert started.status_code == 202, started.text
    job = finished(landed, started.json())
    assert (job["running"], job["total"], job["done"], job["can_undo"]) == (False, 2, 2, True)
    rows = landed.get(f"/api/bulk/{job['id']}/results").json()
    assert rows["total"] == 2 and rows["rows"][0]["href"] == "/orders/manual/M-1"
    back = finished(landed, landed.post(f"/api/bulk/{job['id']}/undo").json())
    assert (back["done"], back["can_undo"]) == (2, False)
    assert landed.get("/api/bulk").json()["jobs"][0]["id"] == back["id"]


def test_refused_orders_come_with_a_sentence_and_as_a_file(landed: TestClient) -> None:
    orders = [{"channel": "manual", "no": no, "version": 1} for no in ("M-1", "=M-9")]
    job = finished(landed, landed.post("/api/bulk", json={"orders": orders, "stage": "preparing"}).json())
    assert (job["done"], job["failed"]) == (1, 1)
    (row,) = landed.get(f"/api/bulk/{job['id']}/results", params={"refused": True}).json()["rows"]
    assert row["no"] == "=M-9" and "=M-9" in row["text"]
    file = landed.get(f"/api/bulk/{job['id']}/results.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert {(line["channel_order_no"], line["outcome"]) for line in lines} == {
        ("M-1", "done"), ("'=M-9", "no_such_order"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "deed",
    [
        {"orders": [], "stage": "paid"}, {"query": "?preset=all", "fields": {}}, {"query": "?preset=all", "stage": "x"},
        {"query": "?preset=all", "stage": "paid", "filter": {"no": {}}}, {"orders": [{"channel": "manual"}]},
    ],
)  # fmt: skip
def test_deeds_without_sense_begin_nothing(landed: TestClient, deed: dict[str, Any]) -> None:
    assert 400 <= landed.post("/api/bulk", json=deed).status_code < 500
    assert landed.get("/api/bulk").json() == {"jobs": []}


def test_unknown_jobs_are_404(client: TestClient) -> None:
    nobody = "/api/bulk/00000000-0000-0000-0000-000000000000"
    for answer in (client.get(nobody), client.get(f"{nobody}/results"), client.post(f"{nobody}/cancel")):
        assert (answer.status_code, answer.json()["error"]) == (404, "no_such_job")


def test_what_many_orders_can_be_set_to(client: TestClient) -> None:
    form = client.get("/api/bulk/form").json()
    assert "preparing" in [stage["value"] for stage in form["stages"]]
    assert {"priority", "owner", "tags_add", "tags_remove", "promised_at"} <= {
        field["name"] for field in form["fields"]
    }


def test_a_job_that_stopped_half_way_goes_on_and_one_that_ended_does_not(
    landed: TestClient, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the first of two orders, and half an hour later somebody asks."""

    def die(_seconds: float) -> None:
        raise SystemExit

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(bulk_edit, "CHUNK", 1)
    with monkeypatch.context() as dying:
        dying.setattr(bulk_edit.time, "sleep", die)
        asked = landed.post("/api/bulk", json={"query": "?preset=all", "fields": {"owner": "Cy"}}).json()
        assert finished(landed, asked)["done"] == 1
    app = create_api(replace(ctx, now=lambda: ctx.now() + timedelta(minutes=30)))
    with TestClient(app, base_url=BASE, client=("127.0.0.1", 50001)) as later:
        later.headers.update(landed.headers)
        path = f"/api/bulk/{asked['id']}/resume"
        answer = later.post(path)
        assert answer.status_code == 202, answer.text
        job = finished(later, answer.json())
        assert (job["state"], job["done"], job["failed"]) == ("finished", 2, 0)
        again = later.post(path)
        assert (again.status_code, again.json()["error"]) == (400, "job_not_stopped")
    assert landed.post("/api/bulk/00000000-0000-0000-0000-000000000000/resume").status_code == 404
