"""Who holds the embedded store, as others are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ordertrail.app import open_context
from ordertrail.holder import FILE, _birth, hold, holder_of
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.postgres import Server
from tests.store.test_outbox import eventually


def test_an_open_store_names_its_holder_until_it_is_closed(tmp_path: Path) -> None:
    ctx = open_context(Settings(data_dir=tmp_path), command="ordertrail serve", url="http://127.0.0.1:8050")
    found = holder_of(tmp_path)
    assert found is not None
    assert (found.pid, found.command, found.url) == (os.getpid(), "ordertrail serve", "http://127.0.0.1:8050")
    assert abs((ctx.now() - found.since).total_seconds()) < 60
    ctx.store.close()
    assert holder_of(tmp_path) is None and not (tmp_path / FILE).exists()


def test_a_holder_that_died_is_none(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from ordertrail.holder import hold; hold(Path(sys.argv[1]), 'x', None)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
    assert (tmp_path / FILE).exists()
    assert holder_of(tmp_path) is None


def test_a_process_that_ended_unheard_of_is_none(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        birth = _birth(process.pid)
        told = {"pid": process.pid, "command": "c", "url": None, "started_at": "2026-01-01T00:00:00", "birth": birth}
        (tmp_path / FILE).write_text(json.dumps(told))
        assert holder_of(tmp_path) is not None
        process.kill()
        assert eventually(lambda: holder_of(tmp_path) is None)
        assert Path(f"/proc/{process.pid}").exists()


def test_another_process_under_the_same_number_is_none(tmp_path: Path) -> None:
    hold(tmp_path, "ordertrail serve", None)
    told = json.loads((tmp_path / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps(told | {"birth": "1"}))
    assert holder_of(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": "x", "command": "c", "url": null, "started_at": "y"}'])
def test_a_file_that_says_nothing_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert holder_of(tmp_path) is None


def test_only_the_holder_takes_its_name_back(tmp_path: Path) -> None:
    let_go = hold(tmp_path, "first", None)
    hold(tmp_path, "second", None)
    let_go()
    found = holder_of(tmp_path)
    assert found is not None and found.command == "second"


def test_a_store_on_a_server_is_held_by_nobody(postgres: Server, laid_out: str, tmp_path: Path) -> None:
    url = postgres.database(laid_out)
    ctx = open_context(Settings(data_dir=tmp_path, database_url=url))
    try:
        assert holder_of(tmp_path) is None
    finally:
        ctx.store.close()
        postgres.drop(url)


def test_what_another_process_still_uses_is_left_alone_on_a_server(
    postgres: Server, laid_out: str, tmp_path: Path, ctx: Context
) -> None:
    url = postgres.database(laid_out)
    settings = Settings(data_dir=tmp_path / "shared", database_url=url)
    fresh, old = settings.inbox_dir / "fresh", settings.inbox_dir / "old"
    for folder in (fresh, old):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    opened = open_context(settings)
    try:
        assert fresh.exists() and not old.exists()
    finally:
        opened.store.close()
        postgres.drop(url)
    left = ctx.settings.inbox_dir / "left"
    left.mkdir()
    ctx.store.close()
    open_context(ctx.settings).store.close()
    assert not left.exists()
