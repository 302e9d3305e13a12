"""On the import page: files that wait for their columns to be mapped, and the channels that were made so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.import_questions import questions_view
from dashboard.pages.import_map import PATH
from etl.learn.questions import Question
from etl.learn.unknown import KEPT_DAYS, Kept
from ordertrail.domain.own_channels import OwnChannel
from ordertrail.i18n import tr


def waiting_view(
    files: Sequence[Kept], asked: Sequence[tuple[Kept, Question]], channels: Sequence[OwnChannel]
) -> list[Component]:
    """Nothing where nothing waits and nobody has made a channel; ``asked`` are files with a question of their own."""
    parts = (questions_view(asked), _files(files), _channels(channels))
    return [part for part in parts if part is not None]


def _files(files: Sequence[Kept]) -> Component | None:
    if not files:
        return None
    t = tr()
    return html.Section(
        [
            html.H2(t.t("mapping.waiting"), className="ot-card-title"),
            html.P(t.t("mapping.waiting_hint", days=t.number(KEPT_DAYS)), className="ot-muted ot-waiting-hint"),
            html.Ul([_file(each) for each in files], className="ot-waiting"),
        ],
        className="ot-card ot-waiting-card",
    )


def _file(kept: Kept) -> Component:
    t = tr()
    return html.Li(
        [
            html.Span(kept.name, className="ot-waiting-name"),
            html.Span(t.datetime(datetime.fromisoformat(kept.kept_at)), className="ot-muted"),
            dcc.Link(t.t("mapping.map_it"), href=f"{PATH}?file={kept.id}", className="ot-button is-small is-primary"),
            html.Button(
                t.t("mapping.drop"), type="button", className="ot-button is-small", **data(mapping_drop=kept.id)
            ),
        ]
    )


def _channels(channels: Sequence[OwnChannel]) -> Component | None:
    if not channels:
        return None
    t = tr()
    return html.Details(
        [
            html.Summary(t.t("mapping.own_title")),
            html.Ul([_channel(each) for each in channels], className="ot-waiting"),
        ],
        className="ot-card ot-waiting-card",
    )


def _channel(channel: OwnChannel) -> Component:
    t = tr()
    roles = {
        "orders": t.t("mapping.role_orders"),
        "items": t.t("mapping.role_items"),
        "payments": t.t("mapping.role_payments"),
    }
    links = [
        dcc.Link(
            t.t("mapping.layout_columns", role=roles[layout.role], n=t.number(len(layout.columns))),
            href=f"{PATH}?channel={channel.code}&at={at}",
            title=t.t("mapping.edit"),
        )
        for at, layout in enumerate(channel.layouts)
    ]
    return html.Li(
        [
            html.Span(
                [
                    html.Span(className="ot-dot is-channel", style={"--dot": f"var(--channel-{channel.code})"}),
                    channel.label(t.lang),
                ],
                className="ot-waiting-name",
            ),
            html.Span(t.t("mapping.hidden"), className="ot-tag") if channel.hidden else None,
            html.Span(links, className="ot-waiting-links"),
            html.Button(
                t.t("mapping.show") if channel.hidden else t.t("mapping.hide"),
                type="button",
                className="ot-button is-small",
                **data(mapping_channel=channel.code, mapping_shown="1" if channel.hidden else ""),
            ),
        ]
    )
