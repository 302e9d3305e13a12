"""backup, restore, copy and migrate as an administrator types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ordertrail.cli import app
from ordertrail.holder import hold
from ordertrail.i18n import use_locale
from tests.cli.serving import holding
from tests.cli.test_cli import ROW, file
from tests.postgres import Server
from tests.services.landing import HEAD
from tests.store.test_migrations import filled

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ORDERTRAIL_DATA_DIR", str(tmp_path / "kept"))
    use_locale("en")

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return call


def test_there_and_back(run: Run, tmp_path: Path) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    made = run("backup")
    assert made.exit_code == 0, made.output
    [backup] = (tmp_path / "kept" / "backups").iterdir()
    assert str(backup) in made.stdout and "1 orders" in made.stdout and "verified" in made.stdout
    other = str(tmp_path / "other")
    restored = run("restore", str(backup), "--data-dir", other)
    assert restored.exit_code == 0 and "sum of base_total" in restored.stdout and "100.00" in restored.stdout
    assert run("export", "orders", "-o", str(tmp_path / "o.csv"), "--data-dir", other).exit_code == 0
    assert "M-1" in (tmp_path / "o.csv").read_text(encoding="utf-8-sig")
    again = run("restore", str(backup), "--data-dir", other)
    assert again.exit_code == 2 and "already" in again.stderr


def test_to_a_folder_and_from_a_damaged_file(run: Run, tmp_path: Path) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    assert run("backup", "--to", str(tmp_path / "usb")).exit_code == 0
    [backup] = (tmp_path / "usb").iterdir()
    content = bytearray(backup.read_bytes())
    content[200] ^= 1
    backup.write_bytes(content)
    refused = run("restore", str(backup), "--data-dir", str(tmp_path / "other"))
    assert refused.exit_code == 2 and "damaged in conflicts.parquet" in refused.stderr.replace("\n", " ")
    blocked = run("backup", "--to", str(backup))
    assert blocked.exit_code == 2 and "Traceback" not in blocked.output


def test_a_store_made_with_other_settings_says_which(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    run("backup", "--to", str(tmp_path / "usb"))
    [backup] = (tmp_path / "usb").iterdir()
    monkeypatch.setenv("ORDERTRAIL_BASE_CURRENCY", "EUR")
    restored = run("restore", str(backup), "--data-dir", str(tmp_path / "other"))
    assert restored.exit_code == 0 and "ORDERTRAIL_BASE_CURRENCY=CNY" in restored.stdout


def test_a_copy_between_the_engines(
    run: Run, tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    url = postgres.database()
    there = run("copy", "--to", url)
    assert there.exit_code == 0 and "orders: rows" in there.stdout, there.output
    assert run("copy", "--to", url).exit_code == 2
    monkeypatch.setenv("ORDERTRAIL_DATABASE_URL", url)
    back = run("copy", "--to", str(tmp_path / "back" / "ordertrail.duckdb"))
    assert back.exit_code == 0 and back.stdout.splitlines()[1:] == there.stdout.splitlines()[1:]
    wrong = run("copy", "--to", "mysql://root:secret@127.0.0.1/x")
    assert wrong.exit_code == 2 and "mysql" in wrong.stderr and "secret" not in wrong.output


def test_migrate_says_from_which_to_which(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    filled(tmp_path / "kept" / "ordertrail.duckdb", 1)
    done = run("migrate")
    assert done.exit_code == 0 and "from layout 1 to layout" in done.stdout and "ordertrail-layout-1-" in done.stdout
    assert "nothing to do" in run("migrate").stdout


def test_whoever_is_refused_is_told_who_holds_the_file(run: Run, tmp_path: Path) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    assert run("backup", "--to", str(tmp_path)).exit_code == 0
    [backup] = tmp_path.glob("ordertrail-*.zip")
    run("import", file(tmp_path, HEAD + ROW), "--data-dir", str(tmp_path / "mine"))
    with holding(tmp_path / "kept") as pid:
        for words in (
            ("migrate",),
            ("restore", str(backup)),
            ("copy", "--to", str(tmp_path / "kept" / "ordertrail.duckdb"), "--data-dir", str(tmp_path / "mine")),
        ):
            refused = run(*words)
            assert refused.exit_code == 2, words
            assert f"in use by ordertrail export, process {pid}" in refused.stderr.replace("\n", " "), refused.stderr
        other = tmp_path / "kept" / "other.duckdb"
        assert run("copy", "--to", str(other), "--data-dir", str(tmp_path / "mine")).exit_code == 0


def test_a_name_that_was_left_holds_nothing(run: Run, tmp_path: Path) -> None:
    """After its process was killed the file may still name it, here even with an address and a living process."""
    run("import", file(tmp_path, HEAD + ROW))
    hold(tmp_path / "kept", "ordertrail serve", "http://127.0.0.1:9")
    told = run("doctor")
    assert told.exit_code == 0 and "1 orders" in told.stdout, told.output
    assert "Held by" not in told.stdout
