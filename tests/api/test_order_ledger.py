"""Payments, parcels and returns over HTTP: addresses, answers and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

NO = "A/1 #2"
AT = "/api/orders/manual/A%2F1%20%232"


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    wish = {
        "channel_order_no": NO,
        "currency": "CNY",
        "customer_name": "Ann",
        "lines": [{"name": "Cup", "spec": "blue", "quantity": 2, "unit_price": "50"}],
    }
    assert client.post("/api/orders", json=wish).status_code == 201
    return client


def post(client: TestClient, path: str, version: int, **wish: Any) -> Any:
    return client.post(f"{AT}/{path}", json={"version": version, **wish})


def test_the_walk_of_an_order(shop: TestClient) -> None:
    assert post(shop, "payments", 1, amount="60").json() == {"version": 2}
    assert post(shop, "payments", 2, amount=40, method="Alipay").status_code == 201
    read = shop.get(AT).json()
    assert read["balance"] == {
        "currency": "CNY", "coins": 2, "total": "100", "paid": "100", "refunded": "0", "due": "0", "refundable": "100",
    }  # fmt: skip
    assert read["statuses"] == {"payment": "paid", "fulfilment": "unshipped", "return": "none"}
    assert read["labels"]["payment"] == "paid"
    row = read["payments"][0]["payment_id"]
    assert post(shop, f"payments/{row}/void", 3, note="bounced").json() == {"version": 4}
    assert post(shop, "stage", 4, to_stage="paid").json() == {"version": 5}
    line = {"line_no": 1, "quantity": 2}
    assert post(shop, "parcels", 5, lines=[line], move_stage=True).json() == {"version": 6}
    read = shop.get(AT).json()
    assert (read["order"]["stage"], read["goods"]) == ("shipped", [
        {"line_no": 1, "name": "Cup", "spec": "blue", "ordered": "2", "to_ship": "0", "to_return": "2"},
    ])  # fmt: skip
    parcel = read["parcels"][0]
    assert parcel["lines"] == [{"line_no": 1, "quantity": "2"}]
    assert post(shop, f"parcels/{parcel['shipment_id']}/deliver", 6).json() == {"version": 7}
    assert post(shop, "returns", 7, lines=[line | {"quantity": "1"}], reason="chipped").json() == {"version": 8}
    claim = shop.get(AT).json()["returns"][0]["return_id"]
    assert post(shop, f"returns/{claim}/receive", 8).json() == {"version": 9}
    assert post(shop, f"returns/{claim}/close", 9, outcome="refunded").json() == {"version": 10}
    read = shop.get(AT).json()
    assert read["statuses"] == {"payment": "partly_paid", "fulfilment": "delivered", "return": "partly_returned"}
    assert len(read["events"]) == 10


def test_a_fault_stands_at_its_field_in_a_sentence(shop: TestClient) -> None:
    answer = post(shop, "payments", 1, amount="1.005", kind="refund", note="x" * 5000)
    assert answer.status_code == 422
    assert answer.json()["fields"] == {
        "amount": "At most 2 digits after the decimal point.", "note": "At most 2000 characters.",
    }  # fmt: skip
    answer = post(shop, "parcels", 1, lines=[{"line_no": 1, "quantity": 10**12}])
    assert answer.json()["fields"] == {"lines.0.quantity": "Only 2 left to ship."}
    answer = post(shop, "payments", 1, amount="5", paid_by="nobody")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["paid_by"])
    assert shop.get(AT).json()["order"]["version"] == 1


def test_a_stale_deed_is_answered_with_the_present_order(shop: TestClient) -> None:
    post(shop, "payments", 1, amount="60")
    answer = post(shop, "parcels", 1, lines=[{"line_no": 1, "quantity": 1}])
    assert (answer.status_code, answer.json()["current"]["version"]) == (409, 2)
    assert answer.json()["current"]["order"]["paid"] == 60


def test_what_is_not_there(shop: TestClient) -> None:
    nobody = "00000000-0000-0000-0000-000000000001"
    for path in (f"payments/{nobody}/void", "parcels/7/cancel", f"returns/{nobody}/receive"):
        assert post(shop, path, 1).status_code == 404, path
    assert shop.post("/api/orders/manual/none/payments", json={"version": 1, "amount": "1"}).status_code == 404
