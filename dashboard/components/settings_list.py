"""The frame of a list that is edited as a whole; its script makes the rows and speaks with the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.states import skeleton
from dashboard.ids import Settings
from dashboard.shell import icon
from ordertrail.i18n import tr


@dataclass(frozen=True)
class Column:
    """A cell of each row. ``kind``: text, choice (of ``options``, value and label), lines (a text a line) or check.

    ``fixed``: only a new row's can be typed. ``when`` shows the cell only where another cell has a value.
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    fixed: bool = False
    when: tuple[str, str] | None = None
    limit: int = 40


def list_editor(
    name: str, title: str, hint: str, columns: Sequence[Column], more: Component | None = None
) -> Component:
    """The list that the API calls ``name``; ``more`` stands above it."""
    return html.Section(
        [
            html.H2(title, className="ot-card-title"),
            html.P(hint, className="ot-muted ot-settings-hint"),
            more,
            html.Div(
                skeleton(48, 3),
                id=Settings.LIST,
                className="ot-settings-list",
                **data(
                    address=f"/api/settings/lists/{name}",
                    key="key" if name == "custom_fields" else "code",
                    columns=json.dumps([asdict(each) for each in columns], ensure_ascii=False),
                    words=json.dumps(_words(), ensure_ascii=False),
                ),
            ),
        ],
        className="ot-card ot-settings-card",
    )


def built_in_words(title: str, labels: Sequence[str]) -> Component:
    """What is there for everybody and cannot be edited."""
    return html.Div(
        [
            html.Span([icon("lock"), title], className="ot-muted"),
            html.Ul([html.Li(label, className="ot-tag") for label in labels], className="ot-settings-fixed"),
        ],
        className="ot-settings-builtin",
        **aria(label=title),
    )


def _words() -> dict[str, str]:
    t = tr()
    return {
        "add": t.t("settings.add"),
        "save": t.t("settings.save"),
        "saving": t.t("settings.saving"),
        "saved": t.t("settings.saved"),
        "reset": t.t("settings.reset"),
        "up": t.t("settings.up"),
        "down": t.t("settings.down"),
        "hide": t.t("settings.hide"),
        "show": t.t("settings.show"),
        "drop": t.t("settings.drop"),
        "hidden": t.t("settings.hidden"),
        "none": t.t("settings.none"),
        "cell": t.t("settings.cell"),
        "new": t.t("settings.new"),
        "lost": t.t("settings.lost"),
        "failed": t.t("settings.failed"),
        "again": t.t("settings.again"),
        "faults": t.t("settings.faults"),
        "leave": t.t("settings.leave"),
        "unsaved": t.t("settings.unsaved"),
        "was_added": t.t("settings.was_added"),
        "was_changed": t.t("settings.was_changed"),
        "was_hidden": t.t("settings.was_hidden"),
        "was_moved": t.t("settings.was_moved"),
        "take_over": t.t("settings.take_over"),
        "taken_over": t.t("settings.taken_over"),
        "limit": t.t("error.too_long"),
    }
