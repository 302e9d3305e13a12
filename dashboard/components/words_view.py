"""The words workbench. Its script makes the list of what the API gives; here stand its words."""

from __future__ import annotations

import json
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.import_card import channel_name
from dashboard.ids import WordList
from etl.channels.registry import LAYOUTS
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.words import KINDS
from ordertrail.i18n import catalogue, tr


def words_view() -> Component:
    """The list's place."""
    return html.Section(
        [html.P(tr().t("words.hint"), className="ot-muted ot-words-hint"), html.Div(id=WordList.LIST)],
        id=WordList.VIEW,
        className="ot-words",
        **data(words=json.dumps(words(), ensure_ascii=False)),
    )


def words() -> dict[str, Any]:
    """All that the script says."""
    t = tr()
    texts = catalogue(t.lang)
    names = sorted(key.removeprefix("words.say_") for key in texts if key.startswith("words.say_"))
    channels = dict.fromkeys([*CHANNELS, *(layout.channel for layout in LAYOUTS)])
    return {
        **{name: texts[f"words.say_{name}"] for name in names},
        "kinds": {kind: t.t(f"words.kind_{kind}") for kind in KINDS},
        "channels": {code: channel_name(code) for code in channels},
    }
