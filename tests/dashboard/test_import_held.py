"""The pages of held rows and words: their frames, and that every saying of their scripts has its text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dashboard.components import held_grid, words_view
from dashboard.components.import_held import held_href
from dashboard.components.import_tabs import FILES, HELD, WORDS, import_tabs
from dashboard.pages import import_held, import_words
from dashboard.shell import active_place, page_title
from ordertrail.i18n import catalogue, use_locale
from tests.dashboard.screen import words

ASSETS = Path(held_grid.__file__).parents[1] / "assets"


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


@pytest.mark.parametrize("chosen", [FILES, HELD, WORDS])
def test_the_tabs_link_to_the_others(chosen: str) -> None:
    nav = import_tabs(chosen).children
    links = [each.href for each in nav.children if hasattr(each, "href")]
    assert links == [path for path in (FILES, HELD, WORDS) if path != chosen]


def test_the_pages_stand_below_the_import() -> None:
    for page in (import_held, import_words):
        assert active_place(page.PATH) == "/import" and page_title(page.PATH) == "Import"
        assert words(page.layout(q="x"))
    assert held_href("a b") == "/import/held?import=a%20b"


@pytest.mark.parametrize(("script", "said"), [("held*.js", held_grid.words), ("words.js", words_view.words)])
def test_the_scripts_say_what_has_a_text(script: str, said: object) -> None:
    known = said()  # type: ignore[operator]
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob(script)))
    asked = set(re.findall(r"\bwords\.(\w+)", text))
    unknown = {name for name in asked if name not in known}
    assert not unknown
    loose = set(known) - asked - {"reasons", "channels", "kinds"}
    assert {name for name in loose if f'"{name}"' not in text} == set()
    json.dumps(known)


def test_every_reason_has_its_short_name() -> None:
    reasons = {key.removeprefix("reason.") for key in catalogue("en") if key.startswith("reason.")}
    short = set(held_grid.words()["reasons"])
    assert short <= reasons
