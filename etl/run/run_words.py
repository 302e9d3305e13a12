"""How far an import is, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ordertrail.i18n import tr


def step_words(step: str, file: str = "") -> str:
    """What is being done."""
    t = tr()
    return t.t(f"runs.step.{step or 'begin'}", file=file or t.t("runs.the_files"))


def facts_words(standing: Mapping[str, Any]) -> str:
    """Bytes, rows, orders, speed and the time left of a Standing, as far as they are known."""
    t = tr()
    facts = []
    if standing["bytes_total"]:
        done, total = (t.number(standing[name] / 2**20, 1) for name in ("bytes", "bytes_total"))
        facts.append(t.t("runs.bytes", done=done, total=total))
    for name in ("rows", "orders", "rate"):
        if standing[name]:
            facts.append(t.t(f"runs.{name}", n=t.number(standing[name])))
    if standing["left"] is not None:
        facts.append(left_words(standing["left"]))
    return " · ".join(facts)


def left_words(seconds: int) -> str:
    """About how long it still takes."""
    t = tr()
    if seconds < 90:
        return t.t("runs.left_seconds", n=t.number(max(seconds, 1)))
    return t.t("runs.left_minutes", n=t.number(-(-seconds // 60)))
