"""An import looked through, taken back, and blamed, through the API."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.uploading import TEMPLATE, previewed, send

ROW = "M-{n},已付款,CNY,2026-01-17 10:30:00,客户{n},碗,1,{price}.00\r\n"
HEAD = TEMPLATE.splitlines(keepends=True)[0]


def upload(client: TestClient, count: int, price: int = 7, name: str = "many.csv") -> str:
    rows = "".join(ROW.format(n=n, price=price) for n in range(100, 100 + count))
    report = send(client, (name, HEAD + rows)).json()
    return str(report["import_id"])


def land(client: TestClient, import_id: str) -> None:
    answer = client.post(f"/api/imports/{import_id}/land")
    assert answer.status_code == 200, answer.text


def move(client: TestClient, no: str) -> None:
    answer = client.post(f"/api/orders/manual/{no}/stage", json={"to_stage": "preparing", "version": 1})
    assert answer.status_code == 200, answer.text


def test_orders_come_in_pages_that_meet_without_gap_or_overlap(client: TestClient) -> None:
    import_id = upload(client, 25)
    address = f"/api/imports/{import_id}/orders"
    pages = [client.get(address, params={"kind": "new", "offset": at, "limit": 10}).json() for at in (0, 10, 20, 30)]
    assert [page["total"] for page in pages] == [25] * 4
    numbers = [order["channel_order_no"] for page in pages for order in page["orders"]]
    assert numbers == [f"M-{n}" for n in range(100, 125)] and pages[3]["orders"] == []
    assert client.get(address).json() == {"orders": [], "total": 0}  # changed ones, of which there are none


def test_changed_orders_tell_both_values_and_are_found_by_field_and_name(client: TestClient) -> None:
    land(client, upload(client, 3))
    address = f"/api/imports/{upload(client, 2, price=9)}/orders"
    page = client.get(address, params={"field": "total"}).json()
    assert page["total"] == 2
    assert page["orders"][0]["changes"]["total"] == ["7.0000", "9.0000"]
    assert client.get(address, params={"field": "stage"}).json()["total"] == 0
    assert client.get(address, params={"q": "客户101"}).json()["orders"][0]["channel_order_no"] == "M-101"
    assert client.get(address, params={"kind": "unchanged"}).json()["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "lost"},
        {"limit": "0"},
        {"limit": "201"},
        {"offset": "-1"},
        {"offset": "x"},
        {"q": "x" * 201},
    ],
)
def test_a_page_that_is_none_is_refused(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get(f"/api/imports/{upload(client, 1)}/orders", params=query)
    assert answer.status_code in (400, 422) and answer.json()["error"] == "bad_request"


def test_an_unknown_import_and_one_in_another_state(client: TestClient) -> None:
    for method, path in (("get", "orders"), ("get", "undo"), ("post", "undo")):
        answer = client.request(method, f"/api/imports/none/{path}")
        assert (answer.status_code, answer.json()["error"]) == (404, "no_such_import")
    import_id = previewed(client)["import_id"]
    assert client.post(f"/api/imports/{import_id}/undo").json()["error"] == "import_not_landed"
    land(client, import_id)
    assert client.get(f"/api/imports/{import_id}/orders").json()["error"] == "import_not_previewed"


def test_undo_tells_what_it_would_do_and_does_it_once(client: TestClient) -> None:
    first = upload(client, 12)
    land(client, first)
    move(client, "M-103")
    address = f"/api/imports/{first}/undo"
    told = client.get(address, params={"deed": "vanish", "limit": 5, "offset": 10}).json()
    assert (told["vanish"], told["return"], told["keep"], len(told["orders"])) == (11, 0, 1, 1)
    kept = client.get(address, params={"deed": "keep"}).json()
    assert [each["channel_order_no"] for each in kept["orders"]] == ["M-103"]
    assert client.get(address, params={"deed": "burn"}).status_code == 422
    assert client.post(address).json() == {"vanish": 11, "return": 0, "keep": 1}
    assert client.post(address).json()["error"] == "import_not_landed"
    assert client.get("/api/orders/manual/M-100").status_code == 404


@pytest.mark.parametrize(
    "wish, where",
    [
        ({"new": "yes"}, "new"),
        ({"without": "money"}, "without"),
        ({"without": ["moon"]}, "without"),
        ({"theirs": [1]}, "theirs"),
        ({"theirs": ["order_id"]}, "theirs"),
        ({"everything": True}, "everything"),
    ],
)
def test_a_choice_that_is_none_is_refused_at_its_field_and_nothing_lands(
    client: TestClient, wish: dict[str, object], where: str
) -> None:
    import_id = previewed(client)["import_id"]
    answer = client.post(f"/api/imports/{import_id}/land", json=wish)
    assert answer.status_code == 422 and list(answer.json()["fields"]) == [where]
    assert client.post(f"/api/imports/{import_id}/land", json=[1]).status_code == 422
    assert client.get(f"/api/imports/{import_id}").json()["state"] == "previewed"


def test_blame_names_the_file_and_row_of_each_value_and_then_the_person(client: TestClient) -> None:
    land(client, upload(client, 3, name="十一月.csv"))
    told = client.get("/api/orders/manual/M-101/blame").json()
    total = told["fields"]["total"]
    assert (total["file"], total["line"]) == ("十一月.csv", 3) and "十一月.csv" in total["text"]
    assert told["lines"]["1"]["file"] == "十一月.csv"
    move(client, "M-101")
    told = client.get("/api/orders/manual/M-101/blame").json()
    assert told["fields"]["stage"]["who"] == "owner" and told["fields"]["total"]["file"] == "十一月.csv"
    land(client, upload(client, 2, price=9, name="十二月.csv"))
    told = client.get("/api/orders/manual/M-101/blame").json()
    assert (told["fields"]["total"]["file"], told["fields"]["customer_name"]["file"]) == ("十二月.csv", "十一月.csv")
    answer = client.get("/api/orders/manual/none/blame")
    assert (answer.status_code, answer.json()["error"]) == (404, "no_such_order")
