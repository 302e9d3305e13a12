"""Where the orders and lines of an import lie that were prepared for its landing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

# To be raised with every change of what a print is made of: drafts that were staged before are then made anew.
FORM: Final = 1


class Prepared(NamedTuple):
    """Parquet files of an import's orders and of their lines, as ``ordertrail.store.prepared`` writes them."""

    orders: Path
    lines: Path

    @property
    def whole(self) -> bool:
        return self.orders.is_file() and self.lines.is_file()


def prepared_of(staging: Path) -> Prepared:
    """Those beside a staging file."""
    return Prepared(*(staging.with_name(f"{staging.stem}.{name}-{FORM}.parquet") for name in ("orders", "lines")))


def left_of(staging: Path) -> Iterable[Path]:
    """Those that are there, of any form."""
    return staging.parent.glob(f"{staging.stem}.*-*.parquet")
