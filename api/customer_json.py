"""Customers as the API tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.order_json import amount
from ordertrail.analytics.customers import Customer
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.own_lists import segments


def list_row_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list: key, person, figures; moments are UTC."""
    person = {name: value for name, value in row["person"].items() if name != "key"}
    moments = {name: row[name].isoformat() if row[name] else None for name in ("first", "last")}
    figures = {"orders": row["orders"], "spent": amount(row["spent"]), "on_time": row["on_time"]}
    return {"key": str(row["key"]), **person, **figures, **moments}


def customer_json(found: Customer) -> dict[str, Any]:
    """One customer; ``version`` is that of what staff says, ``own`` its cells."""
    own = {name: value for name, value in found.row.items() if name not in ("customer_key", "version", "updated_at")}
    return {
        "key": found.key,
        "members": found.members,
        "person": found.person,
        "version": found.row["version"],
        "own": own,
        "figures": {**found.figures, "spent": amount(found.figures["spent"])},
        "sums": [{"currency": code, "orders": n, "total": amount(total)} for code, n, total in found.sums],
        "told": {
            name: [{"value": value, "orders": n, "last": last} for value, n, last in rows]
            for name, rows in found.told.items()
        },
        "places": found.places,
        "orders": [{**row, "total": amount(row["total"])} for row in found.latest],
    }


def compared(ctx: Context, found: Customer) -> list[list[str]]:
    """What two customers are compared by: label and value in the reader's words, '' where nothing is known."""
    t, person, figures = tr(), found.person, found.figures
    names = {each.code: each.label(t.lang) for each in segments(ctx)}
    used = {
        name: t.t("filter.join").join(value for value, _, _ in found.told[name])
        for name in ("customer_name", "company", "customer_phone", "customer_email")
    }
    addresses = [row["address"] for row in found.places if row["address"]]
    rows = [
        (t.t("customer.name"), used["customer_name"] or person["name"]),
        (t.t("customer.company"), used["company"] or person["company"]),
        (t.t("customer.phone"), used["customer_phone"] or person["phone"]),
        (t.t("customer.email"), used["customer_email"] or person["email"]),
        (t.t("customer.address"), "\n".join(addresses[:3]) or person["address"]),
        (t.t("customer.segment"), names.get(person["segment"], person["segment"])),
        (t.t("customer.orders"), t.number(figures["orders"])),
        (t.t("customer.spent"), t.money(figures["spent"], ctx.settings.base_currency)),
        (t.t("customer.first"), t.date(figures["first"]) if figures["first"] else ""),
        (t.t("customer.last"), t.date(figures["last"]) if figures["last"] else ""),
        (t.t("customer.note"), person["note"]),
    ]
    return [[label, value or ""] for label, value in rows]
