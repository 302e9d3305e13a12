"""Taking an import back: what would happen, and the button that does it."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.addresses import order_href
from dashboard.attributes import aria, data
from dashboard.components.import_words import Record, block, working
from dashboard.components.order_words import who
from dashboard.components.states import sentence
from dashboard.ids import Imports
from ordertrail.i18n import tr

FIRST: Final = 50
MORE: Final = 200


def undo_block(record: Record) -> Component | None:
    """The button that looks first; nothing happens before a second one is pressed."""
    if record["state"] != "landed":
        return None
    key = record["import_id"]
    return html.Div(
        [
            html.Button(tr().t("landing.undo"), id=Imports.look(key), type="button", className="ot-button is-small"),
            html.Div(id=Imports.undo(key), **aria(live="polite")),
        ],
        className="ot-import-undo",
    )


def undo_preview(import_id: str, found: Record) -> Component:
    """Counts, the first of the orders that are kept with a button for more of them, and the button."""
    t = tr()
    counts = {name: int(found[name]) for name in ("vanish", "return", "keep")}
    facts = [t.t(f"landing.undo_{name}", n=t.number(count)) for name, count in counts.items() if count]
    if not counts["vanish"] and not counts["return"]:
        facts.insert(0, t.t("landing.undo_nothing"))
    kept = [_kept(row) for row in found["orders"]]
    header = [t.t("imports.column_order"), t.t("landing.customer"), t.t("landing.why")]
    hint = t.t("landing.kept_first", n=t.number(len(kept)), total=t.number(counts["keep"])) if (
        counts["keep"] > len(kept)
    ) else ""  # fmt: skip
    return html.Div(
        [
            html.Ul([html.Li(fact) for fact in facts]),
            block(t.t("landing.kept_orders"), header, kept, hint) if kept else None,
            _more(import_id, len(kept), counts["keep"]) if counts["keep"] > len(kept) else None,
            html.Div(
                [
                    html.Button(
                        t.t("landing.undo_now"),
                        type="button",
                        className="ot-button is-danger",
                        **data(import_id=import_id, import_action="undo"),
                    ),
                    working(),
                ],
                className="ot-actions",
            ),
        ]
    )


def _more(import_id: str, shown: int, total: int) -> Component:
    t = tr()
    words = t.t("landing.kept_more", n=t.number(min(MORE, total - shown)))
    return html.Button(words, id=Imports.more(import_id, shown), type="button", className="ot-button is-small")


def _kept(row: Record) -> Component:
    t = tr()
    when = t.datetime(row["occurred_at"]) if row["occurred_at"] else ""
    by = who(row["who"]) if row["who"] else ""
    return html.Tr(
        [
            html.Td(
                dcc.Link(
                    row["channel_order_no"],
                    href=order_href(row["channel"], row["channel_order_no"]),
                ),
                className="ot-mono",
            ),
            html.Td(row["customer_name"] or "–"),
            html.Td(t.t(f"landing.why_{row['why']}", who=by, when=when)),
        ]
    )


def undone_words(record: Record) -> Component:
    """How an undo went, and what it kept."""
    t = tr()
    told: dict[str, Any] = record["report"].get("undo") or {"vanish": 0, "return": 0, "keep": 0}
    by, when = record.get("undone_by"), record.get("undone_at")
    parts = {name: t.number(int(told[name])) for name in ("vanish", "return", "keep")}
    words = t.t(
        "landing.undone", vanish=parts["vanish"], back=parts["return"], keep=parts["keep"],
        who=who(by) if by else "", when=t.datetime(when) if when else "",
    )  # fmt: skip
    return sentence(words, "info")
