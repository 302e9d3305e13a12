"""The pick list: what to fetch for all chosen orders together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from api.paper.page import Child, quantity, table, tag
from ordertrail.domain.packing import Pick, picks
from ordertrail.i18n import tr
from ordertrail.services.print_orders import Printed, key_of
from ordertrail.stages import stage_label

# A number longer than this may break, so that it stays in its column.
WHOLE: Final = 28


def pick_list(printed: Printed, when: str) -> Element:
    """A row for each SKU with a box to tick, its orders with the stage of those that wait."""
    t = tr()
    found = picks([(each.order, each.lines, each.parcels) for each in printed.to_pick])
    waiting = {key_of(each): stage_label(each.order["stage"]) for each in printed.orders if printed.is_waiting(each)}
    count = len({key for pick in found for key in pick.orders})
    pieces = quantity(sum((pick.quantity for pick in found), Decimal(0)))
    head = [
        ("", "is-tick"),
        (t.t("paper.sku"), "is-code"),
        (t.t("paper.item"), ""),
        (t.t("paper.spec"), "is-spec"),
        (t.t("paper.quantity"), "is-number"),
        (t.t("paper.orders"), "is-orders"),
    ]
    rows = [
        [
            tag("span", cls="tick"),
            pick.sku,
            pick.name,
            t.t("paper.specs_join").join(pick.specs),
            tag("strong", quantity(pick.quantity)),
            _orders(pick, waiting),
        ]
        for pick in found
    ]
    about = t.t("paper.picked", orders=t.number(count), kinds=t.number(len(found)), pieces=pieces, when=when)
    return tag(
        "section",
        tag("header", tag("h2", t.t("paper.pick_list")), tag("p", about), cls="pick-head"),
        table(head, rows) if found else tag("p", t.t("paper.nothing_to_pick"), cls="slip-none"),
        cls="sheet picks",
    )


def _orders(pick: Pick, waiting: Mapping[tuple[str, str], str]) -> Element:
    """'M-1 × 2, M-2 (On hold)': one piece needs no number."""
    t = tr()
    join = t.t("paper.list_join")
    children: list[Child] = []
    for place, (key, count) in enumerate(pick.orders.items(), start=1):
        no = key[1]
        words = no if count == 1 else t.t("paper.times", no=no, n=quantity(count))
        words = t.t("paper.waiting", order=words, stage=waiting[key]) if key in waiting else words
        children.append(tag("span", words, cls="order-no" if len(no) <= WHOLE else ""))
        children.append(join if place < len(pick.orders) else None)
    return tag("span", *children)
