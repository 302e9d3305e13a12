"""Payments, parcels and returns on the Gantt: a strip a kind below the stages, a numbered mark each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final

from dashboard import theme
from dashboard.components.order_words import Record, money
from dashboard.figures.time_axis import wall
from ordertrail.i18n import tr
from ordertrail.own_labels import carrier_label, payment_label
from ordertrail.store.orders import OrderView

SIZE: Final = 17


@dataclass(frozen=True)
class Mark:
    """``kind``: payment, parcel or return. ``until``: when what began ``at`` ended; None also where it lasts.

    ``words`` is its tooltip, ``tone`` a colour of the theme.
    """

    kind: str
    number: int
    at: datetime
    words: tuple[str, ...]
    until: datetime | None = None
    tone: str = "accent"


def marks_of(found: OrderView) -> list[Mark]:
    """What happened to the order's money and goods; what was voided or cancelled is left out."""
    t, currency = tr(), found.order["currency"]
    marks: list[Mark] = []
    words: tuple[str, ...]
    for number, row in enumerate((row for row in found.payments if row["voided_at"] is None), start=1):
        is_refund = row["kind"] == "refund"
        name = t.t("gantt.refund" if is_refund else "gantt.payment", n=number)
        words = (name, money(row["amount"], currency), payment_label(row["method"]), t.datetime(row["paid_at"]))
        marks.append(Mark("payment", number, row["paid_at"], words, tone="warn" if is_refund else "good"))
    for row in found.parcels:
        if row["cancelled_at"] is None:
            times = _times(("gantt.shipped", row["shipped_at"]), ("gantt.delivered", row["delivered_at"]))
            way = " ".join(filter(None, (carrier_label(row["carrier"]), row["tracking_no"])))
            words = (t.t("gantt.parcel", n=row["number"]), way, _pieces(row), *times)
            marks.append(Mark("parcel", row["number"], row["shipped_at"], words, row["delivered_at"]))
    for row in found.returns:
        times = _times(("gantt.requested", row["requested_at"]), ("gantt.received", row["received_at"]))
        words = (t.t("gantt.return", n=row["number"]), row["reason"] or "", _pieces(row), *times)
        marks.append(Mark("return", row["number"], row["requested_at"], words, row["received_at"], "warn"))
    return marks


def _times(*moments: tuple[str, datetime | None]) -> list[str]:
    t = tr()
    return [t.t("gantt.at", what=t.t(key), when=t.datetime(moment)) for key, moment in moments if moment]


def _pieces(row: Record) -> str:
    t = tr()
    return t.t("gantt.pieces", n=t.number(sum(line["quantity"] for line in row["lines"]))) if row["lines"] else ""


def strips(happened: Sequence[Mark]) -> dict[str, str]:
    """Kind -> its name, of the kinds that there are, from the top."""
    t = tr()
    names = {kind: t.t(f"gantt.strip_{kind}") for kind in ("payment", "parcel", "return")}
    return {kind: name for kind, name in names.items() if any(mark.kind == kind for mark in happened)}


def mark_traces(happened: Sequence[Mark], first: int, now: datetime) -> list[dict[str, Any]]:
    """The strips' traces; ``first`` is the place of the first strip. A line leads to where a mark ended."""
    if not happened:
        return []
    place = {kind: first + number for number, kind in enumerate(strips(happened))}
    return [_ways(happened, place, now), _numbers(happened, place)]


def _ways(happened: Sequence[Mark], place: Mapping[str, int], now: datetime) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[int | None] = []
    for mark in happened:
        if mark.kind == "payment":
            continue
        end = mark.until or max(now, mark.at)
        x += [wall(mark.at), wall(end), None]
        y += [place[mark.kind], place[mark.kind], None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": theme.token("muted"), "width": 1.5},
        "hoverinfo": "skip",
    }  # fmt: skip


def _numbers(happened: Sequence[Mark], place: Mapping[str, int]) -> dict[str, Any]:
    """A filled mark where something began, a hollow one where it ended."""
    points = [
        (moment, mark, is_end)
        for mark in happened
        for moment, is_end in ((mark.at, False), (mark.until, True))
        if moment is not None
    ]
    tones = [theme.token(mark.tone) for _, mark, _ in points]
    surface = theme.token("surface")
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [wall(moment) for moment, *_ in points],
        "y": [place[mark.kind] for _, mark, _ in points],
        "text": [str(mark.number) for _, mark, _ in points],
        "textposition": "middle center",
        "textfont": {
            "size": 10,
            "color": [tone if end else theme.token("on-accent") for tone, (*_, end) in zip(tones, points, strict=True)],
        },
        "marker": {
            "size": SIZE,
            "color": [surface if end else tone for tone, (*_, end) in zip(tones, points, strict=True)],
            "line": {"width": 1.5, "color": tones},
        },
        "cliponaxis": False,
        "customdata": ["<br>".join(escape(word) for word in mark.words if word) for _, mark, _ in points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
