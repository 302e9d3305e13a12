"""What is wrong with the set-up, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ordertrail.app import open_context
from ordertrail.domain.errors import DomainError
from ordertrail.settings import Settings

NEEDED_BYTES = 500 * 1024 * 1024
PINNED = {"duckdb": "1.5.5", "dash": "4.4.1"}


@dataclass(frozen=True)
class Finding:
    """One check: the sentences are ``cli.check.<code>`` and, where it is not good, ``cli.mend.<code>``."""

    code: str
    good: bool
    params: dict[str, Any] = field(default_factory=dict)


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


def examine(settings: Settings) -> list[Finding]:
    """All findings, good ones too, in the order in which they should be mended."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    findings = [Finding("python", sys.version_info >= (3, 11), {"version": running})]
    findings += [_package(name, wanted) for name, wanted in PINNED.items()]
    findings.append(_folder(settings.data_dir))
    findings.append(_disk(settings.data_dir))
    free = port_is_free(settings.host, settings.port)
    findings.append(Finding("port", free, {"port": settings.port}))
    if findings[-3].good:
        findings.append(_store(settings))
    return findings


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
    place = _existing(folder)
    return Finding("folder", place.is_dir() and os.access(place, os.W_OK), {"folder": str(folder)})


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free
    return Finding(
        "disk", free >= NEEDED_BYTES, {"free": f"{free / 2**30:.1f}", "needed": f"{NEEDED_BYTES / 2**30:.1f}"}
    )


def _store(settings: Settings) -> Finding:
    if not settings.database_path.exists():
        return Finding("store_new", True, {"file": str(settings.database_path)})
    try:
        context = open_context(settings)
    except DomainError as error:
        return Finding(
            error.code if error.code == "store_locked" else "store", False, {"file": str(settings.database_path)}
        )
    try:
        return Finding("store", True, {"file": str(settings.database_path), "orders": context.store.count_orders()})
    finally:
        context.store.close()
