"""POST /api/orders: the entry form's question and the integrators'."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

WISH: dict[str, Any] = {
    "customer_name": "Ann",
    "lines": [{"name": "Mug", "quantity": 2, "unit_price": 19.99}, {"name": "Cup", "quantity": "1", "unit_price": "0"}],
}


def ask(client: TestClient, **more: Any) -> Any:
    return client.post("/api/orders", json={**WISH, **more})


def test_a_new_order_answers_with_its_address(client: TestClient) -> None:
    answer = ask(client, channel_order_no="A/1 #2")
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "channel": "manual",
        "channel_order_no": "A/1 #2",
        "version": 1,
        "href": "/orders/manual/A%2F1%20%232",
    }
    order = client.get("/api/orders/manual/A%2F1%20%232").json()["order"]
    assert (order["total"], order["customer_name"]) == (39.98, "Ann")


def test_faults_come_as_sentences_in_the_askers_language(client: TestClient) -> None:
    answer = ask(client, currency="JPY", lines=[{}, {"name": "x", "quantity": "1", "unit_price": "1.5"}])
    assert answer.status_code == 422
    body = answer.json()
    assert body["error"] == "invalid_form"
    assert body["message"] == "Nothing was saved. To be corrected: 1."
    assert body["fields"] == {"lines.1.unit_price": "This currency has no decimals."}
    chinese = client.post("/api/orders", json={}, headers={"accept-language": "zh-CN"}).json()
    assert chinese["fields"]["lines"] == "请至少添加一件商品。"
    assert client.get("/healthz").json()["orders"] == 0


def test_a_repeated_request_tells_of_the_order_as_it_now_is(client: TestClient) -> None:
    asked = {"request_id": str(uuid4())}
    first = ask(client, **asked).json()
    client.post(f"/api{first['href']}/stage", json={"to_stage": "paid", "version": 1})
    again = ask(client, **asked)
    assert again.status_code == 201
    assert again.json() == {**first, "version": 2}
    other = ask(client, **asked, city="Rome")
    assert other.status_code == 422
    assert first["channel_order_no"] in other.json()["fields"]["request_id"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"lines": "x"}, "lines"),
        ({"lines": [1]}, "lines.0"),
        ({"lines": [{"name": "x", "quantitiy": 1}]}, "lines.0.quantitiy"),
        ({"tax": "5"}, "tax"),
        ({"note": ["x"]}, "note"),
        ({"discount": True}, "discount"),
        ({"lines": [{}] * 1001}, "lines"),
    ],
)
def test_what_is_not_a_form_at_all_names_its_place(client: TestClient, wish: dict[str, Any], field: str) -> None:
    body = json.dumps({**WISH, **wish})
    answer = client.post("/api/orders", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad_request"
    assert set(answer.json()["fields"]) == {field}


def test_numbers_of_the_notation_are_read_as_typed(client: TestClient) -> None:
    line = {"name": "x", "quantity": 1e3, "unit_price": 1e-2}
    answer = ask(client, lines=[line])
    assert answer.status_code == 201
    assert client.get(f"/api{answer.json()['href']}").json()["order"]["total"] == 10
    huge = client.post(
        "/api/orders",
        content='{"customer_name": "A", "lines": [{"name": "x", "quantity": 1e400, "unit_price": NaN}]}',
        headers={"content-type": "application/json"},
    )
    assert huge.status_code == 422
    assert set(huge.json()["fields"]) == {"lines.0.quantity", "lines.0.unit_price"}


def test_half_a_character_is_refused_wherever_it_stands(client: TestClient) -> None:
    half = "\ud800"
    texts = ("customer_name", "currency", "country", "region", "note", "channel_order_no", "placed_at", "stage")
    line = {"name": half, "quantity": half, "unit_price": half}
    body = json.dumps({**dict.fromkeys(texts, half), "lines": [line], "surcharges": [{"kind": half, "amount": half}]})
    answer = client.post("/api/orders", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) >= {*texts, "lines.0.name", "lines.0.quantity", "surcharges.0.kind"}


def test_another_sites_page_cannot_enter_orders(client: TestClient) -> None:
    answer = client.post("/api/orders", json=WISH, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert client.get("/healthz").json()["orders"] == 0


def test_a_currency_that_only_the_companys_own_table_rates_is_taken(client: TestClient) -> None:
    assert client.put("/api/rates", json={"rates": [{"currency": "KWD", "day": "2026-01-01", "rate": "20"}]}).is_success
    answer = ask(client, currency="KWD", placed_at="2026-01-02 10:00")
    assert answer.status_code == 201, answer.text
    order = client.get(answer.json()["href"].replace("/orders/", "/api/orders/")).json()["order"]
    assert (order["currency"], order["total"], order["base_total"]) == ("KWD", 39.98, 799.6)
