"""Customers that are likely one, to be compared, merged or told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.customer_words import customer_href, customer_name
from dashboard.components.states import empty_state
from dashboard.shell import icon
from ordertrail.analytics.duplicates import Pair
from ordertrail.i18n import tr

Person = Mapping[str, Any]


def duplicate_list(pairs: Sequence[Pair], people: Mapping[UUID, Person], more: bool) -> Component:
    """Pairs, the likeliest first; ``more``: there are others beside these."""
    t = tr()
    if not pairs:
        return empty_state(t.t("customer.likely_none"), t.t("customer.likely_none_hint"))
    most = t.t("customer.likely_most", n=t.number(len(pairs))) if more else ""
    return html.Section(
        [
            html.P(t.t("customer.likely_hint"), className="ot-muted"),
            html.P(html.Strong(most)) if most else None,
            html.Ul([_pair(pair, people, pair.one, pair.other) for pair in pairs], className="ot-pairs"),
        ],
        className="ot-card ot-duplicates",
    )


def likely_card(pairs: Sequence[Pair], people: Mapping[UUID, Person], key: UUID) -> Component | None:
    """Who else may be the customer ``key``; nothing where nobody may."""
    if not pairs:
        return None
    t = tr()
    return html.Section(
        [
            html.H3([icon("people"), t.t("customer.likely")], className="ot-card-title"),
            html.P(t.t("customer.likely_hint"), className="ot-muted"),
            html.Ul(
                [_pair(pair, people, key, pair.other if pair.one == key else pair.one, alone=True) for pair in pairs],
                className="ot-pairs",
            ),
        ],
        className="ot-card ot-duplicates is-here",
    )


def _pair(pair: Pair, people: Mapping[UUID, Person], one: UUID, other: UUID, alone: bool = False) -> Component:
    """``alone``: the one is on the page already."""
    t = tr()
    shown = [_side(other, people)] if alone else [_side(one, people), icon("arrow-left-right"), _side(other, people)]
    both = {"one": str(one), "other": str(other)}
    reasons = [
        html.Span([t.t(f"customer.reason_{reason}"), html.B(value)], className="ot-badge")
        for reason, value in zip(pair.reasons, pair.shared, strict=True)
    ]
    score = html.Span(t.t("customer.score", score=pair.score), className="ot-score", title=t.t("customer.score_what"))
    return html.Li(
        [
            html.Div(shown, className="ot-pair-sides"),
            html.Div([score, *reasons], className="ot-pair-why"),
            html.Div(
                [
                    html.Button(
                        t.t("customer.compare"),
                        type="button",
                        className="ot-button is-small is-primary",
                        **data(customer_merge="", **both),
                    ),
                    html.Button(
                        t.t("customer.not_same"),
                        type="button",
                        className="ot-button is-small",
                        **data(customer_apart="", **both),
                    ),
                ],
                className="ot-pair-deeds",
            ),
        ],
        className="ot-pair",
    )


def _side(key: UUID, people: Mapping[UUID, Person]) -> Component:
    person = people[key]
    name = customer_name(person)
    known = [person[each] for each in ("company", "phone", "email") if person[each] and person[each] != name]
    return html.Div(
        [
            dcc.Link(name, href=customer_href(key), className="ot-customer-link"),
            html.Span(" · ".join(known), className="ot-muted ot-cut"),
        ],
        className="ot-pair-side",
    )
