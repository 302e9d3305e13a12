"""One import: what it would change or has changed, the rows it held, and what can be done next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.field_labels import field_label
from dashboard.components.filter_bar import region_label
from dashboard.components.import_runs import ended_words
from dashboard.components.states import sentence
from dashboard.ids import Imports
from ordertrail.domain.own_words import channel_codes
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label
from ordertrail.stages import stage_label

Record = Mapping[str, Any]

MAX_SAMPLES: Final = 20
MAX_HELD: Final = 200
MONEY: Final = frozenset({"subtotal", "shipping", "tax", "discount", "surcharge", "total", "paid", "refunded"})


def import_card(record: Record, held: Sequence[Record], conflicts: Sequence[Record] = ()) -> Component:
    """``record`` holds import_id, channel, created_at, state, demo, report; the others are store rows."""
    report = record["report"]
    parts = [
        _head(record),
        _outcome(record),
        _counts(report),
        _facts(report),
        _actions(record),
        _samples(report.get("samples") or []),
        _conflicts(conflicts),
        _held(record, held),
    ]
    return html.Section([part for part in parts if part is not None], className="ot-card ot-import")


def orders_href(channel: str) -> str:
    """All orders of the channel, whatever their day; of every channel for a layout that serves them all."""
    known = {"tmall_report": "tmall"}.get(channel, channel)
    return f"/orders?preset=all&channel={quote(known)}" if known in channel_codes() else "/orders?preset=all"


def state_word(state: str) -> str:
    """previewed, landed, refused or discarded, in words."""
    t = tr()
    words = {
        "previewed": t.t("imports.state_previewed"),
        "landed": t.t("imports.state_landed"),
        "refused": t.t("imports.state_refused"),
        "discarded": t.t("imports.state_discarded"),
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
    orders = report.get("orders") or {}
    written = int(orders.get("new", 0)) + int(orders.get("changed", 0))
    if state == "landed":
        words = _landed(written, int(orders.get("conflict", 0)))
        link = dcc.Link(t.t("imports.show_orders"), href=orders_href(record["channel"]), className="ot-card-link")
        return html.Div([sentence(words, "good"), link], className="ot-import-landed")
    if not written and not orders.get("conflict"):
        return sentence(t.t("imports.nothing_new"), "info")
    return None


def _to_mapping(report: Record) -> Component | None:
    """The way on for a file that waits for its columns to be mapped."""
    if not report.get("kept"):
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
            html.Span(
                [html.Progress(className="ot-progress"), t.t("imports.working")],
                hidden=True,
                className="ot-muted ot-import-working",
                role="status",
            ),
        ],
        className="ot-actions",
    )


def _offer(count: int, conflicts: int) -> str:
    """What the button will do: ``count`` orders are new or changed."""
    t = tr()
    if count:
        return t.t("imports.merge_one") if count == 1 else t.t("imports.merge", n=t.number(count))
    return t.t("imports.record_conflicts") if conflicts else t.t("imports.close")


def _samples(samples: Sequence[Record]) -> Component | None:
    changed = [sample for sample in samples if sample.get("changes")][:MAX_SAMPLES]
    if not changed:
        return None
    t = tr()
    rows = []
    for sample in changed:
        for index, (column, (old, new)) in enumerate(sample["changes"].items()):
            rows.append(
                html.Tr(
                    [
                        html.Td(sample["channel_order_no"] if not index else "", className="ot-mono"),
                        html.Td(field_label(column)),
                        html.Td(_change(column, old, new, column in (sample.get("disputed") or ()))),
                    ]
                )
            )
    return _block(
        t.t("imports.samples"),
        [t.t("imports.column_order"), t.t("imports.column_field"), t.t("imports.column_change")],
        rows,
    )


def _change(column: str, old: Any, new: Any, disputed: bool) -> list[Component]:
    """Old and new value; in words where a person's value stays and ``new`` is only what the file says."""
    ours, theirs = value_text(column, old), value_text(column, new)
    if disputed:
        return [html.Span(tr().t("imports.stays", ours=ours, theirs=theirs))]
    return [html.Del(ours), html.Span(" → ", className="ot-muted"), html.Ins(theirs)]


def _conflicts(conflicts: Sequence[Record]) -> Component | None:
    if not conflicts:
        return None
    t = tr()
    rows = [
        html.Tr(
            [
                html.Td(row.get("channel_order_no") or "", className="ot-mono"),
                html.Td(field_label(str(row["field"]))),
                html.Td(value_text(str(row["field"]), row["ours"])),
                html.Td(value_text(str(row["field"]), row["theirs"])),
            ]
        )
        for row in conflicts[:MAX_HELD]
    ]
    header = [
        t.t("imports.column_order"),
        t.t("imports.column_field"),
        t.t("imports.column_ours"),
        t.t("imports.column_theirs"),
    ]
    return _block(t.t("imports.conflicts"), header, rows, t.t("imports.conflicts_hint"))


def _held(record: Record, held: Sequence[Record]) -> Component | None:
    if not held:
        return None
    t = tr()
    rows = [
        html.Tr(
            [
                html.Td(row.get("file") or ""),
                html.Td(t.number(row["line"]) if row.get("line") else "–", className="is-number"),
                html.Td(row.get("column_name") or row.get("column") or "–"),
                html.Td(reason(row), className="ot-reason"),
                html.Td(html.Code(row.get("raw") or "", title=row.get("raw") or ""), className="ot-raw"),
            ]
        )
        for row in held[:MAX_HELD]
    ]
    header = [
        t.t("imports.column_file"),
        t.t("imports.column_line"),
        t.t("imports.column_column"),
        t.t("imports.column_reason"),
        t.t("imports.column_raw"),
    ]
    mend = dcc.Link(t.t("held.mend"), href=held_href(record["import_id"]), className="ot-card-link")
    download = html.A(
        t.t("imports.held_csv"),
        href=f"/api/imports/{quote(str(record['import_id']))}/held.csv",
        download="",
        className="ot-card-link",
    )
    total = int((record["report"].get("rows") or {}).get("held", len(held)))
    hint = t.t("imports.held_hint")
    if total > len(rows):
        hint = f"{hint} {t.t('imports.held_first', n=t.number(len(rows)), total=t.number(total))}"
    return _block(t.t("imports.held_rows", n=t.number(total)), header, rows, hint, html.Span([mend, download]))


def held_href(import_id: str) -> str:
    """Where the held rows of an import are mended."""
    return f"/import/held?import={quote(str(import_id))}"


def reason(row: Record) -> str:
    """Why the row was held, as a sentence."""
    params = row.get("params") or {}
    if isinstance(params, str):
        params = json.loads(params)
    return tr().t(f"reason.{row['reason']}", **{"column": row.get("column_name") or "", **params})


def value_text(column: str, value: Any) -> str:
    """A column's value as staff read it."""
    t = tr()
    if value is None or value == "":
        return t.t("imports.empty")
    text = str(value)
    if column in ("stage", "followed_to"):
        return stage_label(text)
    if column in ("region", "country"):
        return region_label(text)
    if column.endswith("_at"):
        try:
            return t.datetime(value if isinstance(value, datetime) else datetime.fromisoformat(text))
        except ValueError:
            return text
    if column in MONEY:
        try:
            return t.number(Decimal(text), 2)
        except InvalidOperation:
            return text
    return text


def _block(
    title: str, header: Sequence[str], rows: Sequence[Component], hint: str = "", link: Component | None = None
) -> Component:
    return html.Div(
        [
            html.Div([html.H3(title), link], className="ot-card-head"),
            html.P(hint, className="ot-muted") if hint else None,
            html.Div(
                html.Table(
                    [html.Thead(html.Tr([html.Th(name, scope="col") for name in header])), html.Tbody(list(rows))],
                    className="ot-table",
                ),
                className="ot-scroll",
                tabIndex=0,
            ),
        ],
        className="ot-block",
    )
