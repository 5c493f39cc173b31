"""What garments are closed and edged with."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    METAL,
    PAPER,
    Ink,
    box,
    disc,
    line,
    turned,
    wall,
)
from sourcebridge.catalog.drawing.tone import dark


def zipper(ink: Ink) -> str:
    """A zipper with its slider."""
    teeth = "".join(box(300 if i % 2 else 322, 96 + i * 13, 20, 8, 2, METAL) for i in range(34))
    return wall(ink) + turned(
        box(180, 60, 136, 520, 3, ink.fill, "v")
        + box(326, 60, 136, 520, 3, ink.fill, "v")
        + teeth
        + box(288, 300, 66, 76, 12, METAL, "g")
        + box(304, 370, 34, 110, 14, METAL, "g"),
        12,
    )


def buttons(ink: Ink) -> str:
    """Buttons of several sizes."""
    tones = (ink.colour, ink.deep, ink.pale)
    spots = ((190, 200, 92), (420, 180, 74), (300, 400, 104), (490, 420, 66), (130, 450, 58))
    return wall(ink) + "".join(
        disc(x + 6, y + 12, r, "#1b1a1822")
        + disc(x, y, r, tones[i % 3], "b")
        + disc(x, y, r * 0.74, tones[i % 3])
        + "".join(
            disc(x + dx * r * 0.22, y + dy * r * 0.22, r * 0.1, dark(ink.colour, 0.6))
            for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1))
        )
        for i, (x, y, r) in enumerate(spots)
    )


def ribbon(ink: Ink) -> str:
    """Rolls of webbing."""
    rolls = "".join(
        f'<circle cx="{x}" cy="{y}" r="96" fill="none" stroke="{c}" stroke-width="74"/><circle cx="{x}" cy="{y}" r="96" fill="none" stroke="url(#g)" stroke-width="74"/>'
        + disc(x, y, 56, PAPER)
        + disc(x, y, 22, "#cfc7b6")
        for x, y, c in ((220, 230, ink.colour), (430, 300, ink.deep), (250, 450, ink.pale))
    )
    return wall(ink) + rolls + line("M300 550Q420 600 560 540", ink.pale, 26)
