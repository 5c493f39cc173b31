"""Surfaces: weaves and prints as SVG patterns, and a length of cloth lying in folds."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.tone import dark, light, luminance


def pattern(name: str, colour: str, key: str, *, scale: float = 1.0) -> tuple[str, str]:
    """(definition, fill) of a surface of this material in this colour."""
    made = _TILES.get(name)
    if made is None:
        return "", colour
    size, tile = made(colour)
    tag = (
        f'<pattern id="{key}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({scale})"><rect width="{size}" height="{size}" fill="{colour}"/>{tile}</pattern>'
    )
    return tag, f"url(#{key})"


def _second(colour: str, share: float = 0.34) -> str:
    return dark(colour, share * 0.55) if luminance(colour) > 0.62 else light(colour, share)


def _dots(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.42)
    return 48, f'<circle cx="12" cy="12" r="6.5" fill="{ink}"/><circle cx="36" cy="36" r="6.5" fill="{ink}"/>'


def _plaid(colour: str) -> tuple[int, str]:
    pale, deep = light(colour, 0.42), dark(colour, 0.3)
    return 96, (
        f'<g fill="{pale}" opacity=".55"><rect width="96" height="34"/><rect width="34" height="96"/></g>'
        f'<g fill="{deep}" opacity=".38"><rect y="56" width="96" height="14"/><rect x="56" width="14" height="96"/></g>'
        f'<g fill="{pale}" opacity=".8"><rect y="84" width="96" height="3"/><rect x="84" width="3" height="96"/></g>'
    )


def _stripes(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.4)
    return (
        30,
        f'<rect x="3" width="11" height="30" fill="{ink}"/><rect x="21" width="2.5" height="30" fill="{ink}" opacity=".7"/>',
    )


def _twill(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.26)
    return 12, f'<path d="M-3 9 9-3M3 15 15 3" stroke="{ink}" stroke-width="3.4"/>'


def _weave(colour: str) -> tuple[int, str]:
    ink, deep = _second(colour, 0.16), dark(colour, 0.12)
    return 8, (
        f'<rect width="3.4" height="3.4" fill="{ink}"/><rect x="4" y="4" width="3.4" height="3.4" fill="{ink}"/>'
        f'<rect x="4" width="3.4" height="3.4" fill="{deep}" opacity=".45"/>'
    )


def _knit(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.28)
    return (
        20,
        f'<path d="M1 2 10 11 19 2M1 12 10 21 19 12M1-8 10 1 19-8" stroke="{ink}" stroke-width="3.6" fill="none"/>',
    )


def _denim(colour: str) -> tuple[int, str]:
    ink, deep = light(colour, 0.26), dark(colour, 0.2)
    return 10, (
        f'<path d="M-2 7 7-2M3 12 12 3" stroke="{ink}" stroke-width="1.6"/>'
        f'<path d="M-2 10 10-2" stroke="{deep}" stroke-width="1.2"/>'
    )


def _floral(colour: str) -> tuple[int, str]:
    petal, heart, leaf = _second(colour, 0.55), "#e3bd55", "#6f8f6d"
    flower = "".join(
        f'<ellipse cx="26" cy="16" rx="6" ry="10" fill="{petal}" transform="rotate({turn} 26 26)"/>'
        for turn in range(0, 360, 72)
    )
    return 104, (
        f'{flower}<circle cx="26" cy="26" r="5" fill="{heart}"/>'
        f'<g transform="translate(52 52) rotate(36 26 26)">{flower}<circle cx="26" cy="26" r="5" fill="{heart}"/></g>'
        f'<path d="M70 20q12-10 22 0q-12 10-22 0M16 78q10-12 20 0q-10 12-20 0" fill="{leaf}" opacity=".75"/>'
    )


def _quilt(colour: str) -> tuple[int, str]:
    return 72, (
        f'<path d="M0 71.5h72" stroke="{dark(colour, 0.45)}" stroke-width="2.4"/>'
        f'<path d="M0 14q36-16 72 0" stroke="{light(colour, 0.2)}" stroke-width="7" fill="none" opacity=".55"/>'
    )


_TILES = {
    "dots": _dots, "plaid": _plaid, "stripes": _stripes, "twill": _twill, "weave": _weave, "knit": _knit,
    "denim": _denim, "floral": _floral, "quilt": _quilt,
}  # fmt: skip


def folded(material: str, colour: str, number: int) -> str:
    """A length of cloth filling the picture, its lower part in soft folds."""
    made, fill = pattern(material, colour, "w", scale=1.0)
    lift = number % 40
    sheen = ""
    if material in {"silk", ""}:
        sheen = (
            f'<path d="M-20 {120 + lift}C160 {40 + lift} 300 {260 + lift} 660 {90 + lift}V{170 + lift}'
            f'C320 {330 + lift} 170 {130 + lift} -20 {230 + lift}Z" fill="{light(colour, 0.5)}" opacity=".28"/>'
        )
    upper, lower = 396 - lift // 2, 498 - lift // 3
    return (
        f'<defs>{made}<linearGradient id="d" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#000" stop-opacity=".03"/>'
        f'<stop offset="1" stop-color="#000" stop-opacity=".16"/></linearGradient></defs>'
        f'<rect width="640" height="640" fill="{fill}"/>{sheen}'
        f'<path d="M0 {upper}C90 {upper - 50} 190 {upper - 20} 320 {upper + 26}S560 {upper + 58} 640 {upper}V640H0Z" '
        f'fill="{dark(colour, 0.55)}" opacity=".3"/>'
        f'<path d="M0 {upper}C90 {upper - 50} 190 {upper - 20} 320 {upper + 26}S560 {upper + 58} 640 {upper}" '
        f'fill="none" stroke="{light(colour, 0.5)}" stroke-width="2" opacity=".35"/>'
        f'<path d="M0 {lower}C120 {lower - 30} 230 {lower + 4} 350 {lower + 28}S580 {lower + 24} 640 {lower - 18}V640H0Z" '
        f'fill="{dark(colour, 0.7)}" opacity=".32"/>'
        '<rect width="640" height="640" fill="url(#d)"/>'
    )
