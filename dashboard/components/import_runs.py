"""Imports under way. The script fills the list from the API, for whoever looks at the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.ids import ImportRuns, Imports
from ordertrail.i18n import tr


def runs_list() -> Component:
    """Empty and unseen until an import runs; carries the words that the script needs."""
    t = tr()
    return html.Section(
        id=ImportRuns.LIST,
        className="ot-runs",
        hidden=True,
        **data(
            title=t.t("runs.title"),
            hint=t.t("runs.hint"),
            cancel=t.t("runs.cancel"),
            receiving=t.t("runs.receiving"),
            failed=t.t("imports.connection_lost"),
            url=Imports.URL,
        ),
    )


def ended_words(record: Mapping[str, Any]) -> str:
    """Why an import ended before its end."""
    t = tr()
    ended = record["report"].get("ended", {})
    who, replay = ended.get("by") or record["actor"], ended.get("phase") in ("replay", "words")
    if record["state"] == "interrupted":
        return t.t("runs.was_interrupted_replay") if replay else t.t("runs.was_interrupted")
    return t.t("runs.was_cancelled_replay", who=who) if replay else t.t("runs.was_cancelled", who=who)
