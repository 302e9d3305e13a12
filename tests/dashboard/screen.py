"""Looking at component trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts(component: Any) -> Iterator[Component]:
    """The component and all within it, from above."""
    if isinstance(component, list | tuple):
        for each in component:
            yield from parts(each)
    elif isinstance(component, Component):
        yield component
        yield from parts(getattr(component, "children", None))


def words(component: Any) -> str:
    """All text of a component tree, parts joined by a blank."""
    if isinstance(component, list | tuple):
        return " ".join(filter(None, map(words, component)))
    if isinstance(component, Component):
        return words(getattr(component, "children", None))
    return "" if component is None else str(component)


def links(component: Any) -> list[str]:
    """Every address that the tree leads to."""
    return [href for part in parts(component) if (href := getattr(part, "href", None))]


def with_class(component: Any, name: str) -> list[Component]:
    """The parts of that class."""
    return [part for part in parts(component) if name in (getattr(part, "className", "") or "").split()]
