"""The overview's own choices beside the filters, kept in the same query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components.filter_bar import MEMORY
from dashboard.ids import Overview
from ordertrail.i18n import tr

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "measure": ("orders", "revenue"),
    "bucket": ("day", "week", "month"),
    "split": ("channel", "stage"),
    "map": ("china", "world"),
}


@dataclass(frozen=True)
class View:
    """``bucket`` '' means: what suits the period. ``was`` is what a click on a bar narrowed (see overview_context)."""

    measure: str = "orders"
    bucket: str = ""
    split: str = "channel"
    map: str = "china"
    was: str = ""

    @classmethod
    def of(cls, extras: dict[str, str]) -> View:
        """The choices in a query; what is not a choice is passed over."""
        known = {name: extras[name] for name, codes in CHOICES.items() if extras.get(name) in codes}
        return cls(**known, was=extras.get(MEMORY, ""))

    def with_choice(self, name: str, value: str) -> View:
        """Another choice; bars of another kind forget which of them was clicked."""
        if value not in CHOICES.get(name, ()):
            return self
        return replace(self, **{name: value, MEMORY: "" if name in ("bucket", "split") else self.was})

    def extras(self) -> dict[str, str]:
        """The choices that differ from the default."""
        plain = View()
        names = (*CHOICES, MEMORY)
        return {name: getattr(self, name) for name in names if getattr(self, name) != getattr(plain, name)}


def fitting_bucket(view: View, start: date | None, end: date | None) -> str:
    """The bucket chosen, else days up to six weeks, weeks up to half a year, months beyond."""
    if view.bucket:
        return view.bucket
    if start is None or end is None:
        return "month"
    days = (end - start).days + 1
    return "day" if days <= 45 else "week" if days <= 190 else "month"


def choice_buttons(name: str, chosen: str, labels: Sequence[tuple[str, str]]) -> Component:
    """One segmented control: (value, words) each."""
    return html.Div(
        [
            html.Button(
                words,
                id=Overview.choice(name, value),
                type="button",
                className="is-on" if value == chosen else "",
                **aria(pressed="true" if value == chosen else "false"),
            )
            for value, words in labels
        ],
        className="ot-segments",
        role="group",
    )


def trend_choices(view: View, bucket: str) -> list[Component]:
    """What is counted, by which time, split by what."""
    t = tr()
    return [
        choice_buttons(
            "measure",
            view.measure,
            [("orders", t.t("overview.measure_orders")), ("revenue", t.t("overview.measure_revenue"))],
        ),
        choice_buttons("bucket", bucket, [(code, t.t(f"bucket.{code}")) for code in CHOICES["bucket"]]),
        choice_buttons(
            "split",
            view.split,
            [("channel", t.t("overview.split_channel")), ("stage", t.t("overview.split_stage"))],
        ),
    ]


def map_choices(view: View) -> Component:
    """China's provinces or the world's countries."""
    t = tr()
    return choice_buttons("map", view.map, [("china", t.t("overview.map_china")), ("world", t.t("overview.map_world"))])
