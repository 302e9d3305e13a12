"""The demo's files, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrail.demo.generate import generate
from tests.demo.reading import TODAY, Seen, read_all


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a demo in full size."""
    return generate(tmp_path_factory.mktemp("demo"), TODAY.date())


@pytest.fixture(scope="session")
def seen(whole_demo: list[Path]) -> list[Seen]:
    """The orders in them, read without our readers."""
    return read_all(whole_demo)
