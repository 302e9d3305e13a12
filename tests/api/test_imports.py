"""Upload, preview, landing, and what is refused."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api import uploads
from ordertrail.services.context import Context
from ordertrail.store.imports import list_imports
from tests.api.uploading import TEMPLATE, previewed, send


def test_upload_previews_and_writes_nothing(client: TestClient, ctx: Context) -> None:
    report = previewed(client)
    assert report["files"] == ["我的订单.csv"]
    assert report["orders"]["new"] == 2
    assert report["sums"] == {"CNY": "120.00"}
    assert [each["import_id"] for each in report["imports"]] == [report["import_id"]]
    assert report["refused"] == []
    assert ctx.store.is_empty()
    assert list(ctx.settings.inbox_dir.iterdir()) == []


def test_landing_merges_and_a_second_upload_changes_nothing(client: TestClient, ctx: Context) -> None:
    first = previewed(client)
    landed = client.post(f"/api/imports/{first['import_id']}/land")
    assert landed.status_code == 200, landed.text
    assert landed.json()["orders"]["new"] == 2
    assert ctx.store.count_orders() == 2
    read = client.get(f"/api/imports/{first['import_id']}").json()
    assert (read["state"], read["orders"]["new"]) == ("landed", 2)
    again = previewed(client)
    assert (again["orders"]["new"], again["orders"]["unchanged"]) == (0, 2)


def test_landing_twice_is_refused(client: TestClient) -> None:
    import_id = previewed(client)["import_id"]
    client.post(f"/api/imports/{import_id}/land")
    answer = client.post(f"/api/imports/{import_id}/land")
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]


def test_discarding_leaves_nothing(client: TestClient, ctx: Context) -> None:
    import_id = previewed(client)["import_id"]
    assert client.delete(f"/api/imports/{import_id}").status_code == 204
    assert client.get(f"/api/imports/{import_id}").json()["state"] == "discarded"
    assert 400 <= client.post(f"/api/imports/{import_id}/land").status_code < 500
    assert ctx.store.is_empty()


def test_refused_file_says_why(client: TestClient) -> None:
    answer = send(client, ("notes.csv", "just, some\nwords, here\n"))
    assert answer.status_code == 422
    body = answer.json()
    assert body["file"] == "notes.csv"
    assert "notes.csv" in body["message"] and body["error"] not in body["message"]


def test_a_good_file_comes_in_beside_a_refused_one(client: TestClient) -> None:
    body = send(client, ("notes.csv", "just, some\nwords, here\n"), ("good.csv", TEMPLATE)).json()
    assert body["files"] == ["good.csv"]
    assert [each["file"] for each in body["refused"]] == ["notes.csv"]


def test_a_ruined_file_takes_no_other_of_its_channel_with_it(client: TestClient, ctx: Context) -> None:
    ruined = TEMPLATE.replace("M-1", "3.51E+17")
    body = send(client, ("bad.csv", ruined), ("good.csv", TEMPLATE), ("notes.csv", "just, some\nwords, here\n")).json()
    assert body["files"] == ["good.csv"] and body["orders"]["new"] == 2
    told = {each["file"]: each for each in body["refused"]}
    assert {name: each["error"] for name, each in told.items()} == {
        "bad.csv": "excel_ids",
        "notes.csv": "unknown_layout",
    }
    assert all(name in each["message"] for name, each in told.items())
    with ctx.store.read() as connection:
        history = {record["files"][0]: (record["state"], record["channel"]) for record in list_imports(connection)}
    assert history == {
        "good.csv": ("previewed", "template"), "bad.csv": ("refused", "template"), "notes.csv": ("refused", None),
    }  # fmt: skip


def test_where_all_are_refused_all_are_told(client: TestClient) -> None:
    answer = send(client, ("notes.csv", "just, some\nwords, here\n"), ("bad.csv", TEMPLATE.replace("M-1", "3.51E+17")))
    body = answer.json()
    assert answer.status_code == 422 and body["error"] == "unknown_layout"
    assert [(each["file"], each["error"]) for each in body["refused"]] == [
        ("notes.csv", "unknown_layout"), ("bad.csv", "excel_ids"),
    ]  # fmt: skip
    assert "notes.csv" in body["message"] and "bad.csv" in body["message"]


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_a_request_without_files_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/api/imports", content=b"{}", headers={"content-type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "no_files")


def test_a_cut_off_upload_is_refused(client: TestClient, ctx: Context) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.post("/api/imports", content=head + TEMPLATE.encode(), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_upload")
    assert list(ctx.settings.inbox_dir.iterdir()) == []


def test_an_upload_beyond_the_limit_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 64)
    assert send(client, ("a.csv", TEMPLATE)).status_code == 413


def test_names_of_uploads_cannot_leave_the_inbox(client: TestClient) -> None:
    assert send(client, ("../../etc/a.csv", TEMPLATE)).json()["files"] == ["a.csv"]


def test_progress_of_an_unknown_work_and_unknown_imports_are_404(client: TestClient) -> None:
    for path in ("none/progress", "none", "none/held.csv"):
        assert client.get(f"/api/imports/{path}").status_code == 404
    assert client.post("/api/imports/none/land").status_code == 404
