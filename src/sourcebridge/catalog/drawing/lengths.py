"""Lengths of cloth: lying in folds, draped, rolled, in a fan of swatches, or with a turned corner."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.cloth import pattern
from sourcebridge.catalog.drawing.ink import CARD, box, disc, line, oval, shadow, turned
from sourcebridge.catalog.drawing.tone import dark, light, mix

_SOFT = frozenset({"silk", "velvet", "fleece", ""})


def draw(material: str, colour: str, words: str, number: int) -> str:
    """A length of cloth; the way it lies follows its kind and its number."""
    made, fill = pattern(material, colour, "w")
    defs = f"<defs>{made}</defs>"
    way = number % 5
    if "色卡" in words[:60] or "swatch" in words[:60]:
        way = 3
    if material in {"silk", "velvet"} and way in {2, 4}:
        way = 1
    return defs + (_folded, _draped, _rolls, _fan, _corner)[way](fill, colour, material, number)


def _sheen(material: str, colour: str, lift: int) -> str:
    if material not in _SOFT:
        return ""
    return (
        f'<path d="M-20 {120 + lift}C160 {40 + lift} 300 {260 + lift} 660 {90 + lift}V{170 + lift}C320 {330 + lift} 170 {130 + lift} -20 {230 + lift}Z" '
        f'fill="{light(colour, 0.5)}" opacity=".28"/>'
    )


def _folded(fill: str, colour: str, material: str, number: int) -> str:
    lift = number % 40
    upper, lower = 396 - lift // 2, 498 - lift // 3
    return (
        f'<rect width="640" height="640" fill="{fill}"/>{_sheen(material, colour, lift)}'
        f'<path d="M0 {upper}C90 {upper - 50} 190 {upper - 20} 320 {upper + 26}S560 {upper + 58} 640 {upper}V640H0Z" fill="{dark(colour, 0.55)}" opacity=".3"/>'
        f'<path d="M0 {upper}C90 {upper - 50} 190 {upper - 20} 320 {upper + 26}S560 {upper + 58} 640 {upper}" fill="none" stroke="{light(colour, 0.5)}" stroke-width="2" opacity=".4"/>'
        f'<path d="M0 {lower}C120 {lower - 30} 230 {lower + 4} 350 {lower + 28}S580 {lower + 24} 640 {lower - 18}V640H0Z" fill="{dark(colour, 0.7)}" opacity=".32"/>'
        '<rect width="640" height="640" fill="url(#v)"/>'
    )


def _draped(fill: str, colour: str, material: str, number: int) -> str:
    deep, pale = dark(colour, 0.6), light(colour, 0.6)
    bend = number % 60
    waves = "".join(
        f'<path d="M{x} -10C{x + 60 + bend // 2} 160 {x - 70 + bend} 380 {x + 30} 650H{x + 30 + w}C{x + w - 40 + bend} 380 {x + w + 70} 160 {x + w - 10} -10Z" fill="{deep}" opacity="{o}"/>'
        f'<path d="M{x + w - 8} -10C{x + w + 64} 160 {x + w - 46 + bend} 380 {x + 26 + w} 650" fill="none" stroke="{pale}" stroke-width="9" opacity=".22"/>'
        for x, w, o in ((-60, 96, 0.3), (120, 62, 0.26), (268, 110, 0.24), (470, 70, 0.3))
    )
    return f'<rect width="640" height="640" fill="{fill}"/>{_sheen(material, colour, bend)}{waves}<rect width="640" height="640" fill="url(#g)" opacity=".7"/>'


def _rolls(fill: str, colour: str, _material: str, number: int) -> str:
    wall = mix(colour, "#efece5", 0.86)
    veils = ("#15171a55", "#ffffff00", "#ffffff50")
    rows = []
    for i, y in enumerate((150, 300, 450)):
        veil = veils[(i + number) % 3]
        rows.append(
            shadow(y + 118, 300, x=340, ry=18) + box(60, y, 500, 118, 59, fill) + box(60, y, 500, 118, 59, veil) + box(60, y, 500, 118, 59, "url(#v)")
            + oval(560, y + 59, 26, 59, dark(colour, 0.35)) + oval(562, y + 59, 18, 42, light(colour, 0.2)) + oval(563, y + 59, 9, 22, CARD)
        )  # fmt: skip
    return (
        f'<rect width="640" height="640" fill="{wall}"/>'
        + "".join(rows)
        + '<rect width="640" height="640" fill="url(#g)" opacity=".35"/>'
    )


def _fan(fill: str, colour: str, _material: str, _number: int) -> str:
    wall = mix(colour, "#f1eee8", 0.88)
    veils = ("#15171a80", "#15171a44", "#ffffff00", "#ffffff40", "#ffffff78")
    leaves = "".join(
        turned(
            box(232, 70, 176, 470, 8, "#1b1a1820")
            + box(228, 62, 176, 470, 8, fill)
            + box(228, 62, 176, 470, 8, veil)
            + box(228, 62, 176, 470, 8, "url(#v)"),
            angle,
            316,
            520,
        )
        for veil, angle in zip(veils, (-38, -19, 0, 19, 38), strict=True)
    )
    return (
        f'<rect width="640" height="640" fill="{wall}"/>{leaves}'
        + disc(316, 500, 13, "#d8d5cd")
        + disc(316, 500, 5, "#77736b")
    )


def _corner(fill: str, colour: str, material: str, number: int) -> str:
    reach = 250 + number % 70
    back = light(colour, 0.3) if material in {"denim", "twill", "canvas"} else dark(colour, 0.16)
    return (
        f'<rect width="640" height="640" fill="{fill}"/>{_sheen(material, colour, 60)}<path d="M640 {640 - reach}L{640 - reach} 640H640Z" fill="{mix(colour, "#f1eee8", 0.86)}"/>'
        f'<path d="M640 {640 - reach}Q{590 - reach // 2} {600 - reach // 2} {640 - reach - 24} {640 - reach + 40}Q{640 - reach + 10} {640 - 60} {640 - reach} 640Z" fill="#000" opacity=".18" transform="translate(-8 8)"/>'
        f'<path d="M640 {640 - reach}Q{600 - reach // 2} {600 - reach // 2} {640 - reach - 10} {640 - reach + 20}Q{640 - reach + 24} {640 - 70} {640 - reach} 640Z" fill="{back}"/>'
        f'<path d="M640 {640 - reach}Q{600 - reach // 2} {600 - reach // 2} {640 - reach - 10} {640 - reach + 20}Q{640 - reach + 24} {640 - 70} {640 - reach} 640Z" fill="url(#g)"/>'
        + line("M0 212C160 190 320 236 640 196", dark(colour, 0.5), 18, 'opacity=".1"') + '<rect width="640" height="640" fill="url(#v)"/>'
    )  # fmt: skip
