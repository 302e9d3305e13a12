"""Held rows through the API: paged, mended, replayed, dropped, out as a file and in again."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from ordertrail.services.context import Context
from tests.api.uploading import TEMPLATE, send

BAD = (
    "M-3,神秘状态,CNY,2026-01-16 10:30:00,王五,=1+1,1,20.00\r\n"
    "M-4,已付款,CNY,2026-01-16 10:30:00,赵六,碗,1,二十\r\n"
    "M-5,神秘状态,CNY,2026-01-16 10:30:00,钱七,盆,1,30.00\r\n"
)


def landed(client: TestClient, rows: str = BAD) -> str:
    import_id: str = send(client, ("a.csv", TEMPLATE + rows)).json()["import_id"]
    assert client.post(f"/api/imports/{import_id}/land").status_code == 200
    return import_id


def held(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/held", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_of_a_preview_wait_for_nobody_yet(client: TestClient) -> None:
    send(client, ("a.csv", TEMPLATE + BAD))
    assert held(client)["total"] == 0


def test_rows_come_in_pages_with_their_cells_and_the_reason_at_the_cell(client: TestClient) -> None:
    import_id = landed(client)
    page = held(client, start=1, end=2, **{"import": import_id})
    assert page["total"] == 3 and len(page["rows"]) == 1
    row = page["rows"][0]
    assert (row["no"], row["reason"], row["column"], row["at"], row["line"]) == ("M-4", "bad_money", "单价", 7, 5)
    assert row["cells"][7] == "二十" and "“二十”" in row["text"]
    assert page["headers"][row["file_key"]][0] == "订单号"
    assert held(client, reason="bad_money")["total"] == 1 and held(client, q="m-5")["total"] == 1
    counts = client.get("/api/held/counts").json()
    assert counts == {
        "total": 3,
        "counts": [
            {"reason": "unknown_status", "channel": "template", "rows": 2},
            {"reason": "bad_money", "channel": "template", "rows": 1},
        ],
    }


def test_mend_and_replay(client: TestClient, ctx: Context) -> None:
    landed(client)
    key = held(client, q="M-4")["rows"][0]["id"]
    wish = {"rows": [{"id": key, "cells": [{"place": 7, "seen": "二十", "value": "20.00"}]}]}
    assert client.patch("/api/held", json=wish).json() == {"mended": 1}
    assert held(client, q="M-4")["rows"][0]["mended"] == [7]
    stale = {"rows": [{"id": key, "cells": [{"place": 7, "seen": "二十", "value": "21.00"}]}]}
    assert client.patch("/api/held", json=stale).status_code == 409
    done = client.post("/api/held/replay", json={"all": True}).json()
    assert (done["landed"], done["held"]) == (1, 2) and ctx.store.count_orders() == 3
    assert client.post("/api/held/replay", json={"ids": [key]}).status_code == 400
    assert held(client, state="replayed")["rows"][0]["replay_id"] == done["imports"][0]


def test_dropping_needs_a_reason_and_can_be_taken_back(client: TestClient) -> None:
    landed(client)
    keys = [row["id"] for row in held(client, reason="unknown_status")["rows"]]
    assert client.post("/api/held/drop", json={"ids": keys, "note": " "}).status_code == 422
    assert client.post("/api/held/drop", json={"ids": keys, "note": "测试单"}).json() == {"rows": 2}
    dropped = held(client, state="dropped")
    assert dropped["total"] == 2 and dropped["rows"][0]["note"] == "测试单"
    assert client.post("/api/held/undrop", json={"all": True}, params={"state": "dropped"}).json() == {"rows": 2}
    assert held(client)["total"] == 3


def test_a_download_is_mended_and_handed_in_again(client: TestClient, ctx: Context) -> None:
    import_id = landed(client)
    answer = client.get(f"/api/imports/{import_id}/held.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["订单号"] for row in rows] == ["M-3", "M-4", "M-5"] and rows[0]["商品名称"] == "'=1+1"
    assert "“神秘状态”" in next(cell for name, cell in rows[0].items() if name.startswith("ordertrail_reason"))
    mended = text.replace("二十", "20.00").replace("M-5,神秘状态", "M-5,已付款").encode("gb18030")
    told = client.post(f"/api/imports/{import_id}/held", files=[("files", ("m.csv", mended, "text/csv"))])
    assert told.json() == {"mended": 2, "same": 1, "unknown": [], "rounded": []}
    assert client.post("/api/held/replay", json={"all": True}).json()["landed"] == 2
    assert ctx.store.count_orders() == 4


def test_a_spreadsheet_goes_out_and_comes_in(client: TestClient) -> None:
    import_id = landed(client)
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"/api/imports/{import_id}/held.xlsx").content)
    ).get_sheet_by_index(0)
    rows = sheet.to_python()
    rows[2][rows[0].index("单价")] = 20
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    told = client.post(f"/api/imports/{import_id}/held", files=[("files", ("m.xlsx", out.getvalue(), "x"))])
    assert (told.json()["mended"], told.json()["same"]) == (1, 2)
    assert held(client, q="M-4")["rows"][0]["cells"][7] == "20"


def test_a_rounded_number_is_not_taken(client: TestClient) -> None:
    import_id = landed(client, "351000000000000111,神秘状态,CNY,2026-01-16 10:30:00,王五,杯,1,20.00\r\n")
    text = client.get(f"/api/imports/{import_id}/held.csv").content.decode("utf-8-sig")
    ruined = text.replace("351000000000000111", "3.51E+17").encode()
    told = client.post(f"/api/imports/{import_id}/held", files=[("files", ("m.csv", ruined, "text/csv"))]).json()
    assert told["mended"] == 0 and told["rounded"] == ["订单号: 3.51E+17"]


def test_a_file_that_matches_nothing_is_refused(client: TestClient) -> None:
    import_id = landed(client)
    told = client.post(f"/api/imports/{import_id}/held", files=[("files", ("m.csv", b"a,b\n1,2\n", "text/csv"))])
    assert told.status_code == 422 and told.json()["error"] == "held_file_unmatched"


def test_words_are_listed_and_explained(client: TestClient, ctx: Context) -> None:
    landed(client)
    found = client.get("/api/words", params={"kind": "status"}).json()
    (word,) = found["unknown"]
    assert (word["spelling"], word["rows"], word["channel"], word["column"]) == ("神秘状态", 2, "template", "状态")
    assert [each["no"] for each in word["examples"]] == ["M-3", "M-5"]
    values = [choice["value"] for choice in found["choices"][word["choices"]]]
    assert "paid" in values and found["counts"]["status"] == 1
    wish = {"kind": "status", "channel": "template", "spelling": "神秘状态"}
    done = client.put("/api/words", json={"version": 0, "words": [{**wish, "value": "paid"}]}).json()
    assert (done["landed"], done["held"], done["version"]) == (2, 0, 1) and ctx.store.count_orders() == 4
    after = client.get("/api/words", params={"kind": "status"}).json()
    assert after["unknown"] == [] and after["known"][0]["spelling"] == "神秘状态" and after["known"][0]["label"]
    assert client.put("/api/words", json={"version": 0, "forget": [wish]}).status_code == 409
    assert client.put("/api/words", json={"version": 1, "forget": [wish]}).json()["version"] == 2
