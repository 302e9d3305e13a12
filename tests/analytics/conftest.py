"""One store of many orders for all tests that only read, and one without any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ordertrail.store.engine import Store
from tests.analytics.recount import Row, many, rows_of, store_of
from tests.conftest import ENGINES


@pytest.fixture(scope="session", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = None
    if request.param == "postgresql":
        target = request.getfixturevalue("postgres").database(request.getfixturevalue("laid_out"))
    opened = store_of(tmp_path_factory.mktemp("analytics"), many(), target=target)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rows(store: Store) -> list[Row]:
    return rows_of(store)


@pytest.fixture
def empty() -> Iterator[Store]:
    opened = Store(None, zone="Asia/Shanghai", base_currency="CNY")
    yield opened
    opened.close()
