"""An unknown file over HTTP: kept, looked into, tried, saved as a channel, imported, and recognised from then on."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.api.uploading import send

FILE = (
    "Ref,Bought on,Thing,Pieces,Each,State\n"
    "R1,2026-02-03 10:00,Mug,2,5.00,gone\nR2,2026-02-04 11:00,Plate,1,7.50,here\n"
)


def unknown(client: TestClient) -> str:
    answer = send(client, ("mine.csv", FILE))
    assert (answer.status_code, answer.json()["error"]) == (422, "unknown_layout")
    (refused,) = answer.json()["refused"]
    return str(refused["kept"])


def wish(client: TestClient, file_id: str, **changes: Any) -> dict[str, Any]:
    look = client.get(f"/api/mappings/files/{file_id}").json()
    columns = {"order_no": "Ref", "placed_at": "Bought on", "item_name": "Thing", "item_quantity": "Pieces",
               "item_price": "Each", "status": "State"}  # fmt: skip
    return {**look["layout"], "columns": columns, "currency": "EUR", "rows": "single",
            "status": {"gone": "shipped", "here": "paid"}, **changes}  # fmt: skip


def save(client: TestClient, layout: dict[str, Any], version: int = 0, **name: Any) -> Any:
    return client.post("/api/mappings/channels", json={"layout": layout, "version": version, **name})


def test_an_unknown_file_becomes_a_channel(client: TestClient) -> None:
    file_id = unknown(client)
    assert [each["name"] for each in client.get("/api/mappings/files").json()] == ["mine.csv"]
    look = client.get(f"/api/mappings/files/{file_id}").json()
    assert [column["header"] for column in look["columns"]] == FILE.split("\n", 1)[0].split(",")
    assert look["columns"][0]["samples"] == ["R1", "R2"]

    layout = wish(client, file_id)
    faulty = client.post(f"/api/mappings/files/{file_id}/try", json={"layout": {**layout, "currency": ""}})
    assert (faulty.status_code, set(faulty.json()["fields"])) == (422, {"currency"})
    tried = client.post(f"/api/mappings/files/{file_id}/try", json={"layout": layout}).json()
    assert [(order["no"], order["stage"]) for order in tried["orders"]] == [("R1", "shipped"), ("R2", "paid")]
    assert (tried["held"], list(tried["sums"])) == (0, ["EUR"])
    half = client.post(f"/api/mappings/files/{file_id}/try", json={"layout": {**layout, "status": {"gone": "shipped"}}})
    assert [(problem["line"], problem["reason"]) for problem in half.json()["problems"]] == [(3, "unknown_status")]

    nameless = save(client, layout)
    assert nameless.json()["fields"] == {"zh": "Give a Chinese or an English name."}
    made = save(client, layout, en="Corner shop")
    assert (made.status_code, made.json()) == (201, {"code": "corner_shop", "at": 0, "version": 1})
    assert save(client, layout, en="Other").status_code == 409

    brought = client.post("/api/mappings/import", json={"files": [file_id]})
    assert brought.status_code == 201, brought.text
    assert (brought.json()["channel"], brought.json()["orders"]["new"]) == ("corner_shop", 2)
    assert client.get("/api/mappings/files").json() == []
    assert client.post(f"/api/imports/{brought.json()['import_id']}/land").status_code == 200
    order = client.get("/api/orders/corner_shop/R1").json()["order"]
    assert (float(order["total"]), order["stage"]) == (10, "shipped")


def test_it_is_recognised_next_time_until_it_is_hidden(client: TestClient) -> None:
    save(client, wish(client, unknown(client)), en="Corner shop")
    assert send(client, ("again.csv", FILE)).json()["channel"] == "corner_shop"
    hidden = client.patch("/api/mappings/channels/corner_shop", json={"shown": False, "version": 1})
    assert (hidden.status_code, hidden.json()["rows"][0]["hidden"]) == (200, True)
    unknown(client)
    assert client.patch("/api/mappings/channels/nobodys", json={"shown": True, "version": 2}).status_code == 404


def test_a_file_that_is_gone_says_so(client: TestClient) -> None:
    file_id = unknown(client)
    assert client.delete(f"/api/mappings/files/{file_id}").status_code == 204
    answer = client.get(f"/api/mappings/files/{file_id}")
    assert (answer.status_code, answer.json()["error"]) == (404, "no_such_unknown_file")
