"""Payments, parcels and returns of one order as JSON, with what may still be done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.deeds import digits
from ordertrail.domain.ledger import balance
from ordertrail.domain.money import exponent
from ordertrail.domain.statuses import fulfilment_status, payment_status, return_status
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.ledgers import known_payments, to_return, to_ship
from ordertrail.services.ship_parcel import shipped_stage
from ordertrail.stages import stage_label
from ordertrail.store.orders import OrderView

_WITHOUT: Final = ("order_id",)


def ledger_json(found: OrderView, ctx: Context) -> dict[str, Any]:
    """``{payments, parcels, returns, statuses, labels, balance, goods, ship_to}``; amounts and quantities are text.

    ``balance``: currency, coins (digits after the point), total, paid, refunded, due, refundable. ``goods``: line_no,
    name, spec, ordered, to_ship, to_return of each line. ``ship_to``: the stage that the order may follow a last
    parcel to, ``{code, label}`` or None.
    """
    order = found.order
    payment, fulfilment, back = payment_status(order), fulfilment_status(order, ctx.workflows()), return_status(order)
    t = tr()
    money = balance(order["total"], known_payments(found))
    return {
        "payments": [_row(row) for row in found.payments],
        "parcels": [_row(row) for row in found.parcels],
        "returns": [_row(row) for row in found.returns],
        "statuses": {"payment": payment, "fulfilment": fulfilment, "return": back},
        "labels": {
            "stage": stage_label(order["stage"]),
            "payment": t.t(f"payment_status.{payment or 'unknown'}"),
            "fulfilment": t.t(f"fulfilment_status.{fulfilment}"),
            "return": t.t(f"return_status.{back}"),
        },
        "balance": {
            "currency": order["currency"],
            "coins": exponent(order["currency"] or ""),
            **{name: _text(getattr(money, name)) for name in ("total", "paid", "refunded", "due", "refundable")},
        },
        "goods": _goods(found, ctx),
        "ship_to": _ship_to(order, ctx),
    }


def _goods(found: OrderView, ctx: Context) -> list[dict[str, Any]]:
    ship, back = to_ship(found, ctx), to_return(found, ctx)
    return [
        {
            "line_no": line["line_no"],
            "name": line["name"] or line["sku"],
            "spec": line["spec"],
            "ordered": _text(line["quantity"]),
            "to_ship": _text(ship[line["line_no"]].to_ship),
            "to_return": _text(back[line["line_no"]].to_return),
        }
        for line in found.lines
    ]


def _ship_to(order: Mapping[str, Any], ctx: Context) -> dict[str, str] | None:
    flow = ctx.workflows().of(order["workflow"])
    code = shipped_stage(flow)
    if code is None:
        return None
    allowed = order["stage"] != code and flow.may_move(order["stage"], code)
    return {"code": code, "label": stage_label(code)} if allowed else None


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: _text(value) for name, value in row.items() if name not in (*_WITHOUT, "lines")}
    if "lines" in row:
        shown["lines"] = [{name: _text(value) for name, value in line.items()} for line in row["lines"]]
    return shown


def _text(value: Any) -> Any:
    """An amount in plain digits; all else as it is."""
    return digits(value) if isinstance(value, Decimal) else value
