"""By what an order that a person types is judged: the moment, the zone, and all that the company shaped."""

from __future__ import annotations

from ordertrail.domain.entry import Desk
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.own_lists import segments, surcharge_kinds


def entry_desk(ctx: Context) -> Desk:
    """As things stand now."""
    return Desk(
        now=ctx.now(),
        zone=ctx.zone,
        base_currency=ctx.settings.base_currency,
        currencies=tr().locale.currencies,
        kinds=[each.code for each in surcharge_kinds(ctx) if not each.hidden],
        segments=[each.code for each in segments(ctx) if not each.hidden],
        fields=custom_fields(ctx),
        workflows=ctx.workflows(),
    )
