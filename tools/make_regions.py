"""Write data/regions/ anew: python tools/make_regions.py CHINA_PACKAGE WORLD_PACKAGE [FOLDER].

The packages are the unpacked npm packages ``china-geojson`` and ``@surbowl/world-geo-json-zh``. Each feature gets the
code by which orders name their place (``CN-44``, ``US``) as its ``id``; parts of one place become one feature.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from ordertrail.domain.places import CHINESE_TERRITORIES, country_code, province_code

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]

INSET = "inset"  # the South China Sea islands, drawn in a frame of their own
UNCLAIMED = "unclaimed"  # ground that the source gives to no country
DASH_WIDTH, FRAME_WIDTH = 0.16, 0.04
# Names without an ISO code in the source, and the country whose code their addresses bear.
PARTS = {"索马里兰": "SO", "北塞浦路斯": "CY"}
LEFT_OUT = ("AQ",)  # Antarctica would take a third of the picture, and nobody orders from there


def main(china_package: Path, world_package: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    china = json.loads((china_package / "src" / "geojson" / "china.json").read_text(encoding="utf-8"))
    world = json.loads((world_package / "world.zh.json").read_text(encoding="utf-8"))
    write(folder / "china.json", ((province_of(feature), polygons(feature)) for feature in china["features"]))
    write(folder / "world.json", ((country_of(feature), polygons(feature)) for feature in world["features"]))


def province_of(feature: dict[str, Any]) -> str:
    name = feature["properties"]["name"]
    code = INSET if name == "南海诸岛" else province_code(name)
    if code is None:
        raise ValueError(f"no province is called {name}")
    return code


def country_of(feature: dict[str, Any]) -> str:
    code, name = feature["properties"]["iso_a2"], feature["properties"]["name"]
    if code == "-99":
        code = PARTS.get(name) or country_code(name) or UNCLAIMED
    return "CN" if code in CHINESE_TERRITORIES else code


def polygons(feature: dict[str, Any]) -> list[Polygon]:
    """The feature's polygons; a hole that lies outside its polygon (two in the source do) is ground of its own."""
    geometry = feature["geometry"]
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    found: list[Polygon] = []
    for outer, *holes in parts:
        inside = [hole for hole in holes if all(contains(outer, point) for point in hole[:-1])]
        found.append([outer, *inside])
        found += [[hole] for hole in holes if hole not in inside]
    return found


def contains(ring: Ring, point: Point) -> bool:
    """Even-odd rule; a point on a corner of the ring counts as inside."""
    if list(point) in [list(corner) for corner in ring]:
        return True
    x, y = point[:2]
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def write(path: Path, places: Iterable[tuple[str, list[Polygon]]]) -> None:
    merged: dict[str, list[Polygon]] = {}
    for code, parts in places:
        if code not in LEFT_OUT:
            merged.setdefault(code, []).extend([drawn(ring, hole=at > 0) for at, ring in enumerate(p)] for p in parts)
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": parts}}
        for code, parts in sorted(merged.items())
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path}: {len(features)} places, {len(text) / 1024:.0f} KiB")


def drawn(ring: Ring, hole: bool) -> Ring:
    """``ring`` to a hundredth of a degree (about 1 km), closed, clockwise; a hole the other way round.

    d3, which draws these maps, takes a ring that runs counterclockwise for the whole globe without it.
    """
    points: Ring = [(point[0], point[1]) for point in ring]
    if len(set(points)) == 2:
        return thick(*sorted(set(points)))
    for digits in (2, 3, 4):
        rounded: Ring = []
        for x, y in points:
            at = (round(x, digits), round(y, digits))
            if not rounded or rounded[-1] != at:
                rounded.append(at)
        if len(set(rounded)) > 2 and area(rounded):
            break
    if rounded[0] != rounded[-1]:
        rounded.append(rounded[0])
    clockwise = area(rounded) < 0
    return rounded if clockwise != hole else rounded[::-1]


def thick(start: Point, end: Point) -> Ring:
    """A line of the inset as a thin box: along the axes it belongs to the frame, else it is a dash of the sea line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx**2 + dy**2) ** 0.5
    half = (FRAME_WIDTH if 0 in (dx, dy) else DASH_WIDTH) / 2
    across = (-dy / length * half, dx / length * half)
    box = [
        (start[0] + across[0], start[1] + across[1]),
        (end[0] + across[0], end[1] + across[1]),
        (end[0] - across[0], end[1] - across[1]),
        (start[0] - across[0], start[1] - across[1]),
    ]
    return drawn([*box, box[0]], hole=False)


def area(ring: Ring) -> float:
    """Signed; positive where the ring runs counterclockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


if __name__ == "__main__":
    home = Path(__file__).resolve().parent.parent / "data" / "regions"
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else home)
