"""Settings: exchange rates. The script makes the table of what the API gives; here stand its words."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.ids import Settings
from ordertrail.i18n import tr
from ordertrail.services.context import Context


def view(ctx: Context) -> Component:
    """The table's place."""
    t = tr()
    base = ctx.settings.base_currency
    return html.Section(
        [
            html.H2(t.t("rates.title"), className="ot-card-title"),
            html.P(t.t("rates.hint", base=base), className="ot-muted ot-settings-hint"),
            html.Div(
                id=Settings.RATES,
                **data(
                    words=json.dumps(words(), ensure_ascii=False),
                    today=t.local(ctx.now()).date().isoformat(),
                    names=json.dumps(dict(t.locale.currencies), ensure_ascii=False),
                ),
            ),
        ],
        className="ot-card ot-settings-card",
    )


def words() -> dict[str, str]:
    """All that the table says."""
    t = tr()
    return {
        "currency": t.t("rates.currency"),
        "day": t.t("rates.day"),
        "rate": t.t("rates.rate"),
        "from": t.t("rates.from"),
        "reference": t.t("rates.reference"),
        "own": t.t("rates.own"),
        "add": t.t("rates.add"),
        "save": t.t("rates.save"),
        "upload": t.t("rates.upload"),
        "download": t.t("rates.download"),
        "remove": t.t("rates.remove"),
        "saved": t.t("rates.saved"),
        "removed": t.t("rates.removed"),
        "lost": t.t("rates.lost"),
        "history": t.t("rates.history"),
    }
