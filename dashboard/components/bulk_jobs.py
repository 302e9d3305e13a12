"""A row for each change of many orders: when, who, what, how it went, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_changes import field_name
from dashboard.components.order_words import stage_label, who
from dashboard.components.states import empty_state
from ordertrail.domain.actor import Actor
from ordertrail.domain.custom_fields import CustomField
from ordertrail.i18n import tr
from ordertrail.services.bulk_edit import UNDO
from ordertrail.services.resume_bulk import can_resume
from ordertrail.store.jobs import CANCELLED, FAILED, FINISHED, RUNNING, STOPPED, UNDER_WAY, Job, unfinished

TONES: Final = {FINISHED: "good", CANCELLED: "warn", FAILED: "bad", STOPPED: "warn"}


def job_table(jobs: Sequence[Job], actor: Actor, own_fields: Sequence[CustomField]) -> Component:
    """``jobs`` newest first; the buttons are those that ``actor`` may press."""
    t = tr()
    if not jobs:
        link = dcc.Link(t.t("bulkjobs.orders"), href="/orders?preset=all", className="ot-button is-primary")
        return empty_state(t.t("bulkjobs.none"), t.t("bulkjobs.none_hint"), [link])
    undoing = {job.spec["of"]: job for job in reversed(jobs) if job.kind == UNDO and _counts(job)}
    heads = [html.Th(t.t(f"bulkjobs.{name}"), scope="col") for name in ("when", "actor", "what", "result", "deeds")]
    rows = [_row(job, actor, own_fields, undoing.get(str(job.job_id))) for job in jobs]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ot-table ot-jobs-table")


def _counts(undo: Job) -> bool:
    """Whether an undo stands in the way of a further one: one that may yet go on does."""
    return unfinished(undo) or undo.state not in (CANCELLED, FAILED, STOPPED)


def _row(job: Job, actor: Actor, own_fields: Sequence[CustomField], undo: Job | None) -> Component:
    t = tr()
    note = job.spec.get("note")
    what = [html.Span(_what(job, own_fields)), html.Span(note, className="ot-muted ot-jobs-note") if note else None]
    return html.Tr(
        [
            html.Td(html.Time(t.datetime(job.created_at), dateTime=f"{job.created_at.isoformat()}Z")),
            html.Td(who(job.actor)),
            html.Td([part for part in what if part is not None]),
            html.Td(_result(job)),
            html.Td(html.Div(_deeds(job, actor, undo), className="ot-jobs-deeds")),
        ]
    )


def _what(job: Job, own_fields: Sequence[CustomField]) -> str:
    t = tr()
    if job.kind == UNDO:
        return t.t("bulk.did_undo")
    if job.spec.get("stage"):
        return t.t("bulk.did_move", stage=stage_label(job.spec["stage"]))
    names = [field_name(name, own_fields) for name in job.spec.get("fields", {})]
    return t.t("bulk.did_edit", names=t.t("filter.join").join(names))


def _result(job: Job) -> Component:
    t = tr()
    counts = {"done": t.number(job.done), "failed": t.number(job.failed), "total": t.number(job.total)}
    return html.Span(t.t(f"bulk.standing_{job.state}", **counts), className=f"ot-jobs-result is-{TONES.get(job.state)}")


def _deeds(job: Job, actor: Actor, undo: Job | None) -> list[Component]:
    t = tr()
    found: list[Component] = []
    if job.state == RUNNING:
        found.append(_button(job, "cancel", t.t("bulk.cancel")))
    if can_resume(job, actor) and undo is None:
        found.append(_button(job, "resume", t.t("bulkjobs.resume"), " is-primary"))
    if undo is not None:
        word = "half" if unfinished(undo) else "undone" if undo.state == FINISHED else "undoing"
        found.append(html.Span(t.t(f"bulkjobs.{word}"), className="ot-muted"))
    elif job.kind != UNDO and job.done and job.actor == actor.name and job.state not in UNDER_WAY:
        found.append(_button(job, "undo", t.t("bulk.undo")))
    if job.done + job.failed:
        address = f"/api/bulk/{job.job_id}/results.csv"
        found.append(html.A(t.t("bulkjobs.file"), href=address, download="", className="ot-button is-small"))
    return found


def _button(job: Job, deed: str, text: str, more: str = "") -> Component:
    asked = data(bulk_deed=deed, job=str(job.job_id))
    return html.Button(text, type="button", className=f"ot-button is-small{more}", **asked)
