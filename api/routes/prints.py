"""Pages for paper: packing slips and the pick list of chosen orders, or of all that a query finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode
from xml.etree.ElementTree import Element

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.paper.page import document, tag
from api.paper.pick_list import pick_list
from api.paper.slips import slips
from api.routes.downloads import chosen_of
from api.routes.orders import column_filters_of
from api.state import Ctx, Who
from ordertrail.analytics.export import Choice
from ordertrail.analytics.filters import Filters
from ordertrail.domain.packing import is_shipped_untold
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.print_orders import MOST, Printed, print_orders

router = APIRouter(prefix="/print", include_in_schema=False)

SLIPS: Final = "/print/slips"
PICKS: Final = "/print/picks"
Chosen = Annotated[Sequence[str], Query()]


@router.get("/slips")
def packing_slips(
    request: Request,
    ctx: Ctx,
    actor: Who,
    o: Chosen = (),
    bulk: str | None = None,
    prices: bool = False,
    notes: bool = False,
) -> Response:
    """A sheet a parcel. ``o`` (``channel|number``) names the orders, or ``bulk`` the query of a table of orders.

    ``prices``, ``notes``: with them.
    """
    printed = print_orders(ctx, actor, _choice(ctx, o, bulk))
    t = tr()
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in ("prices", "notes")]
    with_prices, with_notes = [("prices", "1")], [("notes", "1")]
    links = [
        _link(
            SLIPS,
            [*query, *([] if prices else with_prices), *(with_notes if notes else [])],
            t.t("paper.without_prices") if prices else t.t("paper.with_prices"),
        ),
        _link(
            SLIPS,
            [*query, *(with_prices if prices else []), *([] if notes else with_notes)],
            t.t("paper.without_notes") if notes else t.t("paper.with_notes"),
        ),
        _link(PICKS, query, t.t("paper.pick_list")),
    ]
    return _page(t.t("paper.slips"), links, printed, lambda: slips(printed.orders, prices=prices, notes=notes))


@router.get("/picks")
def picking(request: Request, ctx: Ctx, actor: Who, o: Chosen = (), bulk: str | None = None) -> Response:
    """All goods of the orders that ``o`` or ``bulk`` names, summed by SKU."""
    printed = print_orders(ctx, actor, _choice(ctx, o, bulk))
    t = tr()
    links = [_link(SLIPS, request.query_params.multi_items(), t.t("paper.slips"))]
    when = t.datetime(ctx.now())
    return _page(t.t("paper.pick_list"), links, printed, lambda: [pick_list(printed, when)], _left_out(printed))


def _left_out(printed: Printed) -> list[str]:
    """Sentences about orders whose goods are not on the pick list, or should perhaps not be."""
    t = tr()
    waiting = len(printed.waiting)
    shipped = sum(is_shipped_untold(each.order, each.parcels) for each in printed.to_pick)
    untold = sum(not each.lines and not is_shipped_untold(each.order, each.parcels) for each in printed.to_pick)
    found = []
    if waiting:
        n = t.number(waiting)
        found.append(t.t("paper.waiting_chosen", n=n) if printed.by_hand else t.t("paper.waiting_out", n=n))
    if shipped:
        found.append(t.t("paper.shipped_out", n=t.number(shipped)))
    if untold:
        found.append(t.t("paper.untold_out", n=t.number(untold)))
    return found


def _choice(ctx: Context, o: Sequence[str], bulk: str | None) -> Choice:
    if o or bulk is None:
        return Choice(chosen=chosen_of(o))
    said = dict(parse_qsl(bulk.lstrip("?")))
    filters = Filters.from_query(bulk, tr().local(ctx.now()).date())
    return Choice(filters, column_filters_of(said.get("filter", "{}")))


def _link(path: str, query: Sequence[tuple[str, str]], words: str) -> Element:
    return tag("a", words, href=f"{path}?{urlencode(query)}")


def _page(
    title: str,
    links: Sequence[Element],
    printed: Printed,
    sheets: Callable[[], list[Element]],
    more: Sequence[str] = (),
) -> Response:
    t = tr()
    notes = []
    if printed.beyond:
        notes.append(t.t("paper.beyond", most=t.number(MOST), wanted=t.number(printed.wanted)))
    if printed.cancelled:
        notes.append(t.t("paper.cancelled", n=t.number(printed.cancelled)))
    if not printed.orders:
        notes.append(t.t("paper.nothing"))
    notes += more
    body = document(title, links, notes, sheets() if printed.orders else [])
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})
