"""Where the script puts the chips that filter by columns, and the tabs of saved views; here stand their words."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_columns import DATE_FILTER, NUMBER_FILTER, TEXT_FILTER
from dashboard.ids import Orders
from ordertrail.i18n import tr


def filter_chips() -> Component:
    """The place of the chips in the filter bar."""
    return html.Span(id=Orders.CHIPS, className="ot-column-chips", **data(words=_json(filter_words())))


def view_tabs() -> Component:
    """The place of the tabs over the table."""
    return html.Div(id=Orders.VIEWS, className="ot-views", **data(words=_json(view_words())))


def filter_words() -> dict[str, object]:
    """What the chips say."""
    t = tr()
    return {
        "add": t.t("order_filter.add"),
        "drop": t.t("order_filter.drop"),
        "find": t.t("order_filter.find"),
        "blank": t.t("order_filter.blank"),
        "compare": t.t("order_filter.compare"),
        "from": t.t("order_filter.from"),
        "to": t.t("order_filter.to"),
        "chip": t.t("order_filter.chip"),
        "more": t.t("order_filter.more"),
        "text": {name: t.t(f"grid.{name}") for name in TEXT_FILTER},
        "number": {name: t.t(f"grid.{name}") for name in NUMBER_FILTER},
        "date": {name: t.t(f"grid.{name}") for name in DATE_FILTER}
        | {
            "lessThan": t.t("grid.before"),
            "greaterThan": t.t("grid.after"),
        },
        "compared": t.t("order_filter.compared"),
        "join": {"AND": t.t("order_filter.and"), "OR": t.t("order_filter.or")},
        "gone": t.t("order_filter.gone"),
        "unread": t.t("order_filter.unread"),
    }


def view_words() -> dict[str, object]:
    """What the tabs, their menu and their form say."""
    t = tr()
    return {
        "title": t.t("view.title"),
        "all": t.t("view.all"),
        "name": t.t("view.name"),
        "shared": t.t("view.shared"),
        "save": t.t("view.save"),
        "save_as": t.t("view.save_as"),
        "update": t.t("view.update"),
        "rename": t.t("view.rename"),
        "menu": t.t("view.menu"),
        "make_default": t.t("view.make_default"),
        "no_default": t.t("view.no_default"),
        "is_default": t.t("view.is_default"),
        "left": t.t("view.left"),
        "right": t.t("view.right"),
        "remove": t.t("view.remove"),
        "sure": t.t("view.sure"),
        "of": t.t("view.of"),
        "saved": t.t("view.saved"),
        "removed": t.t("view.removed"),
        "lost": t.t("view.lost"),
    }


def _json(words: dict[str, object]) -> str:
    return json.dumps(words, ensure_ascii=False)
