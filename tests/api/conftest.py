"""A running application over an empty store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_api
from ordertrail.app import open_context
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.api.uploading import BASE


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    context = open_context(Settings(data_dir=tmp_path))
    yield context
    context.store.close()


@pytest.fixture
def app(ctx: Context) -> FastAPI:
    return create_api(ctx)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, client=("127.0.0.1", 50000), follow_redirects=False) as each:
        each.headers["accept-language"] = "en"
        yield each
