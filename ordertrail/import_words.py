"""What is said of imports, in the present language: their warnings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordertrail.i18n import tr


def warning_text(warning: Mapping[str, Any]) -> str:
    """The sentence of a warning of ``ordertrail.store.import_warnings``."""
    t = tr()
    params = dict(warning.get("params") or {})
    for name in ("amount", "median"):
        if name in params:
            params[name] = t.money(Decimal(params[name]), params["currency"])
    for name in ("total", "before"):
        if name in params:
            params[name] = t.number(params[name])
    if "when" in params:
        params["when"] = t.datetime(datetime.fromisoformat(params["when"])) if params["when"] else ""
    if "months" in params:
        params["months"] = t.t("filter.join").join(params["months"])
    count = int(warning["count"])
    return t.t(f"import_warning.{warning['code']}", n=t.number(count), example=warning.get("example") or "", **params)


def assumption_text(assumption: Mapping[str, Any]) -> str:
    """What was taken for granted, as a sentence."""
    return tr().t(f"assumed.{assumption['code']}", **assumption["params"])
