"""What is wrong with the watched folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Final

from etl.run.inbox import FAILED, Inbox
from etl.run.inbox_report import said
from etl.run.watch import STATUS, read_status
from ordertrail.domain.errors import DomainError
from ordertrail.settings import Settings

STUCK_SECONDS: Final = 600
RECENT_SECONDS: Final = 7 * 86_400

Found = tuple[str, bool, dict[str, Any], bool]


def watched(settings: Settings) -> list[Found]:
    """code, good, params and grave of each finding; none where no folder is watched."""
    folder = settings.watch_folder
    if folder is None:
        return []
    usable = folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    found: list[Found] = [("inbox", usable, {"folder": str(folder)}, True)]
    if not usable:
        return found
    old = [path.name for path in Inbox(folder, settings.watch_seconds).waiting() if _age(path) > STUCK_SECONDS]
    if old:
        params = {"folder": str(folder), "n": len(old), "example": old[0], "why": _trouble(settings)}
        found.append(("inbox_stuck", False, params, True))
    failed = [path for path in (folder / FAILED).glob("*/*.report.json") if _age(path) < RECENT_SECONDS]
    if failed:
        example = failed[0].name.removesuffix(".report.json")
        params = {"folder": str(folder / FAILED), "n": len(failed), "example": example}
        found.append(("inbox_failed", False, params, False))
    return found


def _trouble(settings: Settings) -> str:
    trouble = read_status(settings.data_dir / STATUS).get("trouble")
    return said(DomainError(trouble["error"], **trouble["params"])) if trouble else ""


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
