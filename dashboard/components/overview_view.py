"""The overview's own choices beside the filters, kept in the same query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria
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
    """``bucket`` '' means: what suits the period."""

    measure: str = "orders"
    bucket: str = ""
    split: str = "channel"
    map: str = "china"

    @classmethod
    def of(cls, extras: dict[str, str]) -> View:
        """The choices in a query; what is not a choice is passed over."""
        return cls(**{name: extras[name] for name, known in CHOICES.items() if extras.get(name) in known})

    def with_choice(self, name: str, value: str) -> View:
        return replace(self, **{name: value}) if value in CHOICES.get(name, ()) else self

    def extras(self) -> dict[str, str]:
        """The choices that differ from the default."""
        plain = View()
        return {name: getattr(self, name) for name in CHOICES if getattr(self, name) != getattr(plain, name)}


def fitting_bucket(view: View, start: date | None, end: date | None) -> str:
    """The bucket chosen, else days up to six weeks, weeks up to a year, months beyond."""
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
