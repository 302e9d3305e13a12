"""Services behave alike on both engines."""

from __future__ import annotations

import pytest

from ordertrail.services.context import Context


@pytest.fixture
def ctx(either_ctx: Context) -> Context:
    return either_ctx
