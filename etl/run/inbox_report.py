"""What became of a file of the watched folder, for programs and for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr

Report = dict[str, Any]


def said(error: DomainError) -> str:
    """The sentence of a refusal; a server's own, where it has said one."""
    message = getattr(error, "message", None)
    return str(message) if message else tr().t(f"error.{error.code}", **error.params)


def of_imports(file: str, reports: Sequence[Report], now: datetime) -> Report:
    """``reports`` of the imports that the file went into."""
    return {"file": file, "state": "imported", "at": now.isoformat(), "imports": list(reports)}


def of_refusal(file: str, error: DomainError, now: datetime) -> Report:
    """A file of which nothing was written."""
    told = {"error": error.code, "message": said(error)}
    return {"file": file, "state": "failed", "at": now.isoformat(), "imports": [], **told}


def as_text(report: Report) -> str:
    """The report in the language of this process."""
    t = tr()
    state = report["state"]
    lines = [f"{report['file']} · " + t.t(f"inbox.state_{state}")]
    if report.get("message"):
        lines.append(report["message"])
    for each in report["imports"]:
        channel = t.t(f"channel.{each['channel']}")
        lines += ["", t.t("inbox.report_head", channel=channel, id=each["import_id"])]
        for part in ("orders", "rows"):
            lines += [f"  {t.t(f'cli.{part}.{name}')}: {t.number(n)}" for name, n in each[part].items()]
        lines += [f"  {t.t('cli.sum')}: {amount} {currency}" for currency, amount in each["sums"].items()]
        lines += [f"  {p['file']}:{p['line']}  {p['column'] or ''}  {p['text']}" for p in each["problems"]]
    return "\n".join(lines) + "\n"
