"""Packing slips: a sheet for each parcel, more where its lines do not fit on one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from api.paper.page import quantity, table, tag
from ordertrail.analytics.paper import PaperOrder
from ordertrail.domain.address_parts import says_code, unsaid
from ordertrail.domain.packing import Packed, Row, is_shipped_untold, packed
from ordertrail.domain.places import place_name, place_spellings
from ordertrail.i18n import tr
from ordertrail.own_labels import carrier_label, channel_label

LINES: Final = 20


def slips(orders: Sequence[PaperOrder], *, prices: bool, notes: bool) -> list[Element]:
    """All sheets in the order of ``orders``. ``prices``: unit price and amount of each line, and the order's total.

    ``notes``: what staff noted of the order, which the buyer need not read.
    """
    return [sheet for order in orders for sheet in _sheets(order, prices, notes)]


def _sheets(found: PaperOrder, prices: bool, notes: bool) -> Iterator[Element]:
    parcels = packed(found.lines, found.parcels)
    parts = [
        (number, parcel, parcel.lines[start : start + LINES])
        for number, parcel in enumerate(parcels, start=1)
        for start in range(0, max(len(parcel.lines), 1), LINES)
    ]
    t = tr()
    for page, (number, parcel, lines) in enumerate(parts, start=1):
        is_last = page == len(parts) or parts[page][0] != number
        yield tag(
            "section",
            _head(found, parcel, number, len(parcels)),
            _addresses(found.order),
            _lines(found.order, lines, prices),
            _foot(found.order, parcel, prices and page == len(parts), notes) if is_last else None,
            tag("p", t.t("paper.page", n=page, m=len(parts)), cls="slip-page"),
            cls="sheet slip",
        )


def _head(found: PaperOrder, parcel: Packed, number: int, parcels: int) -> Element:
    t, order = tr(), found.order
    told = [
        tag("strong", order["channel_order_no"], cls="slip-no"),
        tag("span", channel_label(order["channel"])),
        tag("span", t.t("paper.placed", when=t.date(order["placed_at"]))) if order["placed_at"] else None,
        tag("span", t.t("paper.parcel", n=number, m=parcels)) if parcels > 1 or parcel.parcel else None,
        tag("strong", t.t("paper.shipped_before")) if is_shipped_untold(order, found.parcels) else None,
    ]
    return tag(
        "header",
        tag("div", tag("span", t.t("paper.shop"), cls="slip-shop"), tag("h2", t.t("paper.slip"))),
        tag("div", *told, cls="slip-order"),
        cls="slip-head",
    )


def _addresses(order: Row) -> Element:
    t = tr()
    region, country = order["region"] or "", order["country"] or ""
    wide = unsaid(
        order["address"],
        [
            [place_name(country, t.lang), *place_spellings(country), country],
            [place_name(region, t.lang), order["region_text"], *place_spellings(region)],
            [order["city"]],
        ],
    )
    area = " ".join(filter(None, wide if t.lang == "zh" else reversed(wide)))
    code = order["postal_code"]
    to = [
        order["company"],
        order["customer_name"],
        order["address"],
        area,
        code if code and not says_code(order["address"], code) else None,
        order["customer_phone"],
    ]
    blocks = [_block(t.t("paper.deliver_to"), to)]
    if order["billing_address"]:
        blocks.append(_block(t.t("paper.bill_to"), [order["billing_address"]]))
    return tag("div", *blocks, cls="slip-addresses")


def _block(title: str, lines: Sequence[str | None]) -> Element:
    return tag("div", tag("h3", title), *(tag("p", line) for line in lines if line))


def _lines(order: Row, lines: Sequence[tuple[Row, Decimal]], prices: bool) -> Element:
    t = tr()
    if not lines:
        return tag("p", t.t("paper.no_lines"), cls="slip-none")
    head = [(t.t("paper.sku"), "is-code"), (t.t("paper.item"), ""), (t.t("paper.spec"), "is-spec")]
    head += [(t.t("paper.quantity"), "is-number")]
    head += [(t.t("paper.price"), "is-number"), (t.t("paper.amount"), "is-number")] if prices else []
    rows = [
        [
            line["sku"],
            tag("span", line["name"], cls="is-cut"),
            tag("span", line["spec"], cls="is-cut"),
            quantity(count),
            *([_money(line["unit_price"], order), _money(_share(line, count), order)] if prices else []),
        ]
        for line, count in lines
    ]
    return table(head, rows)


def _share(line: Row, count: Decimal) -> Decimal | None:
    """What ``count`` pieces of the line cost."""
    if line["amount"] is None or not line["quantity"]:
        return None
    return Decimal(line["amount"]) * count / line["quantity"]


def _money(amount: Decimal | None, order: Row) -> str:
    t = tr()
    return t.money(amount, order["currency"]) if order["currency"] else t.number(amount, 2)


def _foot(order: Row, parcel: Packed, total: bool, notes: bool) -> Element:
    t = tr()
    pieces = quantity(sum((count for _, count in parcel.lines), Decimal(0)))
    told = parcel.parcel or {"carrier": None, "tracking_no": None}
    way = " ".join(filter(None, (carrier_label(told["carrier"]), told["tracking_no"])))
    return tag(
        "footer",
        tag("p", t.t("paper.pieces", n=pieces), cls="slip-pieces"),
        tag("p", t.t("paper.sent_by", way=way)) if way else None,
        tag("p", t.t("paper.total", amount=_money(order["total"], order)), cls="slip-total") if total else None,
        _block(t.t("paper.note"), [order["note"]]) if notes and order["note"] else None,
        cls="slip-foot",
    )
