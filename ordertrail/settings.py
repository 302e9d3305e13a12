"""Everything that can be set, read from ``ORDERTRAIL_*`` variables and from command options."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ordertrail.domain.errors import DomainError
from ordertrail.domain.money import REFERENCE_RATES_CNY

# One follows the changes, one may hold a lock, and two do the work.
FEWEST_CONNECTIONS: Final = 4
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """``data_dir`` holds all that the program keeps: the store, uploads and staging files.

    ``database_pool``: connections that a process may open to the server of ``database_url``; 0: by its limit.
    ``watch_dir``: a folder whose files are imported as they come, once they stood still for ``watch_seconds``.
    """

    model_config = SettingsConfigDict(env_prefix="ORDERTRAIL_")

    data_dir: Path = ROOT / "data" / "local"
    database_url: str = ""
    database_pool: int = Field(default=0, ge=0)
    host: str = "127.0.0.1"
    port: int = 8050
    business_timezone: str = "Asia/Shanghai"
    base_currency: str = "CNY"
    watch_dir: str = ""
    watch_seconds: float = Field(default=5.0, ge=0.5, le=3600)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_pool")
    @classmethod
    def _enough(cls, value: int) -> int:
        if 0 < value < FEWEST_CONNECTIONS:
            raise ValueError(f"{value} < {FEWEST_CONNECTIONS}")
        return value

    @property
    def database_path(self) -> Path:
        return self.data_dir / "ordertrail.duckdb"

    @property
    def inbox_dir(self) -> Path:
        return self.data_dir / "inbox"

    @property
    def unknown_dir(self) -> Path:
        return self.data_dir / "unknown"

    @property
    def staging_dir(self) -> Path:
        return self.data_dir / "staging"

    @property
    def progress_dir(self) -> Path:
        return self.data_dir / "progress"

    @property
    def watch_folder(self) -> Path | None:
        return Path(self.watch_dir).expanduser().resolve() if self.watch_dir else None

    @property
    def backups_dir(self) -> Path:
        return self.data_dir / "backups"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business_timezone)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def check(self) -> None:
        """Raise DomainError for a setting that cannot work: host, time zone, base currency."""
        if not is_loopback(self.host):
            raise DomainError("host_not_loopback", host=self.host)
        try:
            ZoneInfo(self.business_timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise DomainError("unknown_timezone", zone=self.business_timezone) from None
        if self.base_currency not in REFERENCE_RATES_CNY:
            raise DomainError("unknown_base_currency", currency=self.base_currency)
        if self.watch_folder:
            self.check_watched(self.watch_folder)

    def check_watched(self, folder: Path) -> None:
        """Raise DomainError ``watch_dir_own`` for a folder in which the program keeps its own files."""
        if folder == self.data_dir or self.data_dir in folder.parents:
            raise DomainError("watch_dir_own", folder=str(folder))

    @staticmethod
    def make_folder(folder: Path) -> None:
        """Make ``folder`` and its parents; DomainError ``data_dir_unwritable`` where that fails."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DomainError("data_dir_unwritable", folder=str(folder), why=error.strerror or str(error)) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
