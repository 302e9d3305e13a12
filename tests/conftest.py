"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ordertrail.app import open_context
from ordertrail.services.context import Context
from ordertrail.settings import Settings


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """An empty store in a folder of its own."""
    context = open_context(Settings(data_dir=tmp_path / "data"))
    yield context
    context.store.close()
