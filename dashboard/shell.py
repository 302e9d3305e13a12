"""The frame round every page: rail, top bar, banner, toasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components.deed_dialog import deed_dialog
from dashboard.components.edit_dialog import edit_dialog
from dashboard.components.move_dialog import move_dialog
from dashboard.ids import Shell
from ordertrail.analytics.filters import LONGEST_SEARCH
from ordertrail.i18n import tr

CONTENT: Final = "content"
EVER: Final = "?preset=all"  # whoever looks for an order rarely knows its day


@dataclass(frozen=True)
class Place:
    """An entry of the rail: its address, its Bootstrap icon, and the filters it begins with."""

    path: str
    icon: str
    query: str = ""


PLACES: Final = (
    Place("/", "bar-chart-line"),
    Place("/orders", "table", EVER),
    Place("/orders/new", "plus-square"),
    Place("/customers", "people"),
    Place("/import", "box-arrow-in-down"),
    Place("/settings", "sliders"),
)

# Places that the bar of a phone shows beside the word for the rest; app.css hides the others there.
ON_BAR: Final = 4


def place_names() -> dict[str, str]:
    """The words of the rail, by address."""
    t = tr()
    return {
        "/": t.t("shell.nav_overview"),
        "/orders": t.t("shell.nav_orders"),
        "/orders/new": t.t("shell.nav_new"),
        "/customers": t.t("customer.title"),
        "/import": t.t("shell.nav_import"),
        "/settings": t.t("settings.title"),
    }


def active_place(path: str | None) -> str:
    """The rail's entry for an address; an order belongs to the orders, and so on. Empty where none fits."""
    asked = (path or "/").rstrip("/") or "/"
    if any(place.path == asked for place in PLACES):
        return asked
    return next((place for place in ("/orders", "/customers", "/import") if asked.startswith(f"{place}/")), "")


def page_title(path: str | None) -> str:
    """The words of the top bar for an address."""
    asked = (path or "/").rstrip("/") or "/"
    names = place_names()
    if asked in names:
        return names[asked]
    if asked == "/orders/bulk":
        return tr().t("bulkjobs.title")
    if asked.startswith("/import/"):
        return names["/import"]
    if asked.startswith("/customers/"):
        return tr().t("customer.title_one")
    if asked == "/import/map":
        return tr().t("mapping.title")
    _, _, order = asked.partition("/orders/")
    channel, _, no = order.partition("/")
    return tr().t("shell.title_order", no=unquote(no)) if channel and no else tr().t("shell.not_found")


def icon(name: str) -> Component:
    """A Bootstrap icon, silent for screen readers."""
    return html.I(className=f"bi bi-{name}", **aria(hidden="true"))


def layout() -> Component:
    """The whole screen; the page stands in Dash's own container."""
    return html.Div(
        [
            dcc.Location(id=Shell.URL, refresh="callback-nav"),
            dcc.Store(id=Shell.LIVE),
            dcc.Store(id=Shell.TOAST),
            html.A(tr().t("shell.skip"), href=f"#{CONTENT}", className="ot-skip"),
            _rail(),
            html.Div(
                [
                    _top_bar(),
                    html.Div(id=Shell.BANNER),
                    html.Main(dash.page_container, id=CONTENT, className="ot-content", tabIndex="-1"),
                ],
                className="ot-main",
            ),
            html.Div(id=Shell.TOASTS, className="ot-toasts", **aria(live="polite")),
            move_dialog(),
            edit_dialog(),
            deed_dialog(),
        ],
        className="ot-shell",
    )


def _rail() -> Component:
    t, names = tr(), place_names()
    return html.Nav(
        [
            dcc.Link(
                [icon("signpost-split"), html.Span(t.t("shell.name"), className="ot-word")],
                href="/",
                className="ot-brand",
                title=t.t("shell.name"),
            ),
            html.Div(
                [
                    dcc.Link(
                        [icon(place.icon), html.Span(names[place.path], className="ot-word")],
                        href=place.path + place.query,
                        id=Shell.nav(place.path),
                        className="ot-nav",
                        title=names[place.path],
                    )
                    for place in PLACES
                ]
                + [_more(names)],
                className="ot-nav-list",
            ),
            html.Button(
                [icon("layout-sidebar"), html.Span(t.t("shell.fold"), className="ot-word")],
                id=Shell.FOLD,
                type="button",
                className="ot-nav ot-fold",
                title=t.t("shell.fold"),
            ),
        ],
        id=Shell.NAV,
        className="ot-rail",
        **aria(label=t.t("shell.nav")),
    )


def _more(names: dict[str, str]) -> Component:
    """On a phone the bar holds the first places, and this menu the rest."""
    t = tr()
    links = [
        dcc.Link([icon(place.icon), names[place.path]], href=place.path + place.query, className="ot-menu-item")
        for place in PLACES[ON_BAR:]
    ]
    word = html.Span(t.t("shell.nav_more"), className="ot-word")
    summary = html.Summary([icon("three-dots"), word], className="ot-nav")
    return html.Details([summary, html.Div(links, className="ot-nav-menu")], className="ot-nav-more")


def _top_bar() -> Component:
    t = tr()
    other = "en" if t.lang == "zh" else "zh"
    return html.Header(
        [
            html.H1(id=Shell.TITLE, className="ot-title"),
            html.Span(className="ot-spacer"),
            _search(),
            html.Span(t.t("shell.live_lost"), id=Shell.LOST, className="ot-lost", hidden=True, role="status"),
            _preference(
                f"/prefs?lang={other}",
                [icon("translate"), html.Span(t.t("shell.other_language"), lang=other, className="ot-word")],
                t.t("shell.switch_language"),
                Shell.LANGUAGE,
            ),
            _preference("/prefs?theme=dark", [icon("moon")], t.t("shell.theme_dark"), Shell.DARK),
            _preference("/prefs?theme=light", [icon("sun")], t.t("shell.theme_light"), Shell.LIGHT),
        ],
        className="ot-top",
    )


def _search() -> Component:
    """Finds orders of all times. A plain form, so that it works whatever the page; the script spares the reload."""
    t = tr()
    return html.Form(
        [
            html.Label(
                [
                    icon("search"),
                    html.Span(t.t("shell.search"), className="visually-hidden"),
                    dbc.Input(
                        id=Shell.SEARCH,
                        type="search",
                        name="q",
                        placeholder=t.t("shell.search_hint"),
                        autocomplete="off",
                        maxlength=LONGEST_SEARCH,
                        class_name="ot-search-input",
                    ),
                    html.Kbd(className="ot-search-key", **aria(hidden="true")),
                ],
                className="ot-search-box",
                title=t.t("shell.search"),
            ),
            dbc.Input(type="hidden", name="preset", value="all"),
        ],
        action="/orders",
        method="get",
        role="search",
        className="ot-search",
    )


def _preference(href: str, content: list[Component], title: str, name: str) -> Component:
    """A plain link; the script adds the present address as the way back."""
    return html.A(content, href=href, id=name, title=title, className="ot-icon-button ot-pref")


def demo_banner() -> Component:
    """These are demo data, and the way to be rid of them."""
    t = tr()
    return html.Div(
        [
            icon("info-circle"),
            html.Span(t.t("shell.demo_banner")),
            html.Span(className="ot-spacer"),
            html.Button(t.t("shell.demo_remove"), id=Shell.DEMO_REMOVE, type="button", className="ot-button is-small"),
            dcc.ConfirmDialog(id=Shell.DEMO_CONFIRM, message=t.t("shell.demo_confirm")),
        ],
        className="ot-banner",
        role="status",
    )


def not_found(**_: object) -> Component:
    """The page of an address that leads nowhere."""
    t = tr()
    return html.Div(
        [
            html.P(t.t("shell.not_found"), className="ot-empty-title"),
            html.P(t.t("shell.not_found_hint"), className="ot-empty-hint"),
            html.Div(
                dcc.Link(t.t("shell.not_found_home"), href="/", className="ot-button is-primary"),
                className="ot-empty-actions",
            ),
        ],
        className="ot-empty",
    )
