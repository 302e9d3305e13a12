"""Places and files for the tests of backups."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrail.store.archive_write import write_archive
from tests.conftest import ENGINES
from tests.postgres import Server
from tests.store.archiving import AT, fill, opened


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A database that does not exist yet, or is empty."""
    if request.param == "duckdb":
        return tmp_path / "other.duckdb"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("sound")
    with opened(None) as store:
        fill(store)
        write_archive(store, folder / "a.zip", taken_at=AT)
    return (folder / "a.zip").read_bytes()
