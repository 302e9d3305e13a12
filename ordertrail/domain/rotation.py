"""Names of backups, and which of them have served their time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import count
from typing import Final

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12

_NAME: Final = re.compile(r"ordertrail-(\d{8}-\d{6})(?:-(\d+))?\.zip")
_STAMP: Final = "%Y%m%d-%H%M%S"


def backup_name(moment: datetime, taken: Collection[str] = ()) -> str:
    """The name of a backup made at ``moment`` that is not among those ``taken``."""
    stem = f"ordertrail-{moment:{_STAMP}}"
    names = (f"{stem}{f'-{number}' if number else ''}.zip" for number in count())
    return next(name for name in names if name not in taken)


def upgrade_backup_name(moment: datetime, layout: int) -> str:
    """The name of the backup made before a store of ``layout`` is upgraded; no rotation ever removes it."""
    return f"ordertrail-layout-{layout}-{moment:{_STAMP}}.zip"


def which_to_remove(names: Iterable[str], today: date) -> set[str]:
    """Those of ``names`` that the rule no longer keeps; names that are not a backup's are never among them.

    Kept are: every backup of today, the newest of each of the last 7 days, of each of the last 4 calendar weeks and
    of each of the last 12 months, those in which today lies among them, and the newest of all.
    """
    newest_first = sorted(((key, name) for name in names if (key := _key(name))), reverse=True)
    kept = {name for _, name in newest_first[:1]}
    seen: set[tuple[str, int]] = set()
    for (moment, _), name in newest_first:
        age = {
            "day": (today - moment.date()).days,
            "week": (today.toordinal() - 1) // 7 - (moment.toordinal() - 1) // 7,
            "month": (today.year - moment.year) * 12 + today.month - moment.month,
        }
        if age["day"] <= 0:
            kept.add(name)
        for span, most in (("day", DAYS), ("week", WEEKS), ("month", MONTHS)):
            if age[span] < most and (span, age[span]) not in seen:
                seen.add((span, age[span]))
                kept.add(name)
    return {name for _, name in newest_first} - kept


def _key(name: str) -> tuple[datetime, int] | None:
    """Moment and number of a backup; None for the name of anything else."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    try:
        return datetime.strptime(found[1], _STAMP), int(found[2] or 0)
    except ValueError:
        return None
