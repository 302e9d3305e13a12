"""The pick list: what to fetch for all chosen orders together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from api.paper.page import quantity, table, tag
from ordertrail.analytics.paper import PaperOrder
from ordertrail.domain.packing import Pick, picks
from ordertrail.i18n import tr


def pick_list(orders: Sequence[PaperOrder], printed: str) -> Element:
    """A row for each SKU and spec with a box to tick; ``printed`` says when this was."""
    t = tr()
    found = picks([(each.order, each.lines, each.parcels) for each in orders])
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
        [tag("span", cls="tick"), pick.sku, pick.name, pick.spec, tag("strong", quantity(pick.quantity)), _orders(pick)]
        for pick in found
    ]
    about = t.t("paper.picked", orders=t.number(len(orders)), kinds=t.number(len(found)), pieces=pieces, when=printed)
    return tag(
        "section",
        tag("header", tag("h2", t.t("paper.pick_list")), tag("p", about), cls="pick-head"),
        table(head, rows) if found else tag("p", t.t("paper.nothing_to_pick"), cls="slip-none"),
        cls="sheet picks",
    )


def _orders(pick: Pick) -> str:
    """'M-1 × 2, M-2': one piece needs no number."""
    t = tr()
    return t.t("paper.list_join").join(
        no if count == 1 else t.t("paper.times", no=no, n=quantity(count)) for (_, no), count in pick.orders.items()
    )
