"""Rows of the table, moves along the workflow, downloads, demo."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.api.uploading import previewed, send


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


def test_an_empty_answer_tells_whether_the_store_is_empty(client: TestClient) -> None:
    assert rows(client) == {"rows": [], "total": 0, "empty": True}
    import_id = previewed(client)["import_id"]
    client.post(f"/api/imports/{import_id}/land")
    assert rows(client, q="nothing like it") == {"rows": [], "total": 0, "empty": False}


def test_rows_are_ready_to_be_shown(landed: TestClient) -> None:
    (row,) = rows(landed, q="M-1")["rows"]
    assert {name: row[name] for name in ("stage", "version", "customer_name", "goods", "lines", "next")} == {
        "stage": "paid", "version": 1, "customer_name": "张三", "goods": "杯子", "lines": 1, "next": "preparing",
    }  # fmt: skip
    assert float(row["total"]) == 100 and row["currency"] == "CNY"
    assert row["placed_full"] == "Jan 15, 2026, 10:30"


def test_columns_can_be_filtered_and_the_download_counts_the_same(landed: TestClient) -> None:
    model = {"total": {"filterType": "number", "type": "lessThanOrEqual", "filter": 20}}
    assert [row["channel_order_no"] for row in rows(landed, filter=json.dumps(model))["rows"]] == ["M-2"]
    answer = landed.get("/api/orders.csv", params={"preset": "all", "filter": json.dumps(model)})
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["channel_order_no"] for row in found] == ["M-2"]


@pytest.mark.parametrize("model", ["x", "[]", '{"nothing": {"filterType": "text", "type": "blank"}}'])
def test_a_download_with_a_bad_column_filter_is_refused(landed: TestClient, model: str) -> None:
    answer = landed.get("/api/orders.csv", params={"filter": model})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


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


@pytest.mark.parametrize("no", ["A/1 #2", "50%", "空 格", "x/stage", "q?a=1&b", "a|b", "<b>"])
def test_numbers_of_any_shape_can_be_read_and_moved(client: TestClient, no: str) -> None:
    text = f"订单号,状态,币种,下单时间,商品名称,数量,单价\r\n{no},已付款,CNY,2026-01-15 10:30:00,杯子,1,5\r\n"
    import_id = send(client, ("o.csv", text)).json()["import_id"]
    assert client.post(f"/api/imports/{import_id}/land").status_code == 200
    path = f"/api/orders/manual/{quote(no, safe='')}"
    assert client.get(path).json()["order"]["channel_order_no"] == no
    assert client.post(f"{path}/stage", json={"to_stage": "shipped", "version": 1}).json() == {"version": 2}


def test_the_workflow_tells_its_moves_in_the_readers_language(client: TestClient) -> None:
    (retail,) = client.get("/api/workflow").json()["workflows"]
    stages = {stage["code"]: stage for stage in retail["stages"]}
    preparing = stages["preparing"]
    assert (preparing["label"], preparing["kind"], preparing["next"]) == ("Preparing", "open", "shipped")
    assert preparing["moves"] == ["shipped", "hold", "exception", "cancelled"]
    assert stages["cancelled"]["moves"] == [] and stages["hold"]["next"] is None
    chinese = client.get("/api/workflow", headers={"accept-language": "zh-CN"}).json()["stages"]
    assert [stage["label"] for stage in chinese][:2] == ["待付款", "已付款"]


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


def test_signs_that_no_engine_stores_are_refused_with_a_sentence(landed: TestClient) -> None:
    path = "/api/orders/manual/M-1/stage"
    answer = landed.post(path, json={"to_stage": "preparing", "version": 1, "note": "a\x00b"})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_form")
    assert answer.json()["fields"] == {"note": "Contains characters that cannot be shown."}
    for word in ('"a\\u0000"', '"\\ud800"'):
        for model in (
            f'{{"filterType": "text", "type": "contains", "filter": {word}}}',
            f'{{"filterType": "set", "values": [{word}]}}',
        ):
            answer = landed.get("/api/orders/rows", params={"filter": f'{{"customer_name": {model}}}'})
            assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
    for address in ("imports/a%00b", "imports/a%00b/held.csv", "orders/manual/M%00-1"):
        answer = landed.get(f"/api/{address}")
        assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
