"""A job over many orders, and what became of each of them, in the reader's language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from api.edit_form import label
from ordertrail.domain.actor import Actor
from ordertrail.i18n import tr
from ordertrail.services.bulk_edit import UNDO
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.resume_bulk import can_resume
from ordertrail.stages import stage_label
from ordertrail.store.jobs import UNDER_WAY, Job, Result, refusal_of


def job_json(job: Job, ctx: Context, actor: Actor) -> dict[str, Any]:
    """``running`` while it goes on; ``text`` says what it does, ``standing`` how it stands."""
    t = tr()
    counts = {"done": t.number(job.done), "failed": t.number(job.failed), "total": t.number(job.total)}
    running = job.state in UNDER_WAY
    return {
        "id": str(job.job_id),
        "kind": job.kind,
        "state": job.state,
        "running": running,
        "total": job.total,
        "done": job.done,
        "failed": job.failed,
        "left": job.total - job.done - job.failed,
        "text": _text(job, ctx),
        "standing": t.t(f"bulk.standing_{job.state}", **counts),
        "created": t.datetime(job.created_at),
        "actor": job.actor,
        "can_resume": can_resume(job, actor),
        "can_undo": not running and job.kind != UNDO and job.done > 0 and job.actor == actor.name,
    }


def _text(job: Job, ctx: Context) -> str:
    t = tr()
    if job.kind == UNDO:
        return t.t("bulk.did_undo")
    if job.spec.get("stage"):
        return t.t("bulk.did_move", stage=stage_label(job.spec["stage"]))
    own = custom_fields(ctx)
    names = [label(name, own) for name in job.spec.get("fields", {})]
    return t.t("bulk.did_edit", names=t.t("filter.join").join(names))


def result_json(result: Result) -> dict[str, Any]:
    """One order of a job: its number, its page and a sentence."""
    channel, no = result.target.channel, result.target.no
    return {
        "channel": channel,
        "no": no,
        "href": f"/orders/{quote(channel, safe='')}/{quote(no, safe='')}",
        "outcome": result.outcome,
        "version": result.version,
        "text": result_text(result),
    }


def result_text(result: Result) -> str:
    """What became of the order."""
    t, refusal = tr(), refusal_of(result)
    return t.t(f"error.{refusal.code}", **refusal.params) if refusal else t.t(f"bulk.outcome_{result.outcome}")
