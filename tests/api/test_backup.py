"""A backup asked of the server that holds the store."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from ordertrail.services.context import Context
from ordertrail.store.archive_read import read_archive
from tests.services.landing import land_template


def test_the_server_makes_a_backup(client: TestClient, ctx: Context) -> None:
    land_template(ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    answer = client.post("/api/backup")
    assert answer.status_code == 201, answer.text
    said = answer.json()
    file = Path(said["file"])
    assert file.parent == ctx.settings.backups_dir
    assert (said["bytes"], said["orders"], said["removed"]) == (file.stat().st_size, 1, [])
    assert read_archive(file).rows == said["rows"]


def test_two_at_once_are_refused(client: TestClient, ctx: Context) -> None:
    with ctx.store.alone("backup") as mine:
        assert mine
        answer = client.post("/api/backup")
    assert (answer.status_code, answer.json()["error"]) == (409, "backup_under_way")
    assert not ctx.settings.backups_dir.exists()
