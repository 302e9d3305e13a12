"""What a service needs of its surroundings; made once in ``ordertrail.app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ordertrail.domain.workflow import RETAIL, Workflow
from ordertrail.settings import Settings
from ordertrail.store.engine import Store


def utc_now() -> datetime:
    """The present moment as the store keeps it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Context:
    """``now`` gives naive UTC; tests put a fixed moment in its place."""

    settings: Settings
    store: Store
    workflow: Workflow = RETAIL
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.business_timezone)
