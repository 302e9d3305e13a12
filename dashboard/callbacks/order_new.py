"""Order entry: the form is told its rules, then its script speaks with the API itself."""

from __future__ import annotations

from datetime import UTC

from dash import ClientsideFunction, Dash, Input, Output

from dashboard.callbacks.wiring import callback
from dashboard.ids import OrderNew
from ordertrail.services.context import Context


def form_rules(ctx: Context) -> dict[str, str]:
    """``base``: the currency to begin with; ``zone``: where times are read; ``now``: the server's clock."""
    return {
        "base": ctx.settings.base_currency,
        "zone": ctx.settings.business_timezone,
        "now": ctx.now().replace(tzinfo=UTC).isoformat(timespec="milliseconds"),
    }


def register(app: Dash, ctx: Context) -> None:
    """The form's appearance asks for its rules; they set it going."""

    @callback(app, Output(OrderNew.RULES, "data"), Input(OrderNew.FORM, "id"))
    def rules(_form: str) -> dict[str, str]:
        return form_rules(ctx)

    app.clientside_callback(ClientsideFunction("orderNew", "begin"), Input(OrderNew.RULES, "data"))
