"""Files of orders over HTTP: chosen ones, by line, as a spreadsheet, and a fault midway."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, IncompleteRead
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from ordertrail.analytics import orders as reading
from ordertrail.domain.errors import StoreDown
from ordertrail.services import export_orders as service
from tests.api.uploading import previewed
from tests.services.sheets import table


@pytest.fixture
def landed(client: TestClient) -> TestClient:
    import_id = previewed(client)["import_id"]
    assert client.post(f"/api/imports/{import_id}/land").status_code == 200
    return client


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["channel_order_no"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


def test_chosen_orders_come_whatever_their_day(landed: TestClient) -> None:
    answer = landed.get("/api/orders.csv", params={"o": ["manual|M-1", "manual|nothing"]})
    assert numbers(answer) == ["M-1"] and answer.headers["x-total-count"] == "1"
    assert landed.get("/api/orders.csv", params={"o": "M-1"}).status_code == 400


def test_many_chosen_orders_come_by_a_form(landed: TestClient) -> None:
    pairs = json.dumps([["manual", "M-1"], ["manual", "M-2"]])
    answer = landed.post("/api/orders.csv", data={"orders": pairs, "rows": "lines"})
    assert numbers(answer) == ["M-2", "M-1"] and "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize("orders", ["", "x", "{}", "[]", '[["manual"]]', "[1]"])
def test_a_form_that_names_no_orders_is_refused(landed: TestClient, orders: str) -> None:
    assert landed.post("/api/orders.csv", data={"orders": orders}).status_code in (400, 422)


def test_a_spreadsheet_holds_the_lines(landed: TestClient) -> None:
    answer = landed.get("/api/orders.xlsx", params={"preset": "all", "rows": "lines"})
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert [(row["Order number"], row["Item"], row["Line amount"]) for row in table(answer.content)] == [
        ("M-2", "盘子", 20), ("M-1", "杯子", 100),
    ]  # fmt: skip


def test_other_formats_do_not_exist(landed: TestClient) -> None:
    assert landed.get("/api/orders.pdf").status_code == 422


@pytest.fixture
def served(app: FastAPI) -> Iterator[HTTPConnection]:
    """A real server, since only there a connection can be cut."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    yield connection
    connection.close()
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_half_a_file_does_not_look_whole(served: HTTPConnection, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)

    def broken(*asked: Any) -> Iterator[list[Any]]:
        yield []
        raise StoreDown("store_closed")

    monkeypatch.setattr(service, "wanted_batches", broken)
    served.request("GET", f"/api/orders.{format_}?preset=all")
    answer = served.getresponse()
    assert answer.status == 200
    with pytest.raises(IncompleteRead):
        answer.read()
