"""A running application over an empty store of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_api
from ordertrail.services.context import Context
from tests.api.uploading import BASE


@pytest.fixture
def app(ctx: Context) -> FastAPI:
    return create_api(ctx)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, client=("127.0.0.1", 50000), follow_redirects=False) as each:
        each.headers["accept-language"] = "en"
        yield each
