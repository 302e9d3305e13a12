"""An order as the table shows it: what a reader sees, in the reader's language and the business time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.custom_fields import of_cell
from ordertrail.domain.places import place_name
from ordertrail.domain.tags import shown_tags
from ordertrail.domain.workflow import Workflows
from ordertrail.i18n import tr
from ordertrail.own_labels import carrier_label, payment_label

SOON_HOURS: Final = 24
IN_DAYS: Final = 48
PLAIN: Final = (
    "channel",
    "channel_order_no",
    "stage",
    "version",
    "currency",
    "customer_name",
    "customer_phone",
    "city",
    "carrier",
    "tracking_no",
    "workflow",
    "goods",
    "sku",
    "lines",
    "company",
    "segment",
    "customer_email",
    "address",
    "billing_address",
    "postal_code",
    "priority",
    "owner",
    "promo_code",
    "return_policy",
    "payment_method",
    "note",
    "payment_status",
    "fulfilment_status",
    "return_status",
)
AMOUNTS: Final = ("total", "paid", "refunded", "subtotal", "shipping", "tax", "discount", "surcharge")
MOMENTS: Final = (
    "paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at", "created_at", "updated_at",
)  # fmt: skip


def row_json(row: Mapping[str, Any], now: datetime, workflows: Workflows) -> dict[str, Any]:
    """One row of ``order_rows``, whichever columns it has. Amounts are text, so that no digit is lost; times are ready
    text.

    ``custom`` has the values of the company's own fields by their keys.

    ``due`` is ``{text, tone}`` or None, ``next`` the stage of the one next move or None. ``now`` is naive UTC.
    """
    t = tr()
    promised = row["promised_at"]
    made = {
        **{name: row[name] for name in PLAIN if name in row},
        **{name: amount(row[name]) for name in AMOUNTS if name in row},
        **{name: t.datetime(row[name]) if row[name] else "" for name in MOMENTS if name in row},
    }
    if "tags" in row:
        made["tags"] = shown_tags(row["tags"])
    if "custom" in row:
        made["custom"] = of_cell(row["custom"])
    if "carrier" in row:
        made["carrier_label"] = carrier_label(row["carrier"], row["channel"])
    if "payment_method" in row:
        made["payment_label"] = payment_label(row["payment_method"], row["channel"])
    if "country" in row:
        made["place"] = place(row["country"], row["region"], t.lang)
    return {
        **made,
        "placed": brief(row["placed_at"], now, time=True),
        "placed_full": t.datetime(row["placed_at"]) if row["placed_at"] else "",
        "promised": brief(promised, now),
        "promised_full": t.datetime(promised) if promised else "",
        "due": due(row, now, workflows),
        "next": workflows.of(row["workflow"]).next_move(row["stage"]),
    }


def amount(value: Decimal | float | None) -> str | None:
    """The amount in plain digits, without an exponent."""
    return None if value is None else f"{Decimal(str(value)):f}"


def place(country: str | None, region: str | None, lang: str) -> str:
    """The province, else the country; '' where neither is known."""
    code = region or country or ""
    return place_name(code, lang) or code


def brief(moment: datetime | None, now: datetime, time: bool = False) -> str:
    """The day in the business zone; in the present year without its year, but with the time if asked for."""
    if moment is None:
        return ""
    t = tr()
    local = t.local(moment)
    if local.year != t.local(now).year:
        return t.date(moment)
    day = t.day(local.date(), "MMMd")
    return t.t("orders.moment", day=day, time=f"{local:%H:%M}") if time else day


def due(row: Mapping[str, Any], now: datetime, workflows: Workflows) -> dict[str, str] | None:
    """How the promise stands. ``tone``: bad is late, warn due within a day, muted all else."""
    promised, fulfilled = row["promised_at"], row["fulfilled_at"]
    if promised is None:
        return None
    t = tr()
    if row["late"]:
        return {"text": t.t("orders.due_late", duration=rough(_hours(promised, now))), "tone": "bad"}
    if fulfilled is not None:
        if fulfilled <= promised:
            return {"text": t.t("orders.due_kept"), "tone": "muted"}
        return {"text": t.t("orders.due_broken", duration=rough(_hours(promised, fulfilled))), "tone": "muted"}
    hours = _hours(now, promised)
    if hours < 0 or row["reached"] or row["stage"] in workflows.codes("cancelled"):
        return None
    tone = "warn" if hours <= SOON_HOURS else "muted"
    return {"text": t.t("orders.due_in", duration=rough(hours)), "tone": tone}


def rough(hours: float) -> str:
    """A span in words, coarser the longer it is: minutes within the hour, hours within two days, then days."""
    unit = 24 if hours >= IN_DAYS else 1 if hours >= 1 else 1 / 60
    return tr().duration(max(hours // unit, 1) * unit)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600
