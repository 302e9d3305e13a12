"""Colours can be read and told apart, in both themes and by colour-blind eyes."""

from __future__ import annotations

import contextvars
import re
from itertools import combinations

import pytest

from dashboard import theme
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.workflow_rules import COLOURS
from ordertrail.domain.workflow_templates import RETAIL, TEMPLATES

SCHEMES = ("light", "dark")
TEXT = ("ink", "muted", "accent", "good", "warn", "bad")
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}

Linear = tuple[float, float, float]


def linear(colour: str) -> Linear:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    bent = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (red, green, blue)]
    return bent[0], bent[1], bent[2]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def lab(light: Linear) -> Linear:
    red, green, blue = (min(max(each, 0.0), 1.0) for each in light)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, blindness: str) -> Linear:
    light = linear(colour)
    red, green, blue = (sum(a * b for a, b in zip(row, light, strict=True)) for row in BLINDNESS[blindness])
    return lab((red, green, blue))


def test_contrast_is_reckoned_as_the_standard_does() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("of", SCHEMES)
@pytest.mark.parametrize("ground", ["surface", "ground"])
def test_text_can_be_read(of: theme.Scheme, ground: str) -> None:
    pale = {name: contrast(theme.TOKENS[of][name], theme.TOKENS[of][ground]) for name in TEXT}
    assert {name: ratio for name, ratio in pale.items() if ratio < 4.5} == {}
    assert contrast(theme.TOKENS[of]["on-accent"], theme.TOKENS[of]["accent"]) >= 4.5


@pytest.mark.parametrize("of", SCHEMES)
@pytest.mark.parametrize("ground", ["surface", "ground"])
def test_marks_stand_out(of: theme.Scheme, ground: str) -> None:
    marks = {**theme.COLOURS[of], **theme.CHANNELS[of]}
    pale = {code: contrast(colour, theme.TOKENS[of][ground]) for code, colour in marks.items()}
    assert {code: ratio for code, ratio in pale.items() if ratio < 3} == {}


@pytest.mark.parametrize("of", SCHEMES)
def test_every_stage_and_channel_has_its_colour(of: theme.Scheme) -> None:
    used = {stage.colour for each in TEMPLATES for stage in each.stages}
    assert used <= set(COLOURS) == set(theme.COLOURS[of])
    assert set(theme.CHANNELS[of]) == set(CHANNELS)
    assert theme.stage_colour("unheard", of) == theme.channel_colour("of", of) == theme.token("muted", of)


@pytest.mark.parametrize("of", SCHEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_channels_are_told_apart_by_colour_blind_eyes(of: theme.Scheme, blindness: str) -> None:
    places = {code: seen(colour, blindness) for code, colour in theme.CHANNELS[of].items()}
    apart = {
        (one, other): sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True)) ** 0.5
        for one, other in combinations(places, 2)
    }
    assert {pair: round(distance) for pair, distance in apart.items() if distance < 15} == {}


@pytest.mark.parametrize("of", SCHEMES)
def test_ramps_run_one_way(of: theme.Scheme) -> None:
    """From few to many away from the surface, and never like a place without orders."""
    ramp = [luminance(colour) for colour in theme.RAMPS[of]]
    assert ramp == sorted(ramp, reverse=of == "light")
    progress = [luminance(theme.stage_colour(code, of)) for code in ("paid", "preparing", "shipped")]
    assert progress == sorted(progress, reverse=of == "light")


def test_styles_name_every_token_in_both_themes_and_load_nothing() -> None:
    text = theme.css()
    for of in SCHEMES:
        block = next(line for line in text.splitlines() if f"color-scheme: {of};" in line)
        stages = [(f"stage-{code}", theme.stage_colour(code, of)) for code in RETAIL.codes()]
        for name, value in (*theme.TOKENS[of].items(), *stages):
            assert f"--{name}: {value};" in block
    assert text.count("{") == text.count("}")
    assert not re.search(r"url\(|@import|//", text)


def test_the_readers_theme_stays_with_the_reader() -> None:
    def drawn(name: str | None) -> str:
        theme.use_scheme(name)
        return theme.token("surface")

    assert contextvars.copy_context().run(drawn, "dark") == theme.TOKENS["dark"]["surface"]
    assert contextvars.copy_context().run(drawn, "purple") == theme.TOKENS["light"]["surface"]
    assert theme.scheme() == "light"


def test_a_layout_is_laid_over_the_common_one() -> None:
    layout = theme.layout("dark", barmode="stack", yaxis={"range": [0, 4]})
    assert layout["barmode"] == "stack"
    assert layout["yaxis"]["range"] == [0, 4] and layout["yaxis"]["gridcolor"] == theme.TOKENS["dark"]["line"]
    assert "range" not in theme.layout("dark")["yaxis"]


def test_a_faded_colour_keeps_its_hue() -> None:
    assert theme.faded("#102030", 0.25) == "rgba(16, 32, 48, 0.25)"
    assert theme.faded("#102030", 1) == "#102030"
