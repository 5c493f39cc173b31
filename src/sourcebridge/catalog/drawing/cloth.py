"""Surfaces: weaves and prints as SVG patterns."""

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


def _corduroy(colour: str) -> tuple[int, str]:
    return 22, (
        f'<rect width="7" height="22" fill="{dark(colour, 0.38)}" opacity=".75"/>'
        f'<rect x="11" width="5" height="22" fill="{light(colour, 0.4)}" opacity=".55"/>'
    )


def _fleece(colour: str) -> tuple[int, str]:
    curls = ((8, 9), (26, 6), (44, 12), (16, 26), (36, 29), (54, 34), (6, 44), (26, 47), (46, 52))
    ink = _second(colour, 0.3)
    return 60, "".join(
        f'<path d="M{x - 7} {y}a7 7 0 1 1 9 5" stroke="{ink}" stroke-width="3.4" fill="none" opacity=".75"/>'
        for x, y in curls
    )


def _lace(colour: str) -> tuple[int, str]:
    ink = dark(colour, 0.5)
    rings = "".join(
        f'<ellipse cx="40" cy="22" rx="8" ry="13" fill="{ink}" opacity=".45" transform="rotate({turn} 40 40)"/>'
        for turn in range(0, 360, 60)
    )
    holes = "".join(
        f'<circle cx="{x}" cy="{y}" r="4.5" fill="{ink}" opacity=".4"/>'
        for x, y in ((4, 4), (76, 4), (4, 76), (76, 76), (40, 40), (4, 40), (76, 40))
    )
    return 80, rings + holes


def _tweed(colour: str) -> tuple[int, str]:
    pale, deep = light(colour, 0.45), dark(colour, 0.38)
    return 32, (
        f'<path d="M0 16 8 0h8L8 16l8 16H8ZM16 0l8 16-8 16h8l8-16L24 0Z" fill="{deep}" opacity=".55"/>'
        f'<circle cx="5" cy="26" r="2" fill="{pale}"/><circle cx="27" cy="6" r="2" fill="{pale}"/>'
    )


def _jacquard(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.3)
    return 88, (
        f'<path d="M44 6Q62 26 44 44 26 26 44 6ZM44 82Q62 62 44 44 26 62 44 82ZM6 44Q26 26 44 44 26 62 6 44ZM82 44Q62 26 44 44 62 62 82 44Z" fill="{ink}" opacity=".7"/>'
        f'<circle cx="0" cy="0" r="9" fill="{ink}"/><circle cx="88" cy="0" r="9" fill="{ink}"/><circle cx="0" cy="88" r="9" fill="{ink}"/><circle cx="88" cy="88" r="9" fill="{ink}"/>'
    )


def _ripstop(colour: str) -> tuple[int, str]:
    ink = _second(colour, 0.24)
    return (
        24,
        f'<path d="M0 1.5H24M1.5 0V24" stroke="{ink}" stroke-width="2.6"/><path d="M0 13H24M13 0V24" stroke="{ink}" stroke-width=".8" opacity=".6"/>',
    )


def _mesh(colour: str) -> tuple[int, str]:
    return (
        16,
        f'<circle cx="4" cy="4" r="3.2" fill="{dark(colour, 0.55)}" opacity=".6"/><circle cx="12" cy="12" r="3.2" fill="{dark(colour, 0.55)}" opacity=".6"/>',
    )


def _canvas(colour: str) -> tuple[int, str]:
    ink, deep = _second(colour, 0.2), dark(colour, 0.22)
    return 16, (
        f'<rect width="7" height="7" fill="{ink}"/><rect x="8" y="8" width="7" height="7" fill="{ink}"/>'
        f'<path d="M0 7.5H16M7.5 0V16" stroke="{deep}" opacity=".4"/>'
    )


def _geometric(colour: str) -> tuple[int, str]:
    ink, pale = _second(colour, 0.45), light(colour, 0.7)
    return 80, (
        f'<path d="M0 40A40 40 0 0 1 80 40" fill="none" stroke="{ink}" stroke-width="7"/>'
        f'<path d="M18 40A22 22 0 0 1 62 40" fill="none" stroke="{pale}" stroke-width="6"/>'
        f'<path d="M-40 80A40 40 0 0 1 40 80M40 80A40 40 0 0 1 120 80" fill="none" stroke="{ink}" stroke-width="7"/>'
    )


def _camouflage(colour: str) -> tuple[int, str]:
    return 140, (
        f'<path d="M6 30q30-34 60-6 20 30-20 36-46 6-40-30ZM86 84q34-20 46 10 0 34-34 30-36-6-12-40Z" fill="{dark(colour, 0.4)}"/>'
        f'<path d="M80 12q30-16 44 10 4 26-26 24-34-4-18-34ZM14 96q30-20 44 6 4 26-24 28-36-4-20-34Z" fill="{light(colour, 0.36)}"/>'
    )


def _velvet(colour: str) -> tuple[int, str]:
    return 9, f'<path d="M1 0V9M5.5 0V9" stroke="{light(colour, 0.3)}" stroke-width="1.4" opacity=".35"/>'


_TILES = {
    "dots": _dots, "plaid": _plaid, "stripes": _stripes, "twill": _twill, "weave": _weave, "knit": _knit,
    "denim": _denim, "floral": _floral, "quilt": _quilt, "corduroy": _corduroy, "fleece": _fleece, "lace": _lace,
    "tweed": _tweed, "jacquard": _jacquard, "ripstop": _ripstop, "mesh": _mesh, "canvas": _canvas,
    "geometric": _geometric, "camouflage": _camouflage, "velvet": _velvet,
}  # fmt: skip
