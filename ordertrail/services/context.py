"""What a service needs of its surroundings; made once in ``ordertrail.app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ordertrail.domain.workflow import Workflows, from_json
from ordertrail.domain.workflow_templates import FIRST
from ordertrail.services.kept import Kept
from ordertrail.services.shaping import Shaped
from ordertrail.settings import Settings
from ordertrail.store.engine import Store

WORKFLOWS: Final = "workflows"


def utc_now() -> datetime:
    """The present moment as the store keeps it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Context:
    """``now`` gives naive UTC; tests put a fixed moment in its place."""

    settings: Settings
    store: Store
    now: Callable[[], datetime] = field(default=utc_now)
    shaped: Shaped = field(init=False, repr=False, compare=False)
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shaped", Shaped(self.store))

    def workflows(self) -> Workflows:
        """Those that the company shaped; the retail one where nobody has shaped any."""
        body = self.shaped.document(WORKFLOWS).body
        return from_json(body) if body else FIRST

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.business_timezone)
