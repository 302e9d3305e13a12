"""The items, surcharges and discount of an order entered by hand, changed afterwards and added up anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.editing import GOODS
from ordertrail.domain.entry import Desk, check_entry
from ordertrail.domain.entry_goods import LINE_CELLS
from ordertrail.domain.errors import Invalid, Problem

SUMS: Final = ("subtotal", "shipping", "tax", "surcharge", "discount", "total")
_SOMEBODY: Final = "-"


@dataclass(frozen=True)
class Goods:
    """``cells``: columns of ``orders`` that become other; ``lines`` and ``surcharges``: None where they stay."""

    cells: dict[str, Any]
    lines: list[dict[str, Any]] | None
    surcharges: list[dict[str, Any]] | None


def check_goods(
    order: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    surcharges: Sequence[Mapping[str, Any]],
    wish: Mapping[str, Any],
    desk: Desk,
) -> Goods:
    """``wish`` has some of ``GOODS``, each as in order entry; what it lacks stays as it is.

    Invalid for an order of a channel's file, whose next file would say otherwise; for items that lie in parcels or are
    on their way back; and with what order entry finds wrong.
    """
    asked = {name: wish[name] for name in GOODS if name in wish}
    if order["origin"] != "hand":
        raise Invalid({name: Problem("goods_of_file") for name in asked})
    if "lines" in asked and any(order[f"{each}_quantity"] for each in ("shipped", "requested")):
        raise Invalid({"lines": Problem("goods_under_way")})
    entry = _judged({**present(order, lines, surcharges), **asked}, order, desk)
    cells = {name: entry.order[name] for name in SUMS if name in entry.order and entry.order[name] != order[name]}
    kept = entry.surcharges if "surcharges" in asked and _rows(entry.surcharges) != _rows(surcharges) else None
    if "lines" not in asked or _rows(entry.lines) == _rows(lines):
        return Goods(cells, None, kept)
    count = sum((line["quantity"] for line in entry.lines), Decimal(0))
    # Quantities are counted from the first parcel or return on.
    if order["ordered_quantity"] is not None and count != order["ordered_quantity"]:
        cells["ordered_quantity"] = count
    return Goods(cells, entry.lines, kept)


def present(
    order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], surcharges: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The goods as they are, as order entry would have them typed."""
    charges = [{"kind": each["kind"], "amount": _text(each["amount"])} for each in surcharges]
    if order["shipping"] is not None:
        charges.insert(0, {"kind": "shipping", "amount": _text(order["shipping"])})
    return {
        "lines": [{name: _text(line.get(name)) for name in (*LINE_CELLS, "line_no")} for line in lines],
        "surcharges": charges,
        "discount": _text(order["discount"]),
    }


def _judged(goods: Mapping[str, Any], order: Mapping[str, Any], desk: Desk) -> Any:
    """By the rules of order entry; faults of what is not asked here have no place here."""
    lines = [{name: line.get(name) for name in LINE_CELLS} for line in goods["lines"] or ()]
    try:
        return check_entry({**goods, "lines": lines, "currency": order["currency"], "customer_name": _SOMEBODY}, desk)
    except Invalid as fault:
        told = {path: each for path, each in fault.fields.items() if path.split(".")[0] in (*GOODS, "total")}
        raise Invalid(told or fault.fields) from None


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows as they compare: by what a person types and what it costs, whatever the order of surcharges."""
    found = [{name: _text(row.get(name)) for name in (*LINE_CELLS, "kind", "amount")} for row in rows]
    return sorted(found, key=lambda row: row["kind"])


def _text(value: Any) -> str:
    """An amount without the noughts that the store adds."""
    if value is None:
        return ""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
