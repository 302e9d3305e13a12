"""Customers over HTTP: list, one, edits, merges and their undoing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

LINE = {"name": "Mug", "quantity": "2", "unit_price": "10"}


def place(client: TestClient, name: str, phone: str, **more: str) -> None:
    wish = {"customer_name": name, "customer_phone": phone, "currency": "CNY", "lines": [LINE], **more}
    assert client.post("/api/orders", json=wish).status_code == 201


def listed(client: TestClient, **query: Any) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/api/customers?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == len(body["rows"])
    return {row["name"]: row for row in body["rows"]}


@pytest.fixture
def shop(client: TestClient) -> TestClient:
    place(client, "Bob", "+1 415 555 0100", customer_email="bob@mill.example")
    place(client, "Bobby", "415 555 0100")
    place(client, "Bobby", "(415) 555-0100")
    return client


def test_the_list_and_one_of_it(shop: TestClient) -> None:
    rows = listed(shop)
    assert {name: (row["orders"], row["spent"]) for name, row in rows.items()} == {
        "Bob": (1, "20.0000"), "Bobby": (2, "40.0000"),
    }  # fmt: skip
    assert listed(shop, q="mill").keys() == {"Bob"} and listed(shop, segment="vip") == {}
    one = shop.get(f"/api/customers/{rows['Bobby']['key']}").json()
    assert (one["figures"]["orders"], one["version"], one["person"]["kind"]) == (2, 0, "person")
    assert {each["value"] for each in one["told"]["customer_phone"]} == {"415 555 0100", "(415) 555-0100"}
    assert ["Name", "Bobby"] in one["compared"] and ["Orders", "2"] in one["compared"]
    assert [each["reasons"] for each in one["likely"]] == [["phone"]]
    assert "0100" in one["likely"][0]["shared"][0]
    assert shop.get("/api/customers/duplicates").json()["pairs"] == one["likely"]


def test_what_is_no_customer_or_no_question_is_refused_in_words(shop: TestClient) -> None:
    unknown = shop.get("/api/customers/00000000-0000-0000-0000-000000000009")
    assert (unknown.status_code, unknown.json()["message"]) == (404, "There is no such customer.")
    for path in ("/api/customers/x", "/api/customers?sort=name", "/api/customers?limit=0", "/api/customers?offset=-1"):
        assert shop.get(path).status_code == 422, path


def test_an_edit_carries_its_version_and_faults_stand_at_their_fields(shop: TestClient) -> None:
    key = listed(shop)["Bob"]["key"]
    edit = shop.patch(f"/api/customers/{key}", json={"version": 0, "name": "Robert", "segment": "vip", "why": "asked"})
    assert (edit.status_code, edit.json()) == (200, {"version": 1})
    stale = shop.patch(f"/api/customers/{key}", json={"version": 0, "name": "Rob"})
    assert stale.status_code == 409 and stale.json()["current"]["name"] == "Robert"
    assert "version 1" in stale.json()["message"]
    faulty = shop.patch(f"/api/customers/{key}", json={"version": 1, "email": "x", "segment": "y", "note": "z"})
    assert faulty.status_code == 422 and faulty.json()["fields"].keys() == {"email", "segment"}
    assert shop.patch(f"/api/customers/{key}", json={"version": 1, "nmae": "x"}).status_code == 422
    one = shop.get(f"/api/customers/{key}").json()
    assert (one["person"]["name"], one["own"]["note"], one["history"][0]["note"]) == ("Robert", None, "asked")


def test_a_merge_and_its_undoing(shop: TestClient) -> None:
    rows = listed(shop)
    kept, merged = rows["Bobby"]["key"], rows["Bob"]["key"]
    answer = shop.post("/api/customers/merge", json={"kept": kept, "merged": merged})
    assert answer.status_code == 201
    assert {name: row["orders"] for name, row in listed(shop).items()} == {"Bobby": 3}
    assert shop.get(f"/api/customers/{merged}").json()["key"] == kept
    orders = shop.get(f"/api/orders/rows?preset=all&customer={merged}").json()
    assert orders["total"] == 3
    again = shop.post("/api/customers/merge", json={"kept": kept, "merged": merged})
    assert (again.status_code, again.json()["error"]) == (400, "customer_itself")
    undo = f"/api/customers/merges/{answer.json()['merge_id']}/undo"
    assert shop.post(undo).json() == {"kept": kept, "merged": merged}
    assert shop.post(undo).json()["error"] == "merge_undone"
    assert listed(shop).keys() == {"Bob", "Bobby"}


def test_a_refusal_ends_the_proposal(shop: TestClient) -> None:
    rows = listed(shop)
    both = {"one": rows["Bob"]["key"], "other": rows["Bobby"]["key"]}
    assert shop.post("/api/customers/not_same", json=both).json() == both
    assert shop.get("/api/customers/duplicates").json() == {"pairs": [], "more": False}
    undo = {"one": both["other"], "other": both["one"]}
    assert shop.post("/api/customers/not_same/undo", json=undo).json() == undo
    assert len(shop.get("/api/customers/duplicates").json()["pairs"]) == 1
    again = shop.post("/api/customers/not_same/undo", json=undo)
    assert (again.status_code, again.json()["error"]) == (404, "no_such_refusal")


def test_an_edit_is_taken_back_once_and_by_the_version_seen(shop: TestClient) -> None:
    key = listed(shop)["Bob"]["key"]
    assert shop.patch(f"/api/customers/{key}", json={"version": 0, "name": "Robert"}).json() == {"version": 1}
    stale = shop.post(f"/api/customers/{key}/undo", json={"version": 0})
    assert (stale.status_code, stale.json()["error"]) == (409, "undo_overtaken")
    answer = shop.post(f"/api/customers/{key}/undo", json={"version": 1})
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    assert shop.get(f"/api/customers/{key}").json()["person"]["name"] == "Bob"
    again = shop.post(f"/api/customers/{key}/undo", json={"version": 2})
    assert (again.status_code, again.json()["error"]) == (400, "undo_of_undo")
    assert shop.post(f"/api/customers/{key}/undo", json={}).status_code == 422
