"""The one home of colours, type and measures: CSS variables for pages, layouts for figures, light and dark alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar, Token
from typing import Any, Final, Literal

from ordertrail.domain.own_words import own_words
from ordertrail.domain.workflow_templates import workflows

Scheme = Literal["light", "dark"]

FONTS: Final = (
    'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)
CLEAR: Final = "rgba(0,0,0,0)"
DIMMED: Final = 0.25

TOKENS: Final[Mapping[Scheme, Mapping[str, str]]] = {
    "light": {
        "ink": "#1B1F24",
        "muted": "#5B6570",
        "line": "#E3E7EB",
        "surface": "#FFFFFF",
        "ground": "#F6F7F9",
        "accent": "#2458E6",
        "on-accent": "#FFFFFF",
        "good": "#1A7F4E",
        "warn": "#A85600",
        "bad": "#C4302B",
    },
    "dark": {
        "ink": "#E7EAEE",
        "muted": "#9AA4AF",
        "line": "#2A3138",
        "surface": "#161B20",
        "ground": "#0F1317",
        "accent": "#7EA2FF",
        "on-accent": "#0F1317",
        "good": "#4CC38A",
        "warn": "#F1A33C",
        "bad": "#FF8A80",
    },
}

# One ramp that deepens with progress (brightens on dark); what stands beside the way has its own hue.
COLOURS: Final[Mapping[Scheme, Mapping[str, str]]] = {
    "light": {
        "grey": "#858F9B",
        "sky": "#5A8DEB",
        "blue": "#356BDD",
        "indigo": "#1C46B4",
        "cyan": "#1B7F95",
        "violet": "#7A4FBF",
        "teal": "#1F8A70",
        "green": "#0F5646",
        "brown": "#8A5A2B",
        "pink": "#B83A7A",
        "amber": "#B27E1E",
        "red": "#C4302B",
        "hatched": "#858B94",
    },
    "dark": {
        "grey": "#7D8894",
        "sky": "#4C72C4",
        "blue": "#6E9BF7",
        "indigo": "#A9C4FF",
        "cyan": "#5CC4D8",
        "violet": "#B79BF2",
        "teal": "#2FA486",
        "green": "#86DCC4",
        "brown": "#C99A6B",
        "pink": "#F08CBC",
        "amber": "#E0AE4A",
        "red": "#FF8A80",
        "hatched": "#868E98",
    },
}
HATCHED: Final = "hatched"

# The hues of Okabe and Ito's colour-blind-safe set, shifted in lightness until each stands out and each pair differs.
CHANNELS: Final[Mapping[Scheme, Mapping[str, str]]] = {
    "light": {
        "taobao": "#B03C08",
        "tmall": "#D0559C",
        "douyin": "#0066BA",
        "shopify": "#0CA06C",
        "amazon": "#AE8800",
        "ebay": "#13309F",
        "etsy": "#768038",
        "woocommerce": "#867EFF",
        "magento": "#05747C",
        "jd": "#770A0F",
        "pdd": "#432D6A",
        "youzan": "#165D39",
        "manual": "#3A424C",
    },
    "dark": {
        "taobao": "#D55E00",
        "tmall": "#E07CBC",
        "douyin": "#3A86E8",
        "shopify": "#2FD3A0",
        "amazon": "#F2D544",
        "ebay": "#25D4F8",
        "etsy": "#94A765",
        "woocommerce": "#A933A9",
        "magento": "#3C837B",
        "jd": "#C9105B",
        "pdd": "#AC4E32",
        "youzan": "#7FEB79",
        "manual": "#D5DAE0",
    },
}

# For channels that the company made itself, in the order in which it made them; the ninth begins anew.
OWN_CHANNELS: Final[Mapping[Scheme, tuple[str, ...]]] = {
    "light": ("#6A4FB3", "#1B7F95", "#7A5C2E", "#B3405A", "#4F7A1F", "#8A4B8F", "#2F6F5E", "#5B6470"),
    "dark": ("#A98BF0", "#5CC4D8", "#C99A6B", "#F08CA4", "#A5CC6B", "#D19AD6", "#7CC9B3", "#AAB4BF"),
}

# Five quantile steps of one hue, from few to many; ``none`` is a place without orders.
RAMPS: Final[Mapping[Scheme, tuple[str, ...]]] = {
    "light": ("#C9D9FB", "#9DBAF7", "#6C96F0", "#3A6BE0", "#1C43A8"),
    "dark": ("#22375F", "#2F4F8F", "#4A73C4", "#7399EA", "#B3CBFF"),
}
EMPTY_PLACE: Final[Mapping[Scheme, str]] = {"light": "#E6E9ED", "dark": "#262C33"}
BORDER_PLACE: Final[Mapping[Scheme, str]] = {"light": "#FFFFFF", "dark": "#0F1317"}

_scheme: ContextVar[Scheme] = ContextVar("ordertrail_scheme", default="light")


def scheme() -> Scheme:
    """The theme in which the present reader sees the page."""
    return _scheme.get()


def use_scheme(name: str | None) -> Token[Scheme]:
    """Draw in ``name`` from here on in this context; light where it is no theme of ours."""
    return _scheme.set("dark" if name == "dark" else "light")


def token(name: str, of: Scheme | None = None) -> str:
    """A colour by its name, e.g. ``token("muted")``."""
    return TOKENS[of or scheme()][name]


def stage_colour(code: str, of: Scheme | None = None) -> str:
    """Colour of a stage; muted for one without its own."""
    known = workflows()
    colour = known.stage(code).colour if known.has(code) else ""
    return COLOURS[of or scheme()].get(colour, token("muted", of))


def is_hatched(code: str) -> bool:
    """Whether marks of the stage are hatched: called off."""
    known = workflows()
    return known.has(code) and known.stage(code).colour == HATCHED


def channel_colour(code: str, of: Scheme | None = None) -> str:
    """Colour of a channel, the same on every page; muted for one without its own."""
    return channel_colours(of).get(code, token("muted", of))


def channel_colours(of: Scheme | None = None) -> dict[str, str]:
    """The colour of every channel, the company's own among them."""
    hues = OWN_CHANNELS[of or scheme()]
    own = {each.code: hues[n % len(hues)] for n, each in enumerate(own_words().channels)}
    return {**own, **CHANNELS[of or scheme()]}


def faded(colour: str, strength: float) -> str:
    """``colour`` (#RRGGBB) at a strength from 0 to 1."""
    return colour if strength >= 1 else f"rgba({_rgb(colour)}, {strength})"


def hatch(shapes: Sequence[str], of: Scheme | None = None) -> dict[str, Any]:
    """The ``pattern`` of marks that are unfinished or called off: a shape such as '/' each, '' for a plain one."""
    return {"shape": list(shapes), "fillmode": "overlay", "fgcolor": token("surface", of), "size": 5, "solidity": 0.4}


def layout(of: Scheme | None = None, **parts: Any) -> dict[str, Any]:
    """A plotly layout: clear paper, our type, light horizontal grid, five ticks at most.

    ``parts`` are laid over it; a dict is laid over the dict of the same name.
    """
    base: dict[str, Any] = {
        "template": {},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONTS, "size": 12, "color": token("muted", of)},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 0},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": token("surface", of),
            "bordercolor": token("line", of),
            "font": {"family": FONTS, "size": 13, "color": token("ink", of)},
            "align": "left",
            "namelength": -1,
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
            "font": {"size": 12, "color": token("muted", of)},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "ticks": "",
            "nticks": 5,
            "automargin": True,
            "fixedrange": True,
        },
        "yaxis": {
            "showgrid": True,
            "gridcolor": token("line", of),
            "gridwidth": 1,
            "zeroline": False,
            "showline": False,
            "ticks": "",
            "nticks": 5,
            "automargin": True,
            "fixedrange": True,
        },
        "transition": {"duration": 0},
        "dragmode": False,
    }
    for name, value in parts.items():
        base[name] = {**base[name], **value} if isinstance(value, dict) and isinstance(base.get(name), dict) else value
    return base


def css() -> str:
    """The variables of both themes, and the names under which Bootstrap and the grid know them."""
    root = f":root {{ --ot-font: {FONTS}; --bs-font-sans-serif: var(--ot-font); --bs-body-font-family: var(--ot-font); "
    root += "--bs-body-font-size: 14px; --bs-body-line-height: 1.5; }"
    stripes = "repeating-linear-gradient(135deg, var(--dot) 0 2px, transparent 2px 4px)"
    called_off = [
        f".ot-dot.is-{code} {{ background: {stripes}; box-shadow: inset 0 0 0 1px var(--dot); }}"
        for code in workflows().codes()
        if is_hatched(code)
    ]
    return "\n".join([root, *(_block(of) for of in TOKENS), _BRIDGE, *called_off, ""])


def _block(of: Scheme) -> str:
    lines = {f"--{name}": value for name, value in TOKENS[of].items()}
    lines |= {f"--stage-{code}": stage_colour(code, of) for code in workflows().codes()}
    lines |= {f"--colour-{name}": value for name, value in COLOURS[of].items()}
    lines |= {f"--channel-{code}": value for code, value in channel_colours(of).items()}
    lines |= {"--place-none": EMPTY_PLACE[of]}
    lines |= {f"--{name}-rgb": _rgb(TOKENS[of][name]) for name in ("ink", "surface", "ground", "accent")}
    body = " ".join(f"{name}: {value};" for name, value in lines.items())
    selector = ':root, [data-bs-theme="light"]' if of == "light" else '[data-bs-theme="dark"]'
    return f"{selector} {{ color-scheme: {of}; {body} }}"


def _rgb(colour: str) -> str:
    return ", ".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


_BRIDGE: Final = """
[data-bs-theme] {
  --bs-body-bg: var(--ground); --bs-body-bg-rgb: var(--ground-rgb);
  --bs-body-color: var(--ink); --bs-body-color-rgb: var(--ink-rgb);
  --bs-secondary-color: var(--muted); --bs-tertiary-color: var(--muted);
  --bs-secondary-bg: var(--ground); --bs-tertiary-bg: var(--ground);
  --bs-emphasis-color: var(--ink); --bs-heading-color: inherit;
  --bs-border-color: var(--line); --bs-border-color-translucent: var(--line); --bs-border-radius: 8px;
  --bs-primary: var(--accent); --bs-primary-rgb: var(--accent-rgb);
  --bs-link-color: var(--accent); --bs-link-color-rgb: var(--accent-rgb);
  --bs-link-hover-color: var(--accent); --bs-link-hover-color-rgb: var(--accent-rgb);
  --bs-form-valid-color: var(--good); --bs-form-valid-border-color: var(--good);
  --bs-form-invalid-color: var(--bad); --bs-form-invalid-border-color: var(--bad);
  --bs-success: var(--good); --bs-warning: var(--warn); --bs-danger: var(--bad);
}
html[data-bs-theme] {
  --Dash-Fill-Interactive-Strong: var(--accent); --Dash-Fill-Interactive-Weak: var(--ground);
  --Dash-Fill-Inverse-Strong: var(--surface); --Dash-Fill-Disabled: var(--line);
  --Dash-Fill-Primary-Hover: var(--ground); --Dash-Fill-Primary-Active: var(--ground);
  --Dash-Text-Primary: var(--ink); --Dash-Text-Strong: var(--ink); --Dash-Text-Weak: var(--muted);
  --Dash-Text-Disabled: var(--muted); --Dash-Stroke-Strong: var(--line); --Dash-Stroke-Weak: var(--line);
}
[data-bs-theme] :is(.form-control, .form-select) {
  background-color: var(--surface); color: var(--ink); border-color: var(--line); font-size: 14px;
}
[data-bs-theme] :is(.form-control, .form-select):focus {
  background-color: var(--surface); color: var(--ink); border-color: var(--accent);
  box-shadow: 0 0 0 3px color-mix(in srgb, var(--accent) 22%, transparent);
}
[data-bs-theme] .form-control::placeholder { color: var(--muted); opacity: 1; }
[data-bs-theme] .form-check-input { background-color: var(--surface); border-color: var(--muted); }
[data-bs-theme] .form-check-input:checked { background-color: var(--accent); border-color: var(--accent); }
[data-bs-theme] .btn-primary {
  --bs-btn-bg: var(--accent); --bs-btn-border-color: var(--accent); --bs-btn-color: var(--on-accent);
  --bs-btn-hover-bg: var(--accent); --bs-btn-hover-border-color: var(--accent); --bs-btn-hover-color: var(--on-accent);
  --bs-btn-active-bg: var(--accent); --bs-btn-active-border-color: var(--accent);
  --bs-btn-active-color: var(--on-accent);
  --bs-btn-disabled-bg: var(--accent); --bs-btn-disabled-border-color: var(--accent);
  --bs-btn-disabled-color: var(--on-accent);
}
[data-bs-theme] [class*="ag-theme-"], [data-bs-theme] .ag-root-wrapper {
  --ag-font-family: var(--ot-font); --ag-font-size: 13px; --ag-data-font-size: 13px;
  --ag-background-color: var(--surface); --ag-data-background-color: var(--surface);
  --ag-foreground-color: var(--ink); --ag-text-color: var(--ink); --ag-cell-text-color: var(--ink);
  --ag-data-color: var(--ink); --ag-subtle-text-color: var(--muted);
  --ag-header-background-color: var(--surface); --ag-header-foreground-color: var(--muted);
  --ag-header-text-color: var(--muted); --ag-header-font-size: 12px; --ag-header-font-weight: 500;
  --ag-odd-row-background-color: var(--surface);
  --ag-row-hover-color: color-mix(in srgb, var(--accent) 6%, var(--surface));
  --ag-selected-row-background-color: color-mix(in srgb, var(--accent) 12%, var(--surface));
  --ag-border-color: var(--line); --ag-secondary-border-color: var(--line); --ag-row-border-color: var(--line);
  --ag-accent-color: var(--accent); --ag-alpine-active-color: var(--accent); --ag-active-color: var(--accent);
  --ag-input-focus-border-color: var(--accent); --ag-checkbox-checked-color: var(--accent);
  --ag-checkbox-checked-background-color: var(--accent); --ag-checkbox-checked-border-color: var(--accent);
  --ag-chrome-background-color: var(--surface); --ag-menu-background-color: var(--surface);
  --ag-tooltip-background-color: var(--surface); --ag-tooltip-text-color: var(--ink);
  --ag-control-panel-background-color: var(--surface); --ag-modal-overlay-background-color: transparent;
  --ag-invalid-color: var(--bad); --ag-row-height: 36px; --ag-header-height: 36px;
  --ag-wrapper-border-radius: 10px; --ag-border-radius: 6px; --ag-browser-color-scheme: inherit;
}
""".strip()
