"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ordertrail import i18n
from ordertrail.app import open_context
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.engine import Store
from tests.postgres import Server, running

ENGINES = ("duckdb", "postgresql")


def _refuse_slot(name: str) -> None:
    raise AssertionError(f"no value for the slot {{{name}}}")


i18n.unfilled = _refuse_slot


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The test run's PostgreSQL server, started when the first test asks for it."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def laid_out(postgres: Server) -> str:
    """Name of a database that is laid out already, so that each test need not wait for that."""
    url = postgres.database()
    Store(url, zone="Asia/Shanghai", base_currency="CNY").close()
    return url.rsplit("/", 1)[1]


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """An empty embedded store in a folder of its own."""
    context = open_context(Settings(data_dir=tmp_path / "data"))
    yield context
    context.store.close()


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """What to open for an empty store: None (in memory) or the URL of a new database."""
    if request.param == "duckdb":
        yield None
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.database(request.getfixturevalue("laid_out"))
    yield url
    server.drop(url)


@pytest.fixture
def store(target: str | None) -> Iterator[Store]:
    """An empty store of each engine in turn."""
    opened = Store(target, zone="Asia/Shanghai", base_currency="CNY")
    yield opened
    opened.close()


@pytest.fixture
def either_ctx(target: str | None, tmp_path: Path) -> Iterator[Context]:
    """``ctx`` over each engine in turn."""
    context = open_context(Settings(data_dir=tmp_path / "data", database_url=target or ""))
    yield context
    context.store.close()
