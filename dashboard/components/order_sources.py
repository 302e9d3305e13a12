"""Where each value of an order comes from, folded away until somebody asks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.field_labels import field_label
from ordertrail.blame_words import source_text
from ordertrail.domain.blame import LINES, Source, blame, planned_at
from ordertrail.domain.workflow import Workflow
from ordertrail.i18n import tr
from ordertrail.store.orders import OrderView

# Known by other means, or made of values that are listed.
UNNAMED = frozenset(
    ("channel", "channel_order_no", "source_file", "source_line", "order_day", "base_total", "country_text",
     "city_code", "district_code", "custom", LINES)
)  # fmt: skip


def order_sources(found: OrderView, workflow: Workflow) -> Component | None:
    """A list of fields and items, each with its import and row, its person and time, or its rule."""
    known = blame(found.order, found.lines, found.events, planned_at(found.order, workflow))
    rows = [_row(field_label(name), source) for name, source in known.fields.items() if name not in UNNAMED]
    items = {line["line_no"]: line["name"] or line["sku"] or str(line["line_no"]) for line in found.lines}
    rows += [_row(items[place], source) for place, source in known.lines.items()]
    if not rows:
        return None
    return html.Details(
        [html.Summary(tr().t("blame.ask")), html.Dl(rows)], className="ot-card ot-order-facts ot-order-sources"
    )


def _row(name: str, source: Source) -> Component:
    said: list[Any] = [source_text(source)]
    if source.import_id:
        link = dcc.Link(
            tr().t("blame.open_import"), href=f"/import?id={quote(source.import_id)}", className="ot-card-link"
        )
        said += [" ", link]
    return html.Div([html.Dt(name), html.Dd(said)])
