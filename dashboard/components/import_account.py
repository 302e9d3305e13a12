"""An import's warnings, its account to the cent, and what it does to the sums in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.import_words import Record, block
from dashboard.components.states import sentence
from ordertrail.i18n import tr
from ordertrail.import_words import assumption_text, warning_text

PARTS: Final = ("file", "landed", "unchanged", "left", "held")
ALWAYS: Final = ("file", "landed", "held")


def warnings_block(report: Record) -> Component | None:
    """What looks wrong with the file; an earlier import that is spoken of is linked."""
    warnings = report.get("warnings") or []
    if not warnings:
        return None
    return html.Ul([html.Li(_warning(each)) for each in warnings], className="ot-import-warnings")


def _warning(warning: Record) -> list[Any]:
    t, earlier = tr(), (warning.get("params") or {}).get("import_id")
    said: list[Any] = [html.Span("!", className="ot-sign"), html.Span(warning_text(warning))]
    if earlier:
        said.append(dcc.Link(t.t("landing.open_import"), href=f"/import?id={quote(earlier)}", className="ot-card-link"))
    return said


def assumed_block(report: Record) -> Component | None:
    """What reading the file took for granted."""
    assumed = report.get("assumed") or []
    if not assumed:
        return None
    said = [html.Li(assumption_text(each)) for each in assumed]
    return html.Div([html.H3(tr().t("assumed.title")), html.Ul(said)], className="ot-assumed")


def account_block(report: Record) -> Component | None:
    """File = landed + unchanged + left out + held, in rows, orders and sums; a difference is an error."""
    account = report.get("account") or report.get("reconciliation")
    if not account:
        return None
    t = tr()
    currencies = sorted({currency for part in PARTS for currency in account[part]["sums"]})
    header = [t.t("landing.account_part"), t.t("landing.rows"), t.t("landing.orders")]
    header += [currency or t.t("landing.no_currency") for currency in currencies]
    shown = [part for part in PARTS if part in ALWAYS or account[part]["orders"]]
    rows = [_part(part, account[part], currencies, report["state"]) for part in shown]
    off = account["differences"]
    said: list[Component | None] = [sentence(_difference(each), "bad") for each in off]
    if not off:
        said.append(sentence(t.t("landing.adds_up", lines=t.number(account["file"]["lines"])), "good"))
    if account["unreadable"]:
        said.append(sentence(t.t("landing.unreadable", n=t.number(account["unreadable"])), "warn"))
    if account["derived"]:
        said.append(html.P(t.t("landing.derived"), className="ot-muted"))
    said += [
        html.P(t.t("landing.kept", amount=t.money(Decimal(amount), currency)), className="ot-muted")
        for currency, amount in (account.get("kept") or {}).items()
    ]
    table = block(t.t("landing.account"), header, rows, t.t("landing.account_hint"))
    return html.Div([table, *said], className="ot-account")


def _part(part: str, tally: Mapping[str, Any], currencies: Sequence[str], state: str) -> Component:
    t = tr()
    words = t.t("landing.part_would") if part == "landed" and state == "previewed" else t.t(f"landing.part_{part}")
    cells = [t.number(tally["rows"]), t.number(tally["orders"])]
    cells += [t.number(Decimal(tally["sums"].get(currency, "0")), 2) for currency in currencies]
    return html.Tr(
        [html.Th(words, scope="row"), *[html.Td(cell, className="is-number") for cell in cells]],
        className="is-total" if part == "file" else None,
    )


def _difference(each: Mapping[str, Any]) -> str:
    t = tr()
    if each["what"] == "sum":
        return t.t("landing.off_sum", by=t.number(Decimal(each["by"]), 2), currency=each["currency"] or "")
    return t.t(f"landing.off_{each['what']}", by=each["by"])


def amounts_block(record: Record) -> Component | None:
    """Sums of the orders that would be written, before and after, by currency."""
    amounts = record["report"].get("amounts") or []
    if not amounts or record["state"] != "previewed":
        return None
    t = tr()
    rows = []
    for each in amounts:
        before, after = Decimal(each["before"]), Decimal(each["after"])
        cells = [t.money(amount, each["currency"]) for amount in (before, after)]
        sign = "+" if after > before else "−" if after < before else ""
        cells.append(f"{sign}{t.money(abs(after - before), each['currency'])}")
        rows.append(
            html.Tr([html.Th(each["currency"], scope="row"), *[html.Td(cell, className="is-number") for cell in cells]])
        )
    header = [t.t("landing.currency"), t.t("landing.before"), t.t("landing.after"), t.t("landing.difference")]
    return html.Div(block(t.t("landing.amounts"), header, rows, t.t("landing.amounts_hint")), className="ot-account")
