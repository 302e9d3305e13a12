"""What happened to an order, newest first: who, when, from what to what, why, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.field_labels import field_label
from dashboard.components.order_changes import ICONS as CHANGE_ICONS
from dashboard.components.order_changes import changes
from dashboard.components.order_deed_words import ICONS as DEED_ICONS
from dashboard.components.order_deed_words import deed_words
from dashboard.components.order_words import Record, source_words, stage_mark, who
from dashboard.shell import icon
from ordertrail.domain.custom_fields import CustomField
from ordertrail.i18n import tr

ICONS: Final = {
    "created": "plus-circle",
    "imported": "file-earmark-arrow-down",
    "import_changed": "file-earmark-diff",
    "stage_changed": "arrow-right-circle",
    "note": "chat-left-text",
    **DEED_ICONS,
    **CHANGE_ICONS,
}


def order_trail(
    events: Sequence[Record], undo: Component | None = None, own_fields: Sequence[CustomField] = ()
) -> Component:
    """``events`` as the store gives them, newest first; ``undo`` takes back the newest."""
    t = tr()
    return html.Section(
        [
            html.H3(t.t("event.title"), className="ot-card-title"),
            html.Ol(
                [_event(event, own_fields, undo if place == 0 else None) for place, event in enumerate(events)],
                className="ot-trail",
            ),
        ],
        className="ot-card ot-order-trail",
    )


def event_title(event: Record) -> str:
    """What happened; money that went back is called so."""
    t, kind = tr(), event["kind"]
    if kind == "payment_recorded" and '"kind": "refund"' in (event["detail"] or ""):
        return t.t("event.refund_recorded")
    return t.t(f"event.{kind}")


def _event(event: Record, own_fields: Sequence[CustomField], undo: Component | None) -> Component:
    t, kind = tr(), event["kind"]
    about = [
        html.Time(t.datetime(event["occurred_at"]), dateTime=f"{event['occurred_at'].isoformat()}Z"),
        html.Span(who(event["actor"])),
        html.Span(source_words(event["source"])) if event["source"] else None,
    ]
    return html.Li(
        [
            html.Span(icon(ICONS.get(kind, "dot")), className=f"ot-trail-icon is-{kind}"),
            html.Div(
                [
                    html.P([html.Strong(event_title(event)), _stages(event), undo], className="ot-trail-what"),
                    _deed(event),
                    changes(event, own_fields),
                    _why(event),
                    html.P([part for part in about if part is not None], className="ot-trail-about"),
                ],
                className="ot-trail-body",
            ),
        ]
    )


def _stages(event: Record) -> Component | None:
    """From → to; only the latter where there was none before."""
    before, after = event["from_value"], event["to_value"]
    if not after:
        return None
    arrow = [stage_mark(before), html.Span("→", className="ot-muted")] if before else []
    return html.Span([*arrow, stage_mark(after)], className="ot-trail-stages")


def _deed(event: Record) -> Component | None:
    """What a payment, parcel or return was."""
    words = deed_words(event)
    return html.P(words, className="ot-trail-fields") if words else None


def _why(event: Record) -> Component | None:
    """A person's note; for a file, the names of the fields that it changed."""
    t = tr()
    if not event["note"]:
        return None
    if event["kind"] != "import_changed":
        return html.Blockquote(event["note"], className="ot-trail-note")
    names = [field_label(name) for name in event["note"].split(",") if name and name != "stage"]
    if not names:
        return None
    return html.P(t.t("event.fields", names=t.t("filter.join").join(names)), className="ot-trail-fields")
