"""A store that cannot be used is named in a sentence, with the way out, and nothing of it is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from ordertrail.cli import app
from ordertrail.i18n import use_locale
from ordertrail.store.engine import Store
from tests.cli.serving import free_port
from tests.cli.test_cli import ROW, file
from tests.postgres import Server
from tests.services.landing import HEAD

Run = Callable[..., Result]
SECRET = "s3cret-word"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ORDERTRAIL_DATA_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("ORDERTRAIL_PORT", str(free_port()))

    def call(*words: str, url: str = "") -> Result:
        monkeypatch.setenv("ORDERTRAIL_DATABASE_URL", url)
        use_locale("en")
        return CliRunner().invoke(app, list(words))

    return call


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of six hundred orders, closed."""
    folder = tmp_path_factory.mktemp("good")
    rows = "".join(ROW.replace("M-1", f"M-{n}") for n in range(600))
    (folder / "orders.csv").write_text(HEAD + rows, encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(folder / "orders.csv"), "--data-dir", str(folder / "data")])
    assert done.exit_code == 0, done.output
    return folder / "data" / "ordertrail.duckdb"


def commands(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    yield ("serve",)
    yield ("import", file(tmp_path, HEAD + ROW))
    yield ("export", "orders", "--output", str(tmp_path / "out.csv"))
    yield ("demo", "load")


def refused(run: Run, tmp_path: Path, *signs: str, url: str = "") -> None:
    for words in commands(tmp_path):
        done = run(*words, url=url)
        assert done.exit_code == 2, (words, done.output)
        assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)
        for sign in signs:
            assert sign in done.stderr.replace("\n", ""), (words, done.stderr)
        assert "Traceback" not in done.output and SECRET not in done.output
    doctor = run("doctor", url=url)
    assert doctor.exit_code == 1 and "→" in doctor.stdout and SECRET not in doctor.output
    assert all(sign in doctor.stdout for sign in signs)


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        (f"mysql://u:{SECRET}@127.0.0.1/db", "mysql"),
        ("sqlite:///x.db", "sqlite"),
        ("orders", "orders"),
        (f"postgresql://u:{SECRET}@127.0.0.1:many/db", "postgresql"),
    ],
)
def test_an_address_of_no_engine_of_ours(run: Run, tmp_path: Path, url: str, sign: str) -> None:
    refused(run, tmp_path, sign, "ORDERTRAIL_DATABASE_URL", url=url)


def test_a_server_that_is_not_there(run: Run, tmp_path: Path) -> None:
    port = free_port()
    refused(run, tmp_path, "does not answer", str(port), url=f"postgresql://u:{SECRET}@127.0.0.1:{port}/db")


def test_a_wrong_password_and_a_database_that_is_not_there(run: Run, tmp_path: Path, postgres: Server) -> None:
    rules = postgres.folder / "d" / "pg_hba.conf"
    before = rules.read_text()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE guest LOGIN PASSWORD 'right'")
        rules.write_text(f"host all guest 127.0.0.1/32 scram-sha-256\n{before}")
        admin.execute("SELECT pg_reload_conf()")
        try:
            place = f"127.0.0.1:{postgres.port}"
            url = f"postgresql://guest:{SECRET}@{place}/postgres"
            refused(run, tmp_path, "does not answer", "password", url=url)
            refused(run, tmp_path, "not_there", url=f"postgresql://ordertrail:{SECRET}@{place}/not_there")
        finally:
            rules.write_text(before)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("DROP ROLE guest")


def test_a_user_without_rights(run: Run, tmp_path: Path, postgres: Server) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE poor LOGIN")
        try:
            url = f"postgresql://poor@127.0.0.1:{postgres.port}/postgres"
            refused(run, tmp_path, "lacks a right", "permission denied", url=url)
        finally:
            admin.execute("DROP ROLE poor")


def _random_bytes(path: Path) -> None:
    path.write_bytes(os.urandom(1 << 20))


def _short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def _newer_engine(path: Path) -> None:
    """The number of the storage format stands after checksum and mark, in the file's first block."""
    content = bytearray(path.read_bytes())
    assert content[8:12] == b"DUCK"
    content[12:20] = (999).to_bytes(8, "little")
    path.write_bytes(bytes(content))


def _damaged_head(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4104:4160] = content[8200:8256] = bytes(56)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [_random_bytes, _short, _newer_engine, _damaged_head])
def test_a_file_that_is_not_sound_is_left_as_it_is(
    run: Run, tmp_path: Path, good_file: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "kept" / "ordertrail.duckdb"
    path.parent.mkdir()
    shutil.copy(good_file, path)
    harm(path)
    before = path.read_bytes()
    refused(run, tmp_path, "cannot be opened", "ordertrail.duckdb")
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.glob("*.*")] == [path.name]


def test_a_store_of_a_newer_program_is_left_as_it_is(run: Run, tmp_path: Path, good_file: Path) -> None:
    path = tmp_path / "kept" / "ordertrail.duckdb"
    path.parent.mkdir()
    shutil.copy(good_file, path)
    store = Store(path, zone="Asia/Shanghai", base_currency="CNY")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'layout'"))
    store.close()
    before = path.read_bytes()
    refused(run, tmp_path, "newer", "99")
    assert path.read_bytes() == before


def test_damage_that_only_reading_finds_is_found_by_the_deep_check(run: Run, tmp_path: Path, good_file: Path) -> None:
    path = tmp_path / "kept" / "ordertrail.duckdb"
    path.parent.mkdir()
    content = bytearray(good_file.read_bytes())
    # Blocks of 256 KiB follow three heads of 4 KiB; columns lie before the catalogue, which is read at once.
    found = []
    for block in range(0, (len(content) - 12288) // 262144):
        harmed = bytearray(content)
        harmed[12288 + block * 262144 + 16] ^= 0xFF
        path.write_bytes(bytes(harmed))
        quick, deep = run("doctor").exit_code, run("doctor", "--deep")
        found.append((quick, deep.exit_code))
        if deep.exit_code == 1:
            assert "cannot be opened" in deep.stdout and "→" in deep.stdout
    assert (0, 1) in found, found
