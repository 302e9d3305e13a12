"""An import under way, as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etl.report import ImportReport
from etl.run.run_words import facts_words, step_words
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.imports import get_import
from ordertrail.store.jobs import CANCELLING
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
        "text": step_words("cancel" if row.state == CANCELLING else standing["step"], standing["file"]),
        "facts": facts_words(standing),
        **standing,
    }


def run_end_json(ctx: Context, row: RunRow) -> dict[str, Any]:
    """As ``run_json``, and, once it has ended, the ``reports`` of its imports and what was ``refused``."""
    told = run_json(row)
    if row.under_way:
        return told
    refused = [_refusal(each["error"], each["params"]) for each in row.spec.get("refused", ())]
    with ctx.store.read() as connection:
        found = [get_import(connection, each) for each in row.spec["imports"]]
    reports = [
        ImportReport.from_kept(each["report"]).to_json()
        for each in found
        if each and each["state"] in ("previewed", "landed")
    ]
    error = row.spec.get("error")
    message = _refusal(error, row.spec["params"])["message"] if error else None
    return told | {"reports": reports, "refused": refused, "message": message}


def _refusal(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": code, "message": tr().t(f"error.{code}", **params), "file": params.get("file")}
