"""Demo data as real export files of five channels, from a seed: the same seed and day give the same bytes.

Four orders are meant to be held on import: three rows of 抖店 with a status word that no table knows, and the last
row of Amazon's all-orders report, which is cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from ordertrail.demo.channels import CHANNELS
from ordertrail.demo.orders import make_orders, moment_of
from ordertrail.demo.particulars import Frame, particulars, whole_frame
from ordertrail.demo.shoppers import Crowd

SEED: Final = 20251111
HELD_ROWS: Final = {"douyin": 3, "amazon": 1}


def generate(
    folder: Path,
    today: date,
    orders: int = 20_000,
    *,
    seed: int = SEED,
    frame: Frame | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write ``orders`` orders of the months up to ``today`` into ``folder``; the files, those of a channel together.

    ``frame`` is what of the demo's own fields and workflows the files may speak of, all of them where it is None.
    ``progress`` gets the orders written and their number. OSError when a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    done = 0
    for position, channel in enumerate(CHANNELS):
        if progress:
            progress(done, orders)
        last = position == len(CHANNELS) - 1
        count = orders - done if last else round(orders * channel.share)
        rng = Random(f"{seed}/{channel.code}")
        crowds = [(Crowd(rng, make, channel.repeat), share) for make, share in channel.makers]
        made = make_orders(count, today, channel.pace, channel.terms, rng, crowds)
        if channel.pace.audience == "business":
            own = frame or whole_frame()
            made = [replace(order, noted=particulars(order, own, moment_of(today))) for order in made]
        files += channel.write(folder, made, rng)
        done += count
    if progress:
        progress(done, orders)
    return files
