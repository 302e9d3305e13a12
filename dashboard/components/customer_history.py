"""What people did to a customer: edits, merges and their undoing, newest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.customer_words import Segments, customer_href
from dashboard.components.order_words import source_words, who
from dashboard.shell import icon
from ordertrail.domain.actor import local_owner
from ordertrail.i18n import tr
from ordertrail.services.undo_customer import may_undo_customer

Deed = Mapping[str, Any]
ICONS: Final = {
    "edited": "pencil", "undone": "arrow-counterclockwise", "merged": "sign-merge-right", "unmerged": "signpost-split",
    "not_same": "people", "maybe_same": "question-lg",
}  # fmt: skip
_SLOT: Final = "\x00"


def keys_in(deeds: Sequence[Deed]) -> set[UUID]:
    """The customers that the deeds speak of."""
    told = [key for deed in deeds for key in (deed.get("kept"), deed.get("merged"), *(deed.get("pair") or ())) if key]
    return set(map(UUID, told))


def customer_history(
    deeds: Sequence[Deed],
    own: Collection[UUID],
    names: Mapping[UUID, str],
    in_force: Collection[str],
    refused: Collection[frozenset[UUID]],
    words: Segments,
    last: Deed | None,
) -> Component:
    """``own``: keys of the customer itself; ``names``: of every customer in the deeds; ``in_force``: ids of merges
    that can be undone; ``refused``: pairs of which is said that they are two; ``words``: names of segments;
    ``last``: the newest edit of the customer's own row.
    """
    t = tr()
    undo = partial(_undo, in_force=in_force, refused=refused, last=last)
    rows = [_deed(deed, own, names, undo(deed), words) for deed in deeds]
    body = html.Ol(rows, className="ot-trail") if rows else html.P(t.t("customer.history_none"), className="ot-muted")
    title = html.H3(t.t("customer.history"), className="ot-card-title")
    return html.Section([title, body], className="ot-card ot-order-trail")


def _deed(
    deed: Deed, own: Collection[UUID], names: Mapping[UUID, str], undo: Component | None, words: Segments
) -> Component:
    t, kind = tr(), deed["kind"]
    about = [
        html.Time(t.datetime(deed["at"]), dateTime=f"{deed['at'].isoformat()}Z"),
        html.Span(who(deed["actor"])),
        html.Span(source_words(deed["source"])),
    ]
    return html.Li(
        [
            html.Span(icon(ICONS.get(kind, "dot")), className=f"ot-trail-icon is-{kind}"),
            html.Div(
                [
                    html.P(
                        [
                            html.Strong(_what(deed, own, names)),
                            undo,
                        ],
                        className="ot-trail-what",
                    ),
                    *[html.P(line, className="ot-trail-fields") for line in _changes(deed, words)],
                    html.Blockquote(deed["note"], className="ot-trail-note") if deed["note"] else None,
                    html.P(about, className="ot-trail-about"),
                ],
                className="ot-trail-body",
            ),
        ]
    )


def _undo(
    deed: Deed, *, in_force: Collection[str], refused: Collection[frozenset[UUID]], last: Deed | None
) -> Component | None:
    """The way back from a merge or a refusal that holds, and from one's own newest edit."""
    if deed["kind"] == "merged" and deed["merge_id"] in in_force:
        asked = data(customer_unmerge=deed["merge_id"])
    elif deed["kind"] == "not_same" and frozenset(map(UUID, deed["pair"])) in refused:
        asked = data(customer_together="", one=deed["pair"][0], other=deed["pair"][1])
    elif deed == last and may_undo_customer(last, local_owner("web").name):
        asked = data(customer_undo=str(deed["version"]))
    else:
        return None
    return html.Button(tr().t("customer.undo"), type="button", className="ot-quiet", **asked)


def _what(deed: Deed, own: Collection[UUID], names: Mapping[UUID, str]) -> list[Any]:
    """The deed's name, with a link to the other customer."""
    t, kind = tr(), deed["kind"]
    if kind in ("edited", "undone"):
        return [t.t(f"customer.did_{kind}")]
    keys = [UUID(key) for key in (deed.get("pair") or (deed["merged"], deed["kept"]))]
    other = next((key for key in keys if key not in own), keys[0])
    before, _, after = t.t(f"customer.did_{kind}", other=_SLOT).partition(_SLOT)
    name = names.get(other, str(other))
    return [before, name if other in own else dcc.Link(name, href=customer_href(other)), after]


def _changes(deed: Deed, words: Segments) -> list[str]:
    t = tr()
    lines = []
    for name, (before, after) in (deed.get("changes") or {}).items():
        shown = [_value(name, value, words) for value in (before, after)]
        lines.append(t.t("customer.changed", field=t.t(f"customer.{name}"), before=shown[0], after=shown[1]))
    return lines


def _value(name: str, value: str | None, words: Segments) -> str:
    t = tr()
    if value is None:
        return t.t("customer.nothing")
    if name == "kind":
        return t.t(f"customer.kind_{value}")
    return words.get(value, value) if name == "segment" else value
