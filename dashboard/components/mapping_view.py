"""The frame of the mapping page with all that its script needs to know: fields, stages, zones, words."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import parse_qs
from zoneinfo import available_timezones

from babel import Locale
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.mapping_words import mapping_words
from dashboard.components.states import skeleton
from dashboard.ids import Mapping
from etl.learn.zones import zones_of_currencies
from ordertrail.domain.own_channels import CUSTOM, GROUPS, NEEDED, OF_ROLE
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.stages import stage_label

# Shown before the others: what most files have.
_USUAL: Final = (
    "order_no", "placed_at", "status", "currency", "item_name", "item_quantity", "item_price", "given_total", "paid",
    "customer_name", "country_text",
)  # fmt: skip


def mapping_view(ctx: Context, search: str) -> Component:
    """For the file or the layout of a channel that ``search`` names."""
    t = tr()
    asked = {name: values[-1] for name, values in parse_qs(search.lstrip("?")).items()}
    return html.Div(
        [
            dcc.Link(t.t("mapping.back"), href="/import", className="ot-card-link"),
            html.Div(
                skeleton(160, 4),
                id=Mapping.ROOT,
                className="ot-mapping",
                **data(
                    file=asked.get("file", ""),
                    channel=asked.get("channel", ""),
                    at=asked.get("at", ""),
                    facts=json.dumps(_facts(ctx), ensure_ascii=False),
                    words=json.dumps(mapping_words(ctx.settings.business_timezone), ensure_ascii=False),
                ),
            ),
        ]
    )


def _facts(ctx: Context) -> dict[str, Any]:
    t = tr()
    groups = [
        {"name": group, "label": t.t(f"mapping.group_{group}"), "fields": [_field(name) for name in names]}
        for group, names in GROUPS.items()
    ]
    own = [{"name": CUSTOM + each.key, "label": each.label(t.lang)} for each in custom_fields(ctx)]
    if own:
        groups.append({"name": "custom", "label": t.t("mapping.group_custom"), "fields": own})
    return {
        "groups": groups,
        "usual": _USUAL,
        "needed": NEEDED,
        "of_role": {role: sorted(names) for role, names in OF_ROLE.items()},
        "stages": [[code, stage_label(code)] for code in ctx.workflows().codes()],
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "currencies": sorted(Locale("en").currencies),
        "zone_of": dict(zones_of_currencies()),
        "business_zone": ctx.settings.business_timezone,
    }


def _field(name: str) -> dict[str, str]:
    return {"name": name, "label": tr().t(f"mapping.field.{name}")}
