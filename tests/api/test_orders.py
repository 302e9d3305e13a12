"""Rows of the table, moves along the workflow, downloads, demo."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.uploading import previewed


@pytest.fixture
def landed(client: TestClient) -> TestClient:
    import_id = previewed(client)["import_id"]
    assert client.post(f"/api/imports/{import_id}/land").status_code == 200
    return client


def rows(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/orders/rows", params={"preset": "all", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_come_in_blocks_with_their_total(landed: TestClient) -> None:
    block = rows(landed, startRow=0, endRow=1, sort=json.dumps([{"colId": "channel_order_no", "sort": "desc"}]))
    assert block["total"] == 2
    assert [row["channel_order_no"] for row in block["rows"]] == ["M-2"]


def test_rows_obey_the_filters_of_the_query(landed: TestClient) -> None:
    assert rows(landed, q="M-1")["total"] == 1
    assert rows(landed, channel="shopify")["total"] == 0


@pytest.mark.parametrize("query", [{"sort": "x"}, {"sort": "[1]"}, {"filter": "[]"}, {"startRow": "-1"}])
def test_bad_questions_are_refused(landed: TestClient, query: dict[str, str]) -> None:
    answer = landed.get("/api/orders/rows", params=query)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"] == "bad_request"


def test_a_move_gives_the_new_version_and_a_stale_one_the_present_state(landed: TestClient) -> None:
    path = "/api/orders/manual/M-1/stage"
    order = landed.get("/api/orders/manual/M-1").json()["order"]
    moved = landed.post(path, json={"to_stage": "preparing", "version": order["version"], "note": "packed"})
    assert moved.status_code == 200, moved.text
    assert moved.json() == {"version": order["version"] + 1}
    stale = landed.post(path, json={"to_stage": "shipped", "version": order["version"]})
    assert stale.status_code == 409
    assert stale.json()["error"] == "stale_edit"
    assert stale.json()["current"]["stage"] == "preparing"
    after = landed.get("/api/orders/manual/M-1").json()
    assert after["order"]["stage"] == "preparing"
    assert [event["kind"] for event in after["events"]].count("stage_changed") == 1


def test_a_move_the_workflow_lacks_is_refused(landed: TestClient) -> None:
    version = landed.get("/api/orders/manual/M-1").json()["order"]["version"]
    answer = landed.post("/api/orders/manual/M-1/stage", json={"to_stage": "done", "version": version})
    assert answer.status_code == 409
    assert answer.json()["error"] != "stale_edit"


def test_unknown_orders_are_404_with_a_sentence(landed: TestClient) -> None:
    assert landed.get("/api/orders/manual/none").status_code == 404
    answer = landed.post("/api/orders/manual/none/stage", json={"to_stage": "paid", "version": 1})
    assert answer.status_code == 404
    assert not answer.json()["message"].startswith("error.")


def test_a_move_without_its_parts_names_them(landed: TestClient) -> None:
    answer = landed.post("/api/orders/manual/M-1/stage", json={})
    assert set(answer.json()["fields"]) == {"to_stage", "version"}


def test_orders_download_obeys_the_filters(landed: TestClient) -> None:
    answer = landed.get("/api/orders.csv", params={"preset": "all", "q": "M-1"})
    assert answer.headers["content-disposition"].startswith("attachment")
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["channel_order_no"] for row in found] == ["M-1"]


def test_template_download_can_be_uploaded(client: TestClient) -> None:
    template = client.get("/api/template.csv")
    answer = client.post("/api/imports", files=[("files", ("t.csv", template.content, "text/csv"))])
    assert answer.status_code == 201, answer.text
    assert answer.json()["orders"]["new"] == 1


def test_demo_is_not_running_at_first(client: TestClient) -> None:
    assert client.get("/api/demo/progress").status_code == 404
    assert client.delete("/api/demo").json() == {"removed": 0}
