"""What is wrong with the set-up, and how to mend it."""

from __future__ import annotations

import locale
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final
from zoneinfo import available_timezones

from ordertrail.app import open_context
from ordertrail.doctor_inbox import watched
from ordertrail.domain.errors import DomainError, StoreLocked
from ordertrail.holder import holder_of
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.address import shown_url
from ordertrail.store.integrity import engine_version, find_faults, newest_moment, zone_agrees

NEEDED_BYTES: Final = 500 * 1024 * 1024
PINNED: Final = {"duckdb": "1.5.5", "dash": "4.4.1"}
# Clocks of two machines may differ a little; a program is not run twenty years unchanged.
SLACK: Final = timedelta(minutes=5)
LIFE: Final = timedelta(days=365 * 20)


@dataclass(frozen=True)
class Finding:
    """One check: the sentences are ``cli.check.<code>`` and, where it is not good, ``cli.mend.<code>``.

    Not ``grave``: worth knowing, but nothing is wrong.
    """

    code: str
    good: bool
    params: dict[str, Any] = field(default_factory=dict)
    grave: bool = True

    @property
    def wrong(self) -> bool:
        return self.grave and not self.good


def port_is_free(host: str, port: int) -> bool:
    """Whether a server may listen on that address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def examine(settings: Settings, *, ctx: Context | None = None, deep: bool = False) -> list[Finding]:
    """All findings, good ones too, in the order in which they should be mended.

    ``ctx`` is the open store of a server that asks about itself. ``deep`` reads the whole store.
    Raises StoreLocked with the ``url`` of a server that holds the store: it alone can look inside.
    """
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    findings = [Finding("python", sys.version_info >= (3, 11), {"version": running})]
    findings += [_package(name, wanted) for name, wanted in PINNED.items()]
    folder = _folder(settings.data_dir)
    findings += [folder, _disk(settings.data_dir), _encoding(), _zones()]
    findings += [Finding(*found) for found in watched(settings)]
    if ctx is None:
        findings.append(Finding("port", port_is_free(settings.host, settings.port), {"port": settings.port}))
    if not folder.good:
        return findings
    if ctx is None and not settings.database_url and not settings.database_path.exists():
        return [*findings, _clock(None), Finding("store_new", True, {"file": str(settings.database_path)})]
    try:
        with _opened(settings, ctx) as opened:
            findings += _inside(opened, deep, served=ctx is not None)
    except DomainError as error:
        if error.params.get("url") and isinstance(error, StoreLocked):
            raise
        if error.code == "store_empty":
            findings += [_clock(None), Finding("store_new", True, {"file": error.params["store"]})]
        else:
            findings.append(_refused(settings, error))
    return findings


@contextmanager
def _opened(settings: Settings, ctx: Context | None) -> Iterator[Context]:
    if ctx:
        yield ctx
        return
    own = open_context(settings, command="ordertrail doctor", upgrade=False, look=True)
    try:
        yield own
    finally:
        own.store.close()


def _package(name: str, wanted: str) -> Finding:
    try:
        found = version(name)
    except PackageNotFoundError:
        found = "–"
    return Finding("package", found == wanted, {"name": name, "found": found, "wanted": wanted})


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _folder(folder: Path) -> Finding:
    """Permissions alone do not tell of a disk that is read-only or full: a file is written and is gone again."""
    place = _existing(folder)
    try:
        with TemporaryFile(dir=place) as probe:
            probe.write(b"x")
        good = True
    except OSError:
        good = False
    return Finding("folder", good and os.access(place, os.W_OK), {"folder": str(folder)})


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free
    return Finding(
        "disk", free >= NEEDED_BYTES, {"free": f"{free / 2**30:.1f}", "needed": f"{NEEDED_BYTES / 2**30:.1f}"}
    )


def _encoding() -> Finding:
    """Chinese must come through on the terminal, in files and in their names."""
    found = (
        getattr(sys.stdout, "encoding", None) or "utf-8",
        locale.getpreferredencoding(),
        sys.getfilesystemencoding(),
    )
    names = sorted({each.lower().replace("utf8", "utf-8") for each in found})
    return Finding("encoding", names == ["utf-8"], {"found": ", ".join(names)})


def _zones() -> Finding:
    found = len(available_timezones())
    return Finding("zones", found > 0, {"n": found})


def _clock(newest: datetime | None) -> Finding:
    """The clock against the newest change of the store, and against the day this program was installed."""
    now = datetime.now(UTC).replace(tzinfo=None)
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC).replace(tzinfo=None)
    params = {"now": tr().datetime(now), "newest": tr().datetime(newest), "installed": tr().datetime(installed)}
    if newest and newest > now + SLACK:
        return Finding("clock_back", False, params)
    if not installed - SLACK <= now <= installed + LIFE:
        return Finding("clock_wild", False, params)
    return Finding("clock", True, params)


def _inside(ctx: Context, deep: bool, *, served: bool) -> list[Finding]:
    """What an open store shows, as far as it can be read."""
    findings: list[Finding] = []
    try:
        findings += _store(ctx)
        findings += _holder(ctx) if served and ctx.store.backend.serial else []
        findings += _integrity(ctx) if deep else []
    except DomainError as error:
        findings.append(Finding("part_unreadable", False, {"why": _sentence(error)}))
    return findings


def _store(ctx: Context) -> list[Finding]:
    store = ctx.store
    findings = [_clock(newest_moment(store))]
    agrees = zone_agrees(store, ctx.now())
    findings.append(Finding("zone", agrees, {"zone": store.zone}))
    known = {"store": store.name, "engine": store.backend.name, "version": engine_version(store)}
    findings.append(Finding("store", True, known | {"orders": store.count_orders()}))
    if store.backend.limit:
        asked = {"pool": store.backend.pool, "limit": store.backend.limit}
        findings.append(Finding("connections", asked["pool"] <= asked["limit"], asked))
    return findings


def _holder(ctx: Context) -> list[Finding]:
    holder = holder_of(ctx.settings.data_dir)
    if holder is None:
        return []
    params = {"command": holder.command, "pid": holder.pid, "since": tr().datetime(holder.since)}
    return [Finding("holder", True, params)]


def _integrity(ctx: Context) -> list[Finding]:
    faults = find_faults(ctx.store)
    findings = [
        Finding(f"deep_{each.code}", False, {"n": each.count, "example": each.example}, each.grave) for each in faults
    ]
    return findings or [Finding("deep", True)]


def _refused(settings: Settings, error: DomainError) -> Finding:
    """A store that does not open; the refusal's own sentence names the way out."""
    store = shown_url(settings.database_url) if settings.database_url else str(settings.database_path)
    return Finding("store_refused", False, {"store": store, "why": _sentence(error)})


def _sentence(error: DomainError) -> str:
    return tr().t(f"error.{error.code}", **error.params)
