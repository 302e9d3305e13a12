"""What of a previewed import lands: by kind of order, group of fields and disputed field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.field_labels import field_label
from dashboard.components.import_words import Record
from ordertrail.domain.landing import FIELD_GROUPS
from ordertrail.i18n import tr


def choice_form(record: Record, differing: Mapping[str, Mapping[str, int]]) -> Component | None:
    """Closed until somebody wants less than everything. The script reads the boxes when the import lands."""
    orders = record["report"].get("orders") or {}
    if record["state"] != "previewed" or not any(orders.get(kind) for kind in ("new", "changed", "conflict")):
        return None
    t = tr()
    changed, disputed = differing.get("changed", {}), differing.get("disputed", {})
    kinds = [
        (kind, t.t(f"landing.take_{kind}", n=t.number(int(orders[kind])))) for kind in ("new", "changed")
        if orders.get(kind)
    ]  # fmt: skip
    groups = [
        (group, t.t(f"landing.group_{group}"))
        for group, names in FIELD_GROUPS.items()
        if any(name.partition(".")[0] in names for name in changed)
    ]
    theirs = [(name, t.t("landing.theirs", field=field_label(name), n=t.number(count)))
              for name, count in disputed.items()]  # fmt: skip
    parts = [
        _boxes("kinds", t.t("landing.choose_kinds"), kinds, checked=True) if kinds else None,
        _boxes("groups", t.t("landing.choose_groups"), groups, checked=True) if groups else None,
        _boxes("theirs", t.t("landing.choose_theirs"), theirs, checked=False, all_at_once=True) if theirs else None,
        _boxes("quiet", t.t("landing.choose_quiet"), [("quiet", t.t("landing.quiet"))], checked=False),
    ]
    return html.Details(
        [
            html.Summary(t.t("landing.choose")),
            html.P(t.t("landing.choose_hint"), className="ot-muted"),
            *[part for part in parts if part is not None],
        ],
        className="ot-choice",
        open=bool(theirs),
    )


def _boxes(
    choice: str, title: str, names: list[tuple[str, str]], *, checked: bool, all_at_once: bool = False
) -> Component:
    t = tr()
    every = [
        html.Button(words, type="button", className="ot-button is-small", **data(choose_all=value))
        for value, words in (("1", t.t("landing.all_theirs")), ("", t.t("landing.none_theirs")))
    ]
    options = [{"label": words, "value": name} for name, words in names]
    value = [name for name, _ in names] if checked else []
    return html.Fieldset(
        [
            html.Legend(title),
            html.Div(every, className="ot-choose-all") if all_at_once and len(names) > 1 else None,
            dcc.Checklist(options=options, value=value, className="ot-options"),
        ],
        **data(choice=choice, names=json.dumps([name for name, _ in names])),
    )


def left_words(report: Record) -> Component | None:
    """What a person left out when the import landed."""
    left: Mapping[str, Any] = report.get("left") or {}
    if not left:
        return None
    t = tr()
    said = []
    if left["new"] or left["changed"]:
        said.append(t.t("landing.left_orders", new=t.number(left["new"]), changed=t.number(left["changed"])))
    if left["partly"]:
        said.append(t.t("landing.left_partly", n=t.number(left["partly"])))
    if left["theirs"]:
        names = t.t("filter.join").join(field_label(name) for name in left["theirs"])
        said.append(t.t("landing.left_theirs", names=names))
    if left["quiet"]:
        said.append(t.t("landing.left_quiet"))
    return html.P(" ".join(said), className="ot-muted") if said else None
