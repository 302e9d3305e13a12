"""The lists of the settings page over HTTP, and the further columns of an order."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

FIELDS = "/api/settings/lists/custom_fields"
FLOOR = {"zh": "楼层", "en": "Floor", "kind": "number"}


def put(client: TestClient, path: str, version: int, *rows: dict[str, Any]) -> Any:
    return client.put(path, json={"version": version, "rows": list(rows)})


def test_a_list_is_read_written_and_refused_when_stale(client: TestClient) -> None:
    assert client.get(FIELDS).json() == {"version": 0, "rows": [], "actor": None}
    answer = put(client, FIELDS, 0, FLOOR)
    assert answer.status_code == 200, answer.text
    told = {"key": "floor", "choices": [], "required": False, "hidden": False, **FLOOR}
    assert answer.json() == {"version": 1, "rows": [told], "actor": "owner"} == client.get(FIELDS).json()
    late = put(client, FIELDS, 0, {"en": "Gate", "kind": "text"})
    assert (late.status_code, late.json()["error"], late.json()["current"]["version"]) == (409, "stale_document", 1)
    assert client.get(FIELDS).json()["rows"] == [told]


@pytest.mark.parametrize("name", ["surcharge_kinds", "segments"])
def test_faults_stand_at_their_cells(client: TestClient, name: str) -> None:
    answer = put(client, f"/api/settings/lists/{name}", 0, {"en": "Own"}, {"en": " "})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"rows.1.zh": "Give a Chinese or an English name."}
    assert client.get(f"/api/settings/lists/{name}").json()["version"] == 0
    assert put(client, f"/api/settings/lists/{name}", 0, {"zh": "甲"}).json()["rows"][0]["zh"] == "甲"


def test_there_are_no_other_lists(client: TestClient) -> None:
    assert client.get("/api/settings/lists/workflows").status_code == 404
    assert put(client, "/api/settings/lists/x", 0).status_code == 404
    assert client.put(FIELDS, json={"version": 0, "rows": ["x"]}).status_code == 422


WISH: dict[str, Any] = {"customer_name": "Ann", "lines": [{"name": "Mug", "quantity": 1, "unit_price": 10}]}


def test_the_template_and_the_next_order_know_a_new_field_at_once(client: TestClient) -> None:
    put(client, FIELDS, 0, FLOOR)
    assert client.get("/api/template.csv").text.splitlines()[0].endswith(",Floor")
    answer = client.post("/api/orders", json={**WISH, "custom": {"floor": -2.5}, "company": "=CMD()"})
    assert answer.status_code == 201, answer.text
    order = client.get("/api/orders/manual/" + answer.json()["channel_order_no"]).json()["order"]
    assert (order["custom"], order["company"]) == ('{"floor":"-2.5"}', "=CMD()")


def test_bad_input_is_told_field_by_field_and_nothing_is_saved(client: TestClient) -> None:
    lines = [
        {"name": "a", "quantity": 0, "unit_price": 1},
        {"name": "b", "quantity": -1, "unit_price": "1.005"},
        {"name": "c", "quantity": 10**12, "unit_price": 1, "tax": "-1"},
    ]
    wish = {**WISH, "lines": lines, "note": "x" * 5000, "placed_at": "2026-01-02", "promised_at": "2026-01-01"}
    answer = client.post("/api/orders", json={**wish, "priority": "now", "custom": {"nope": 1}})
    assert (answer.status_code, answer.json()["fields"]) == (
        422,
        {
            "lines.0.quantity": "Must be greater than 0.",
            "lines.1.quantity": "Must be greater than 0.",
            "lines.1.unit_price": "At most 2 digits after the decimal point.",
            "lines.2.quantity": "Must not exceed 1,000,000.",
            "lines.2.tax": "Must not be below 0.",
            "note": "At most 2000 characters.",
            "promised_at": "The promised date cannot lie before the order's date.",
            "priority": "The priority is low, normal, high or urgent.",
            "custom.nope": "There is no field “nope”.",
        },
    )
    assert client.get("/healthz").json()["orders"] == 0
    assert client.post("/api/orders", json={**WISH, "channel_order_no": "A-1"}).status_code == 201
    twice = client.post("/api/orders", json={**WISH, "channel_order_no": "A-1"})
    assert twice.json()["fields"] == {"channel_order_no": "There is already an order A-1."}


STRANGE = "<script>x()</script> 👩‍👧 مرحبا =CMD()"


def test_strange_text_is_stored_as_it_was_typed(client: TestClient) -> None:
    put(client, FIELDS, 0, {"en": "Gate", "kind": "text"})
    names = ("customer_name", "company", "note", "tags", "owner", "billing_address", "promo_code", "return_policy")
    wish = {**WISH, **dict.fromkeys(names, STRANGE), "custom": {"gate": STRANGE}}
    answer = client.post("/api/orders", json=wish)
    assert answer.status_code == 201, answer.text
    order = client.get("/api/orders/manual/" + answer.json()["channel_order_no"]).json()["order"]
    assert {order[name] for name in names} == {STRANGE}
