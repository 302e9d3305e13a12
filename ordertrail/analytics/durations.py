"""How long orders stood in each stage: the usual time, and the time that nine of ten stay under."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.workflow import Workflow

FEWEST: Final = 30
DAYS: Final = 180
# The first stage of a path begins when the order was placed.
_BEGIN: Final = "placed_at"


@dataclass(frozen=True)
class Band:
    """Hours in a stage: the median and the 90th percentile of ``count`` stays of orders like it.

    ``like``: channel, where those of its own channel were enough, else workflow.
    """

    usual: float
    most: float
    count: int
    like: str


@dataclass(frozen=True)
class Bands:
    """Stage -> its band. ``moved`` counts each stage by itself, as where staff move an order from stage to stage;
    ``told`` counts a stage with those after it that no file times, as where a file is all that tells of an order.
    A stage with fewer than ``FEWEST`` stays is missing.
    """

    moved: Mapping[str, Band]
    told: Mapping[str, Band]


def stage_bands(connection: Connection, workflow: Workflow, channel: str, today: date, *, channels_own: bool) -> Bands:
    """The bands of orders of ``workflow`` placed in the last 180 business days before ``today``.

    ``channels_own``: orders that name no workflow follow this one.
    """
    stamps = _stamps(workflow)
    codes = {code: f"stage_{place}" for place, code in enumerate(stamps)}
    params = {"workflow": workflow.code, "channel": channel, "since": today - timedelta(days=DAYS)}
    params |= {name: code for code, name in codes.items()}
    own = " OR workflow IS NULL" if channels_own else ""
    query = f"""
        WITH alike AS (
            SELECT order_id, channel, {", ".join(dict.fromkeys(stamps.values()))} FROM orders
            WHERE order_day >= :since AND (workflow = CAST(:workflow AS TEXT){own})
        ), moves AS (
            SELECT e.order_id, e.from_value, e.to_value, e.occurred_at,
                lead(e.occurred_at) OVER (PARTITION BY e.order_id ORDER BY e.occurred_at, e.version) AS next_at,
                row_number() OVER (PARTITION BY e.order_id ORDER BY e.occurred_at, e.version) AS place
            FROM order_events e JOIN alike a ON a.order_id = e.order_id WHERE e.kind = 'stage_changed'
        ), stays AS ({" UNION ALL ".join(_stays(workflow, stamps, codes))}
        ), timed AS (
            SELECT kind, stage, channel, CAST(EXTRACT(EPOCH FROM (ended - began)) AS DOUBLE PRECISION) / 3600 AS hours
            FROM stays WHERE ended >= began
        )
        SELECT kind, stage, count(*) AS everyone, {_quantiles("hours")} AS wide,
            count(CASE WHEN channel = CAST(:channel AS TEXT) THEN 1 END) AS theirs,
            {_quantiles("CASE WHEN channel = CAST(:channel AS TEXT) THEN hours END")} AS narrow
        FROM timed GROUP BY kind, stage
    """
    found: dict[str, dict[str, Band]] = {"moved": {}, "told": {}}
    for row in connection.execute(text(query), params).mappings():
        if row["theirs"] >= FEWEST:
            found[row["kind"]][row["stage"]] = _band(row["narrow"], row["theirs"], "channel")
        elif row["everyone"] >= FEWEST:
            found[row["kind"]][row["stage"]] = _band(row["wide"], row["everyone"], "workflow")
    return Bands(**found)


def _band(quantiles: Sequence[Any], count: int, like: str) -> Band:
    usual, most = quantiles
    return Band(float(usual), float(most), count, like)


def _quantiles(hours: str) -> str:
    return f"percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {hours})"


def _stamps(workflow: Workflow) -> dict[str, str]:
    """Stage -> the column that tells when an order came into it."""
    path = workflow.path
    told = {stage.code: stage.stamp for stage in workflow.stages if stage.stamp}
    return {path[0].code: _BEGIN, **told} if path else told


def _stays(workflow: Workflow, stamps: Mapping[str, str], codes: Mapping[str, str]) -> Iterator[str]:
    """Queries of (kind, stage, channel, began, ended). ``codes``: stage -> the parameter that holds its code."""
    begun = " ".join(f"WHEN CAST(:{codes[code]} AS TEXT) THEN a.{stamp}" for code, stamp in stamps.items())
    yield (
        "SELECT 'moved' AS kind, m.to_value AS stage, a.channel, m.occurred_at AS began, m.next_at AS ended "
        "FROM moves m JOIN alike a ON a.order_id = m.order_id WHERE m.next_at IS NOT NULL"
    )
    yield (
        f"SELECT 'moved', m.from_value, a.channel, CASE m.from_value {begun} END, m.occurred_at "
        "FROM moves m JOIN alike a ON a.order_id = m.order_id WHERE m.place = 1"
    )
    unmoved = "NOT EXISTS (SELECT 1 FROM moves m WHERE m.order_id = a.order_id)"
    stamped = [stage.code for stage in workflow.path if stage.code in stamps]
    for code, following in itertools.pairwise(stamped):
        yield (
            f"SELECT 'told', CAST(:{codes[code]} AS TEXT), a.channel, a.{stamps[code]}, a.{stamps[following]} "
            f"FROM alike a WHERE a.{stamps[code]} IS NOT NULL AND a.{stamps[following]} IS NOT NULL AND {unmoved}"
        )
