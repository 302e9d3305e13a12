"""Saved views, and what the table learns of the company, over HTTP."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_a_view_is_saved_chosen_and_deleted(client: TestClient) -> None:
    made = client.post("/api/views", json={"name": "Late", "query": "?only=late&open=a:1", "shared": True})
    assert made.status_code == 201, made.text
    view_id = made.json()["view_id"]
    assert client.patch(f"/api/views/{view_id}", json={"is_default": True, "name": "Too late"}).status_code == 200
    known = client.get("/api/views").json()
    assert known["default"] == view_id
    (view,) = known["views"]
    assert (view["name"], view["query"], view["own"], view["shared"]) == ("Too late", "only=late", True, True)
    assert client.delete(f"/api/views/{view_id}").status_code == 200
    assert client.get("/api/views").json() == {"views": [], "default": None}


def test_faults_stand_at_their_fields_and_unknown_views_are_404(client: TestClient) -> None:
    refused = client.post("/api/views", json={"name": " ", "query": ""})
    assert refused.status_code == 422 and set(refused.json()["fields"]) == {"name"}
    gone = client.delete("/api/views/00000000-0000-0000-0000-000000000000")
    assert gone.status_code == 404 and not gone.json()["message"].startswith("error.")


def test_the_companys_own_fields_are_columns_at_once(client: TestClient) -> None:
    assert client.get("/api/orders/columns").json()["fields"] == []
    rows = [
        {"zh": "等级", "en": "Grade", "kind": "choice", "choices": ["A", "B"]},
        {"zh": "重量", "en": "Weight", "kind": "number"},
    ]
    saved = client.put("/api/settings/lists/custom_fields", json={"version": 0, "rows": rows})
    assert saved.status_code == 200, saved.text
    told = client.get("/api/orders/columns").json()
    assert [(field["name"], field["filter"]) for field in told["fields"]] == [("Grade", "set"), ("Weight", "number")]
    assert told["labels"][told["fields"][0]["id"]] == {"A": "A", "B": "B"}
    assert set(told["labels"]["segment"]) >= {"retail", "vip", "b2b"}
    number = told["fields"][1]["id"]
    assert {number, "total", "place"} <= set(told["filterable"])
    asked = {"preset": "all", "filter": f'{{"{number}":{{"filterType":"number","type":"equals","filter":1}}}}'}
    assert client.get("/api/orders/rows", params=asked).json()["total"] == 0

    kept = [{**row, "hidden": True} for row in saved.json()["rows"]]
    assert client.put("/api/settings/lists/custom_fields", json={"version": 1, "rows": kept}).status_code == 200
    told = client.get("/api/orders/columns").json()
    assert all(field["hidden"] for field in told["fields"]) and number in told["filterable"]
    assert client.get("/api/orders/rows", params=asked).json()["total"] == 0


def test_values_to_choose_from_are_asked_by_column(client: TestClient) -> None:
    assert client.get("/api/orders/choices", params={"column": "owner"}).json() == {"values": []}
    assert client.get("/api/orders/choices", params={"column": "search"}).status_code == 400
