"""The watched folder: what waits in it, what it took, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.states import sentence
from ordertrail.i18n import tr

SHOWN: Final = 12


def import_inbox(folder: Path | None, status: Mapping[str, Any]) -> Component | None:
    """``status`` as ``etl.run.watch.read_status`` gives it; nothing where no folder is or was watched."""
    if not folder and not status:
        return None
    t = tr()
    named = str(folder or status["folder"])
    mine = status if status.get("folder") == named else {}
    looked = t.t("inbox.where", folder=named, when=t.datetime(_moment(mine["at"]))) if mine else ""
    taken = mine.get("taken") or ()
    return html.Section(
        [
            html.H2(t.t("inbox.title"), className="ot-section-title"),
            html.P(looked or t.t("inbox.never", folder=named), className="ot-muted ot-inbox-where"),
            _trouble(mine.get("trouble")),
            _waiting(mine.get("waiting") or ()),
            _taken(taken) if taken else html.P(t.t("inbox.nothing"), className="ot-muted"),
        ],
        className="ot-inbox",
    )


def _trouble(trouble: Mapping[str, Any] | None) -> Component | None:
    return sentence(tr().t(f"error.{trouble['error']}", **trouble["params"]), "bad") if trouble else None


def _waiting(names: Any) -> Component | None:
    if not names:
        return None
    t = tr()
    listed = t.t("filter.join").join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    one = len(names) == 1
    said = t.t("inbox.waiting_one", names=listed) if one else t.t("inbox.waiting", n=t.number(len(names)), names=listed)
    return html.P(said, className="ot-muted")


def _taken(taken: Any) -> Component:
    t = tr()
    header = (
        t.t("inbox.column_when"),
        t.t("inbox.column_file"),
        t.t("inbox.column_state"),
        t.t("inbox.column_said"),
    )
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(name, scope="col") for name in header])),
                html.Tbody([_row(each) for each in taken[:SHOWN]]),
            ],
            className="ot-table",
        ),
        className="ot-card ot-scroll",
        tabIndex=0,
    )


def _row(taken: Mapping[str, Any]) -> Component:
    t = tr()
    good = taken["state"] == "imported"
    said = taken.get("message") or t.t("inbox.did", orders=t.number(taken["orders"]), held=t.number(taken["held"]))
    if taken["imports"]:
        query = "&".join(f"id={quote(str(each))}" for each in taken["imports"])
        said = dcc.Link(said, href=f"/import?{query}")
    state = html.Span(
        t.t("inbox.state_imported") if good else t.t("inbox.state_failed"),
        className=f"ot-state is-{'landed' if good else 'refused'}",
    )
    return html.Tr(
        [
            html.Td(t.datetime(_moment(taken["at"]))),
            html.Td(taken["file"], className="ot-ellipsis", title=taken["lies"]),
            html.Td(state),
            html.Td(said, className="ot-inbox-said"),
        ]
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
