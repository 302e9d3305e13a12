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
        "title": run_title(row),
        "imports": row.spec["imports"],
        "by": tr().t("runs.by", who=_who(row.actor), when=tr().datetime(row.created_at)),
        "text": step_words("cancel" if row.state == CANCELLING else standing["step"], standing["file"]),
        "facts": facts_words(standing),
        **standing,
    }


def run_end_json(ctx: Context, row: RunRow) -> dict[str, Any]:
    """As ``run_json``, and, once it has ended, the ``reports`` of its imports, what was ``refused`` and what it
    ``found``: of a replay ``{landed, held, imports}``."""
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
    return told | {
        "reports": reports, "refused": refused, "message": message, "found": row.spec.get("found") or {}
    }  # fmt: skip


def run_title(row: RunRow) -> str:
    """What the run is about: its files, or what is done with rows of them; empty while they are on their way."""
    t = tr()
    names = t.t("filter.join").join(row.spec["files"])
    if row.spec["phase"] == "replay":
        return t.t("runs.replay", files=names) if names else t.t("runs.replay_some")
    if row.spec["phase"] == "words":
        return t.t("runs.words")
    return names


def _who(actor: str) -> str:
    return tr().t("event.who_owner") if actor == "owner" else actor


def _refusal(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": code, "message": tr().t(f"error.{code}", **params), "file": params.get("file")}
