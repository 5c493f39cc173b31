"""What every maker of a picture gets: surface, colours, words, and a few shapes with light on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcebridge.catalog.drawing.tone import beside, dark, light, luminance, mix

METAL, WOOD, PAPER, CARD = "#b4bac0", "#a98058", "#f6f3ec", "#c9a77c"
LIGHTING = (
    '<linearGradient id="h"><stop offset="0" stop-color="#000" stop-opacity=".2"/>'
    '<stop offset=".28" stop-color="#fff" stop-opacity=".2"/><stop offset=".6" stop-color="#fff" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".24"/></linearGradient>'
    '<linearGradient id="v" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".16"/>'
    '<stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".2"/>'
    '</linearGradient><linearGradient id="g" x2=".9" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".34"/>'
    '<stop offset=".45" stop-color="#fff" stop-opacity=".04"/><stop offset="1" stop-color="#000" stop-opacity=".2"/>'
    '</linearGradient><radialGradient id="b" cx=".36" cy=".3" r=".8"><stop offset="0" stop-color="#fff" '
    'stop-opacity=".4"/><stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" '
    'stop-opacity=".3"/></radialGradient><radialGradient id="s"><stop offset="0" stop-color="#1b1a18" '
    'stop-opacity=".34"/><stop offset=".55" stop-color="#1b1a18" stop-opacity=".13"/><stop offset="1" '
    'stop-color="#1b1a18" stop-opacity="0"/></radialGradient>'
)
_GROUNDS = ("#f4f1eb", "#eef1f1", "#f3ede4", "#eceee8", "#f2eeee", "#e9edf0", "#f1efe6")


@dataclass(frozen=True, slots=True)
class Ink:
    """Surface (`fill`: a pattern or the colour), the colour itself, words in lower case, a number to vary by."""

    fill: str
    colour: str
    words: str
    number: int

    def says(self, pattern: str) -> bool:
        """Whether the words name it."""
        return re.search(pattern, self.words) is not None

    def one_of(self, count: int, salt: int = 0) -> int:
        """A choice among `count`, always the same for the same goods."""
        return (self.number >> (3 * salt)) % count

    @property
    def line(self) -> str:
        """For seams and edges."""
        return dark(self.colour, 0.42)

    @property
    def deep(self) -> str:
        """The colour in shade."""
        return dark(self.colour, 0.2)

    @property
    def pale(self) -> str:
        """The colour in light."""
        return light(self.colour, 0.32)

    @property
    def second(self) -> str:
        """A tone that goes with the colour and can be told from it."""
        return beside(self.colour)

    @property
    def neutral(self) -> str:
        """Off-white beside deep colours, graphite beside pale ones."""
        return "#4b4f55" if luminance(self.colour) > 0.72 else "#f1eee7"


def ground(ink: Ink) -> str:
    """The wall and the table of the photograph."""
    tone = _GROUNDS[ink.number % len(_GROUNDS)]
    wall = mix(ink.colour, tone, 0.88) if luminance(ink.colour) < 0.8 else mix(tone, "#7f878c", 0.22)
    floor = dark(wall, 0.055)
    pool = (
        '<radialGradient id="p" cx=".34" cy=".22" r=".85"><stop offset="0" stop-color="#fff" stop-opacity=".55"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>'
        f'<linearGradient id="f" x2="0" y2="1"><stop offset="0" stop-color="{floor}"/>'
        f'<stop offset="1" stop-color="{dark(wall, 0.02)}"/></linearGradient>'
    )
    table = (
        '<path d="M0 446H640V640H0Z" fill="url(#f)"/>',
        '<path d="M0 462Q320 424 640 462V640H0Z" fill="url(#f)"/>',
        '<path d="M0 470H640V640H0Z" fill="url(#f)"/><path d="M0 470H640" stroke="#fff" stroke-width="2"/>',
    )[ink.one_of(3, 2)]
    return (
        f'<defs>{pool}</defs><rect width="640" height="640" fill="{wall}"/>{table}'
        '<rect width="640" height="640" fill="url(#p)"/>'
    )


def wall(ink: Ink) -> str:
    """A plain ground, for things that hang or lie flat."""
    tone = _GROUNDS[ink.number % len(_GROUNDS)]
    paint = mix(ink.colour, tone, 0.88) if luminance(ink.colour) < 0.8 else mix(tone, "#7f878c", 0.16)
    return (
        '<defs><radialGradient id="p" cx=".34" cy=".24" r=".95"><stop offset="0" stop-color="#fff" stop-opacity=".6"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs>'
        f'<rect width="640" height="640" fill="{paint}"/><rect width="640" height="640" fill="url(#p)"/>'
    )


def shadow(y: float, rx: float, *, x: float = 320, ry: float = 24) -> str:
    """Where a thing stands."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="url(#s)"/>'


def solid(path: str, fill: str, shade: str = "h") -> str:
    """A shape with light on it: h round and upright, v hanging, g glossy, b ball."""
    return f'<path d="{path}" fill="{fill}"/><path d="{path}" fill="url(#{shade})"/>'


def flat(path: str, fill: str) -> str:
    """A shape lying or hanging before the wall: it throws a thin shadow."""
    return (
        f'<path d="{path}" fill="#1b1a18" opacity=".13" transform="translate(7 13)"/>'
        f'<path d="{path}" fill="{fill}"/><path d="{path}" fill="url(#v)"/>'
    )


def box(x: float, y: float, w: float, h: float, r: float, fill: str, shade: str = "") -> str:
    """A rectangle with round corners, and light when asked."""
    form = f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill='
    return f'{form}"{fill}"/>' + (f'{form}"url(#{shade})"/>' if shade else "")


def disc(x: float, y: float, r: float, fill: str, shade: str = "") -> str:
    """A circle, and light when asked."""
    form = f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill='
    return f'{form}"{fill}"/>' + (f'{form}"url(#{shade})"/>' if shade else "")


def oval(x: float, y: float, rx: float, ry: float, fill: str, shade: str = "") -> str:
    """An ellipse, and light when asked."""
    form = f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill='
    return f'{form}"{fill}"/>' + (f'{form}"url(#{shade})"/>' if shade else "")


def line(path: str, stroke: str, width: float = 3, extra: str = "") -> str:
    """A stroke with round ends."""
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" {extra}/>'


def turned(inner: str, degrees: float, x: float = 320, y: float = 320) -> str:
    """The same, turned about a point."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{inner}</g>'


def moved(inner: str, dx: float, dy: float, scale: float = 1) -> str:
    """The same, elsewhere."""
    return f'<g transform="translate({dx:g} {dy:g}) scale({scale:g})">{inner}</g>'
