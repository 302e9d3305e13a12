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
        (f"postgresql://u:p@{SECRET}@127.0.0.1:1/db", "%40"),
        (f"host=127.0.0.1 user=u password={SECRET}", "postgresql://user:password@"),
        (f"u:{SECRET}@127.0.0.1/db", "postgresql://user:password@"),
    ],
)
def test_an_address_of_no_engine_of_ours(run: Run, tmp_path: Path, url: str, sign: str) -> None:
    refused(run, tmp_path, sign, "ORDERTRAIL_DATABASE_URL", url=url)


def test_a_server_that_is_not_there(run: Run, tmp_path: Path) -> None:
    port = free_port()
    for rest in (f"u:{SECRET}@127.0.0.1:{port}/db", f"u@127.0.0.1:{port}/db?password={SECRET}"):
        refused(run, tmp_path, "does not answer", "postgresql://u", str(port), url=f"postgresql://{rest}")


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
            refused(run, tmp_path, "refuses the user or the password", "***", url=url)
            refused(
                run,
                tmp_path,
                "has no such database",
                "not_there",
                url=f"postgresql://ordertrail:{SECRET}@{place}/not_there",
            )
        finally:
            rules.write_text(before)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("DROP ROLE guest")


def test_a_copy_to_an_address_without_its_scheme_makes_no_file_of_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("copy", "--to", f"u:{SECRET}@127.0.0.1/db")
    assert done.exit_code == 2 and "postgresql://user:password@" in done.stderr and SECRET not in done.output
    assert not [path for path in tmp_path.rglob("*") if SECRET in path.name]


def test_doctor_makes_nothing_in_an_empty_database(run: Run, tmp_path: Path, postgres: Server) -> None:
    url = postgres.database()
    done = run("doctor", url=url)
    assert done.exit_code == 0 and "will be made at first use" in done.stdout, done.output
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert not (tmp_path / "kept").exists()
    postgres.drop(url)


def test_a_user_without_rights(run: Run, tmp_path: Path, postgres: Server, caplog: pytest.LogCaptureFixture) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE poor LOGIN")
        try:
            url = f"postgresql://poor@127.0.0.1:{postgres.port}/postgres"
            refused(run, tmp_path, "lacks a right", "permission denied", url=url)
            assert caplog.records == []  # the sentence says it all, and a terminal shows both
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
    refused(run, tmp_path, "cannot be read", "ordertrail.duckdb", "move it")
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
            assert "cannot be read" in deep.stdout and "→" in deep.stdout
        if (quick, deep.exit_code) == (0, 1):
            assert "opens, but not all of it" in deep.stdout and "does not open" not in deep.stdout
    assert (0, 1) in found, found


def test_the_way_out_of_a_damaged_file_leads_out(run: Run, tmp_path: Path, good_file: Path) -> None:
    path = tmp_path / "kept" / "ordertrail.duckdb"
    path.parent.mkdir()
    shutil.copy(good_file, path)
    assert run("backup", "--to", str(tmp_path)).exit_code == 0
    [backup] = tmp_path.glob("ordertrail-*.zip")
    _random_bytes(path)
    path.with_name("ordertrail.duckdb.wal").write_bytes(b"the log of the damaged file")
    done = run("restore", str(backup))
    assert done.exit_code == 2 and "move it" in done.stderr and "ordertrail.duckdb.wal" in done.stderr
    path.rename(tmp_path / "old.duckdb")
    done = run("restore", str(backup))
    assert done.exit_code == 2 and "ordertrail.duckdb.wal" in done.stderr and not path.exists()
    path.with_name("ordertrail.duckdb.wal").rename(tmp_path / "old.duckdb.wal")
    assert run("restore", str(backup)).exit_code == 0
    assert "600 orders" in run("doctor").stdout
