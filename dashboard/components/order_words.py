"""What an order's parts are called, wherever one order is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import floor
from typing import Any

from dash import html
from dash.development.base_component import Component

from ordertrail import stages
from ordertrail.domain.schedule import promise
from ordertrail.domain.workflow import Workflow
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.i18n import tr

Record = Mapping[str, Any]

SOON_HOURS = 24
NOTHING = "–"


def stage_label(code: str | None) -> str:
    """The stage's name; the code itself where it has none."""
    return stages.stage_label(code) or NOTHING


def move_label(code: str) -> str:
    """What a button says that moves an order to the stage; a deed's own words where the stage is named as at first."""
    return _deed(f"move.next.{code}", code) or save_label(code)


def save_label(code: str) -> str:
    """What the dialog's button says that moves an order to the stage."""
    return _deed(f"move.save.{code}", code) or tr().t("move.to", stage=stages.stage_label(code))


def _deed(key: str, code: str) -> str | None:
    t = tr()
    first = RETAIL.stage(code).label(t.lang) if RETAIL.has(code) else None
    return t.t(key) if first == stages.stage_label(code) and t.has(key) else None


def stage_mark(code: str | None) -> Component:
    """A dot of the stage's colour and its name."""
    dot = html.Span(className=f"ot-dot is-{code}", style={"--dot": f"var(--stage-{code}, var(--muted))"})
    return html.Span([dot, stage_label(code)], className="ot-stage")


def span_words(hours: float) -> str:
    """A length of time, begun hours and minutes not counted: '2 d 19 h', '5 h', '12 min'."""
    hours = abs(hours)
    return tr().duration(floor(hours) if hours >= 1 else max(floor(hours * 60), 1) / 60)


def money(value: Decimal | None, currency: str | None) -> str:
    """An amount in its currency; plain digits where no currency is known."""
    t = tr()
    return t.money(value, currency) if currency else t.number(value, 2)


def has_amount(value: Any) -> bool:
    """Whether there is an amount other than nought."""
    return value is not None and value != 0


def promise_words(order: Record, workflow: Workflow, now: datetime) -> tuple[str, str]:
    """How the promise stands, and its tone: bad is late now, warn due within a day; both '' without a promise."""
    t = tr()
    given = promise(order, workflow)
    hours = given.hours_late(now) if given else None
    if given is None or hours is None:
        return "", ""
    duration = span_words(hours)
    if not given.reached:
        if hours > 0:
            return t.t("order.late_by", duration=duration), "bad"
        return t.t("order.left", duration=duration), "warn" if hours > -SOON_HOURS else "muted"
    if hours > 0:
        return t.t("order.was_late_by", duration=duration), "muted"
    return t.t("order.in_time", duration=duration), "muted"


def verdict(order: Record, workflow: Workflow, now: datetime) -> str:
    """One sentence on how the order does against its promise."""
    t = tr()
    if order["stage"] in workflow.codes("cancelled"):
        if order["placed_at"] is None or order["cancelled_at"] is None or order["cancelled_at"] < order["placed_at"]:
            return t.t("order.verdict_cancelled")
        hours = (order["cancelled_at"] - order["placed_at"]).total_seconds() / 3600
        return t.t("order.verdict_cancelled_after", duration=span_words(hours))
    given = promise(order, workflow)
    hours_late = given.hours_late(now) if given else None
    if given is None or hours_late is None:
        return t.t("order.verdict_plain")
    pace = "late" if hours_late > 0 else "early"
    state = "met" if given.reached else "open"
    return t.t(f"order.verdict_{state}_{pace}_{given.point}", duration=span_words(hours_late))


def who(actor: str | None) -> str:
    """A person's or program's name; the one owner of a store without accounts has no name of their own."""
    return tr().t("event.who_owner") if actor == "owner" else actor or NOTHING


def source_words(source: str | None) -> str:
    """Where a change came from: a line of a file, the web, the command line, the API. '' where that is not known."""
    t = tr()
    if not source:
        return ""
    if t.has(f"event.source_{source}"):
        return t.t(f"event.source_{source}")
    file, _, line = source.rpartition(":")
    return t.t("event.source_file", file=file, line=line) if file and line.isdigit() else source
