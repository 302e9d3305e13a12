"""Order entry: the form is told its rules, then its script speaks with the API itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard.callbacks.wiring import callback
from dashboard.components.order_form import currency_choice
from dashboard.ids import OrderNew
from ordertrail.domain.money import REFERENCE_RATES_CNY
from ordertrail.domain.named import Named
from ordertrail.domain.order import SURCHARGE_KINDS
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.own_lists import segments, surcharge_kinds
from ordertrail.store.rates import rated_currencies


def form_rules(ctx: Context) -> dict[str, Any]:
    """``base``: the currency to begin with; ``zone``: where times are read; ``now``: the server's clock.

    ``kinds``, ``segments`` and ``workflows``: code and label of what may be chosen, of workflows with the stages that
    an order may start in; ``fields``: those of the company's own making; ``currencies``: those that only its own table
    rates.
    """
    with ctx.store.read() as connection:
        rated = rated_currencies(connection)
    lang, flows = tr().lang, ctx.workflows()
    chosen = (flows.of(flows.default), *(each for each in flows.all if each.code != flows.default))
    return {
        "base": ctx.settings.base_currency,
        "zone": ctx.settings.business_timezone,
        "now": ctx.now().replace(tzinfo=UTC).isoformat(timespec="milliseconds"),
        "currencies": [currency_choice(code) for code in rated if code not in REFERENCE_RATES_CNY],
        "kinds": _shown(surcharge_kinds(ctx)[len(SURCHARGE_KINDS) :]),
        "segments": _shown(segments(ctx)),
        "workflows": [
            {
                "code": flow.code,
                "label": flow.label(lang),
                "starts": [[code, flow.stage(code).label(lang)] for code in flow.starts],
            }
            for flow in chosen
        ],
        "fields": [
            {
                "key": each.key,
                "label": each.label(lang),
                "kind": each.kind,
                "choices": list(each.choices),
                "required": each.required,
            }
            for each in custom_fields(ctx)
        ],
    }


def _shown(entries: Sequence[Named]) -> list[list[str]]:
    return [[each.code, each.label(tr().lang)] for each in entries if not each.hidden]


def register(app: Dash, ctx: Context) -> None:
    """The form's appearance asks for its rules; they set it going."""

    @callback(app, Output(OrderNew.RULES, "data"), Input(OrderNew.FORM, "id"))
    def rules(_form: str) -> dict[str, Any]:
        return form_rules(ctx)

    app.clientside_callback(ClientsideFunction("orderNew", "begin"), Input(OrderNew.RULES, "data"))
