"""Who does a deed."""

from __future__ import annotations

from dataclasses import dataclass

from ordertrail.domain.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """A person or a program; ``role`` decides what it may do, ``source`` tells where it spoke from."""

    name: str
    role: str = "owner"
    source: str = "web"

    def require(self, *roles: str) -> None:
        """Raise NotAllowed unless the actor is the owner or has one of ``roles``."""
        if self.role != "owner" and self.role not in roles:
            raise NotAllowed("not_allowed", role=self.role)


def local_owner(source: str) -> Actor:
    """The one person who uses a store without accounts."""
    return Actor(name="owner", role="owner", source=source)
