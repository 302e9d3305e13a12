"""HTML attributes whose names hold a hyphen, for Dash components that take them as keywords."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """``aria(label="x")`` -> ``{"aria-label": "x"}``."""
    return _hyphened("aria", values)


def data(**values: str) -> dict[str, Any]:
    """``data(import_id="x")`` -> ``{"data-import-id": "x"}``; a script reads it as ``dataset.importId``."""
    return _hyphened("data", values)


def _hyphened(prefix: str, values: dict[str, str]) -> dict[str, Any]:
    return {f"{prefix}-{name.replace('_', '-')}": value for name, value in values.items()}
