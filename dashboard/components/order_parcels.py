"""The parcels of an order, and what is left to ship."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.order_deeds import dated, deed_button, joined, line_names, quantities, row, section
from dashboard.components.order_words import Record
from ordertrail.domain.goods import totals
from ordertrail.i18n import tr
from ordertrail.own_labels import carrier_label
from ordertrail.services.context import Context
from ordertrail.services.ledgers import known_parcels, to_ship
from ordertrail.store.orders import OrderView


def order_parcels(found: OrderView, ctx: Context) -> Component:
    """By their number; a shipment that was told before there were parcels stands as a row without buttons."""
    t, order = tr(), found.order
    goods = to_ship(found, ctx)
    sums = totals(goods)
    is_cancelled = order["stage"] in ctx.workflows().codes("cancelled")
    may_ship = not is_cancelled and any(line.to_ship for line in goods.values())
    about = ""
    if sums["shipped_quantity"]:
        about = t.t("ledger.shipped_of", n=t.number(sums["shipped_quantity"]), total=t.number(sums["ordered_quantity"]))
    names = line_names(found.lines)
    return section(
        t.t("ledger.parcels"),
        about,
        [deed_button(order, "parcel", t.t("ledger.ship"))] if may_ship else [],
        [_row(parcel, order, names) for parcel in known_parcels(found, ctx)],
        t.t("ledger.no_parcels"),
    )


def _row(parcel: Record, order: Record, names: dict[int, str]) -> Component:
    t = tr()
    is_void = parcel["cancelled_at"] is not None
    is_open = "shipment_id" in parcel and not is_void and parcel["delivered_at"] is None
    state, tone = _state(parcel)
    told = t.t(f"ledger.source_{parcel['source']}") if parcel["source"] in ("import", "entry") else ""
    return row(
        t.t("ledger.parcel_no", n=parcel["number"]),
        joined(carrier_label(parcel["carrier"], order["channel"]), parcel["tracking_no"]),
        state=state,
        tone=tone,
        facts=[
            quantities(parcel["lines"], names),
            joined(
                dated("ledger.shipped_at", parcel["shipped_at"]),
                dated("ledger.delivered_at", parcel["delivered_at"]),
                dated("ledger.cancelled_at", parcel["cancelled_at"]),
                told,
            ),
        ],
        note=parcel["note"],
        buttons=[
            deed_button(order, "deliver", t.t("ledger.deliver"), parcel["shipment_id"]),
            deed_button(order, "cancel", t.t("ledger.cancel"), parcel["shipment_id"]),
        ]
        if is_open
        else [],
        is_void=is_void,
    )


def _state(parcel: Record) -> tuple[str, str]:
    """In words, and its tone."""
    t = tr()
    if parcel["cancelled_at"] is not None:
        return t.t("ledger.parcel_cancelled"), "muted"
    if parcel["delivered_at"] is not None:
        return t.t("ledger.parcel_delivered"), "good"
    return t.t("ledger.parcel_on_its_way"), "accent"
