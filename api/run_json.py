"""An import under way, as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.report import ImportReport
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.imports import get_import
from ordertrail.store.runs import RunRow


def run_json(row: RunRow) -> dict[str, Any]:
    """How the run stands; ``text`` says its step, ``share`` is 0 to 1, ``left`` seconds or None."""
    standing = row.spec["standing"]
    return {
        "run_id": str(row.run_id),
        "state": row.state,
        "phase": row.spec["phase"],
        "actor": row.actor,
        "source": row.spec["source"],
        "files": row.spec["files"],
        "imports": row.spec["imports"],
        "by": tr().t("runs.by", who=row.actor, when=tr().datetime(row.created_at)),
        "text": step_text(row.state, standing),
        "facts": facts_text(standing),
        **standing,
    }


def step_text(state: str, standing: Mapping[str, Any]) -> str:
    """The step in words."""
    t = tr()
    if state == "cancelling":
        return t.t("runs.step.cancel")
    return t.t(f"runs.step.{standing['step'] or 'begin'}", file=standing["file"] or t.t("runs.the_files"))


def facts_text(standing: Mapping[str, Any]) -> str:
    """Bytes, rows, orders, speed and the time left, as far as they are known."""
    t = tr()
    facts = []
    if standing["bytes_total"]:
        done, total = (t.number(standing[name] / 2**20, 1) for name in ("bytes", "bytes_total"))
        facts.append(t.t("runs.bytes", done=done, total=total))
    if standing["rows"]:
        facts.append(t.t("runs.rows", n=t.number(standing["rows"])))
    if standing["orders"]:
        facts.append(t.t("runs.orders", n=t.number(standing["orders"])))
    if standing["rate"]:
        facts.append(t.t("runs.rate", n=t.number(standing["rate"])))
    if standing["left"] is not None:
        facts.append(left_text(standing["left"]))
    return " · ".join(facts)


def left_text(seconds: int) -> str:
    """About how long it still takes."""
    t = tr()
    if seconds < 90:
        return t.t("runs.left_seconds", n=t.number(max(seconds, 1)))
    return t.t("runs.left_minutes", n=t.number(-(-seconds // 60)))


def run_end_json(ctx: Context, row: RunRow) -> dict[str, Any]:
    """As ``run_json``, and, once it has ended, the ``reports`` of its imports and what was ``refused``."""
    told = run_json(row)
    if row.under_way:
        return told
    refused = [_refusal(each["error"], each["params"]) for each in row.spec.get("refused", ())]
    with ctx.store.read() as connection:
        found = [get_import(connection, each) for each in row.spec["imports"]]
    reports = [
        ImportReport.from_kept({k: v for k, v in each["report"].items() if k != "ended"}).to_json()
        for each in found
        if each and each["state"] in ("previewed", "landed")
    ]
    error = row.spec.get("error")
    message = _refusal(error, row.spec["params"])["message"] if error else None
    return told | {"reports": reports, "refused": refused, "message": message}


def _refusal(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": code, "message": tr().t(f"error.{code}", **params), "file": params.get("file")}
