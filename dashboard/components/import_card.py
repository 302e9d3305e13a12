"""One import: what it would change or has changed, the rows it held, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.import_account import account_block, amounts_block, assumed_block, warnings_block
from dashboard.components.import_choice import choice_form, left_words
from dashboard.components.import_held import conflicts_block, held_block
from dashboard.components.import_list import import_list
from dashboard.components.import_runs import ended_words
from dashboard.components.import_undo import undo_block, undone_words
from dashboard.components.import_words import working
from dashboard.components.states import sentence
from dashboard.ids import Imports
from etl.learn.unknown import ASKED
from ordertrail.domain.own_words import channel_codes
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

Record = Mapping[str, Any]


def import_card(
    record: Record,
    held: Sequence[Record],
    conflicts: Sequence[Record] = (),
    differing: Mapping[str, Mapping[str, int]] | None = None,
) -> Component:
    """``record`` holds import_id, channel, created_at, state, demo, report; the others are store rows.

    ``differing``: orders by changed and by disputed field, as the preview found them.
    """
    report = record["report"]
    parts = [
        _head(record),
        _outcome(record),
        _counts(report),
        warnings_block(report),
        _facts(report),
        assumed_block(report),
        account_block(report),
        amounts_block(record),
        choice_form(record, differing or {}),
        _actions(record),
        undo_block(record),
        import_list(record, differing or {}),
        conflicts_block(conflicts),
        held_block(record, held),
    ]
    return html.Section([part for part in parts if part is not None], className="ot-card ot-import")


def orders_href(channel: str) -> str:
    """All orders of the channel, whatever their day; of every channel for a layout that serves them all."""
    known = {"tmall_report": "tmall"}.get(channel, channel)
    return f"/orders?preset=all&channel={quote(known)}" if known in channel_codes() else "/orders?preset=all"


def state_word(state: str) -> str:
    """previewed, landed, refused, discarded or undone, in words."""
    t = tr()
    words = {
        "previewed": t.t("imports.state_previewed"),
        "landed": t.t("imports.state_landed"),
        "refused": t.t("imports.state_refused"),
        "discarded": t.t("imports.state_discarded"),
        "undone": t.t("landing.state_undone"),
        "cancelled": t.t("runs.state_cancelled"),
        "interrupted": t.t("runs.state_interrupted"),
    }
    return words.get(state, state)


def state_badge(state: str) -> Component:
    """A dot and a word."""
    return html.Span(state_word(state), className=f"ot-state is-{state}")


def channel_name(code: str | None) -> str:
    return channel_label(code) if code else tr().t("imports.no_channel")


def _head(record: Record) -> Component:
    t = tr()
    files = t.t("filter.join").join(record["report"].get("files") or record.get("files") or [])
    return html.Div(
        [
            html.Div(
                [
                    html.H2(channel_name(record.get("channel")), className="ot-card-title"),
                    state_badge(record["state"]),
                    html.Span(t.t("imports.demo"), className="ot-tag") if record.get("demo") else None,
                ],
                className="ot-import-name",
            ),
            html.P(
                t.t("imports.recognised", files=files, when=t.datetime(record["created_at"])),
                className="ot-muted ot-import-files",
            ),
        ]
    )


def _outcome(record: Record) -> Component | None:
    """After landing: how it went; after a refusal: why."""
    t = tr()
    report, state = record["report"], record["state"]
    if state == "refused":
        return html.Div([sentence(refusal(report), "bad"), _to_mapping(report)], className="ot-import-landed")
    if state in ("cancelled", "interrupted"):
        return sentence(ended_words(record), "info" if state == "cancelled" else "warn")
    if state == "discarded":
        return sentence(t.t("imports.was_discarded"), "info")
    if state == "undone":
        return undone_words(record)
    orders = report.get("orders") or {}
    written = int(orders.get("new", 0)) + int(orders.get("changed", 0))
    if state == "landed":
        words = _landed(written, int(orders.get("conflict", 0)))
        left = left_words(report)
        link = dcc.Link(t.t("imports.show_orders"), href=orders_href(record["channel"]), className="ot-card-link")
        return html.Div([sentence(words, "good"), link, left], className="ot-import-landed")
    if not written and not orders.get("conflict"):
        return sentence(t.t("imports.nothing_new"), "info")
    return None


def _to_mapping(report: Record) -> Component | None:
    """The way on for a file that waits for its columns to be mapped."""
    if not report.get("kept") or report.get("error") in ASKED:
        return None
    return dcc.Link(tr().t("mapping.map_it"), href=f"/import/map?file={report['kept']}", className="ot-card-link")


def _landed(written: int, conflicts: int) -> str:
    t = tr()
    if written:
        return t.t("imports.has_landed_one") if written == 1 else t.t("imports.has_landed", n=t.number(written))
    return t.t("imports.conflicts_recorded") if conflicts else t.t("imports.nothing_changed")


def refusal(report: Record) -> str:
    """The sentence of a refused file."""
    t = tr()
    if report.get("message"):
        return str(report["message"])
    code = report.get("error") or report.get("code")
    if code and t.has(f"error.{code}"):
        return t.t(f"error.{code}", **(report.get("params") or {}))
    problems = report.get("problems") or []
    return str(problems[0].get("text")) if problems else t.t("imports.was_refused")


def held_words(report: Record) -> str:
    """How many rows were held; the other counts are of orders. A dash where nothing was read."""
    t = tr()
    rows = report.get("rows")
    if not rows:
        return "–"
    count = int(rows["held"])
    return t.t("imports.rows_one") if count == 1 else t.t("imports.rows", n=t.number(count)) if count else t.number(0)


def _counts(report: Record) -> Component | None:
    orders = report.get("orders")
    if not orders:
        return None
    t = tr()
    shown = [
        ("new", t.t("imports.count_new"), "good"),
        ("changed", t.t("imports.count_changed"), "accent"),
        ("unchanged", t.t("imports.count_unchanged"), "muted"),
        ("conflict", t.t("imports.count_conflict"), "warn"),
    ]
    counts = [(words, t.number(int(orders.get(code, 0))), tone if orders.get(code) else "zero")
              for code, words, tone in shown]  # fmt: skip
    held = (report.get("rows") or {}).get("held")
    counts.append((t.t("imports.count_held"), held_words(report), "warn" if held else "zero"))
    return html.Dl(
        [html.Div([html.Dt(words), html.Dd(count)], className=f"ot-count is-{tone}") for words, count, tone in counts],
        className="ot-counts",
    )


def _facts(report: Record) -> Component | None:
    rows = report.get("rows")
    if not rows:
        return None
    t = tr()
    lines = int(report.get("lines", 0))
    facts = [
        t.t(
            "imports.rows_read",
            read=t.number(int(rows["read"])),
            merged=t.number(int(rows["merged"])),
            unchanged=t.number(int(rows["unchanged"])),
            held=t.number(int(rows["held"])),
        ),
        t.t("imports.lines_one") if lines == 1 else t.t("imports.lines", n=t.number(lines)),
    ]
    if other := int(rows.get("other", 0)):
        facts.append(t.t("landing.other_one") if other == 1 else t.t("landing.other", n=t.number(other)))
    facts += [
        t.t("imports.sum", amount=t.money(Decimal(str(amount)), currency))
        for currency, amount in (report.get("sums") or {}).items()
    ]
    return html.Ul([html.Li(fact) for fact in facts], className="ot-facts")


def _actions(record: Record) -> Component | None:
    if record["state"] != "previewed":
        return None
    t = tr()
    orders = record["report"].get("orders") or {}
    target = data(import_id=record["import_id"])
    words = _offer(int(orders.get("new", 0)) + int(orders.get("changed", 0)), int(orders.get("conflict", 0)))
    return html.Div(
        [
            html.Button(
                words,
                id=Imports.action("land", record["import_id"]),
                type="button",
                className="ot-button is-primary",
                **target,
                **data(import_action="land"),
            ),
            html.Button(
                t.t("imports.discard"),
                id=Imports.action("discard", record["import_id"]),
                type="button",
                className="ot-button",
                **target,
                **data(import_action="discard"),
            ),
            working(),
        ],
        className="ot-actions",
    )


def _offer(count: int, conflicts: int) -> str:
    """What the button will do: ``count`` orders are new or changed."""
    t = tr()
    if count:
        return t.t("imports.merge_one") if count == 1 else t.t("imports.merge", n=t.number(count))
    return t.t("imports.record_conflicts") if conflicts else t.t("imports.close")
