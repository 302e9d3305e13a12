"""Judges what a person said of a channel of one's own, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import available_timezones

from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.errors import Invalid
from ordertrail.domain.named import Codes, Labels
from ordertrail.domain.own_channels import (
    CUSTOM,
    DATES,
    DECIMALS,
    NEEDED,
    OF_ROLE,
    REPEATS,
    RESERVED,
    ROLES,
    ROWS,
    OwnChannel,
    OwnLayout,
    Rows,
)

MOST_CHANNELS: Final = 50
MOST_LAYOUTS: Final = 20
MOST_WORDS: Final = 200
_PREFIX_LIMIT: Final = 8
_HEADER_LIMIT: Final = 200
_MOST_HEADERS: Final = 500


@dataclass(frozen=True)
class Known:
    """What a mapping may speak of: stages, currencies, keys of own fields that are shown."""

    stages: Collection[str]
    currencies: Collection[str]
    fields: Collection[str] = ()


def check_layout(wish: Mapping[str, Any], known: Known) -> OwnLayout:
    """The layout that ``wish`` describes; Invalid with every fault under ``columns.<target>`` or the field's name."""
    cells = Cells()
    layout = _layout(cells, wish, known)
    if cells.problems:
        raise Invalid(cells.problems)
    return layout


def check_channel(
    wish: Mapping[str, Any], layout: OwnLayout, at: int | None, channels: Sequence[OwnChannel], taken: Collection[str]
) -> OwnChannel:
    """The channel with ``layout`` in the place ``at`` (None: added). Invalid with faults under code, zh, en.

    ``wish`` has code, zh, en; a code of one of ``channels`` means that one, none or another a new one. ``taken`` are
    words (lower case) that stand for other channels.
    """
    cells = Cells()
    code = plain(wish.get("code"))
    before = next((each for each in channels if each.code == code), None)
    others = [each for each in channels if each is not before]
    words = {word.lower() for each in others for word in (each.code, each.zh, each.en) if word}
    words |= set(taken)
    zh, en = Labels(cells, words).read("name", wish, hidden=False)
    codes = Codes(cells, [each.code for each in channels], RESERVED, words)
    code = codes.read("name", code, en or zh, "channel")
    if before is None and sum(not each.hidden for each in channels) >= MOST_CHANNELS:
        cells.wrong("name.code", "too_many", limit=MOST_CHANNELS)
    if before and at is None and len(before.layouts) >= MOST_LAYOUTS:
        cells.wrong("name.code", "too_many", limit=MOST_LAYOUTS)
    if cells.problems:
        raise Invalid({path.removeprefix("name."): problem for path, problem in cells.problems.items()})
    layouts = list(before.layouts if before else ())
    if at is not None and at < len(layouts):
        layouts[at] = layout
    else:
        layouts.append(layout)
    return replace(before or OwnChannel(code), zh=zh, en=en, hidden=False, layouts=tuple(layouts))


def _layout(cells: Cells, wish: Mapping[str, Any], known: Known) -> OwnLayout:
    role = _one_of(cells, "role", wish.get("role"), ROLES, "orders")
    rows: Rows = _one_of(cells, "rows", wish.get("rows"), ROWS, "single") if role == "orders" else "items"
    headers = _headers(cells, wish.get("headers"))
    columns = _columns(cells, wish.get("columns"), headers, OF_ROLE[role], known.fields)
    for target in NEEDED[role]:
        if target not in columns:
            cells.wrong(f"columns.{target}", "column_needed")
    currency = plain(wish.get("currency")).upper()
    if currency and currency not in known.currencies:
        cells.wrong("currency", "unknown_currency_code", currency=currency)
    elif role == "orders" and not currency and "currency" not in columns:
        cells.wrong("currency", "currency_needed")
    zone = plain(wish.get("zone"))
    if zone and zone not in available_timezones():
        cells.wrong("zone", "unknown_timezone", zone=zone)
    prefix = cells.text("cancel_prefix", wish.get("cancel_prefix"), limit=_PREFIX_LIMIT) or ""
    return OwnLayout(
        role=role,
        rows=rows,
        columns=columns,
        headers=headers,
        zone=zone,
        currency=currency,
        dates=_one_of(cells, "dates", wish.get("dates"), DATES, "year_first"),
        decimal=_one_of(cells, "decimal", wish.get("decimal"), DECIMALS, "."),
        status=_status(cells, wish.get("status"), known.stages) if "status" in columns else {},
        stage_else=_one_of(cells, "stage_else", wish.get("stage_else"), tuple(known.stages), "awaiting_payment"),
        cancel_prefix=prefix,
        cancel_negative=wish.get("cancel_negative") is True,
        cancel_stage=_one_of(cells, "cancel_stage", wish.get("cancel_stage"), tuple(known.stages), "cancelled"),
        repeats=_one_of(cells, "repeats", wish.get("repeats"), REPEATS, "hold"),
    )


def _one_of(cells: Cells, path: str, value: Any, choices: Sequence[Any], fallback: Any) -> Any:
    """One of ``choices``; ``fallback`` where nothing was said or a fault was noted."""
    text = plain(value)
    if text and text not in choices:
        cells.wrong(path, "unknown_choice_here", value=text)
    return text if text in choices else fallback


def _headers(cells: Cells, value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else ()
    if not given or len(given) > _MOST_HEADERS:
        cells.wrong("headers", "headers_needed")
    return tuple(plain(each)[:_HEADER_LIMIT] for each in given[:_MOST_HEADERS])


def _columns(
    cells: Cells, value: Any, headers: Collection[str], targets: Collection[str], fields: Collection[str]
) -> dict[str, str]:
    columns: dict[str, str] = {}
    for target, header in value.items() if isinstance(value, Mapping) else ():
        name = plain(header)
        key = str(target).removeprefix(CUSTOM)
        known = key in fields if str(target).startswith(CUSTOM) else target in targets
        if not name:
            continue
        if not known:
            cells.wrong(f"columns.{target}", "unknown_target", target=target)
        elif name not in headers:
            cells.wrong(f"columns.{target}", "no_such_column", column=name)
        else:
            columns[target] = name
    for target in ("order_no", "placed_at"):
        others = [other for other, header in columns.items() if other != target and header == columns.get(target)]
        if others:
            cells.wrong(f"columns.{others[0]}", "column_twice", column=columns[target])
    return columns


def _status(cells: Cells, value: Any, stages: Collection[str]) -> dict[str, str]:
    """Word as the parser compares it -> stage; a word without a stage stays unknown, so its rows are held."""
    found: dict[str, str] = {}
    for word, stage in value.items() if isinstance(value, Mapping) else ():
        key, code = plain(word).lower().replace(",", "，"), plain(stage)
        if not key or not code:
            continue
        if code not in stages:
            cells.wrong(f"status.{word}", "unknown_choice_here", value=code)
        found[key] = code
    if len(found) > MOST_WORDS:
        cells.wrong("status", "too_many", limit=MOST_WORDS)
    return found
