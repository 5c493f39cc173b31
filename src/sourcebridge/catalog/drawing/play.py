"""Play sets and learning toys."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import METAL, PAPER, WOOD, Ink, box, disc, ground, line, shadow, solid, wall
from sourcebridge.catalog.drawing.tone import light

BRIGHT = ("#d9604c", "#e2b04a", "#4f8a78", "#4a78a8", "#b98aa8")


def case(ink: Ink) -> str:
    """A doctor's or tool case for children."""
    sign = box(298, 330, 44, 132, 6, "#d9604c") + box(254, 374, 132, 44, 6, "#d9604c")
    return (
        ground(ink)
        + shadow(546, 230)
        + line("M250 226V170Q250 146 276 146H364Q390 146 390 170V226", ink.deep, 22)
        + box(120, 220, 400, 310, 46, ink.fill, "v")
        + disc(320, 396, 104, PAPER)
        + sign
        + box(120, 290, 400, 13, 0, ink.line)
    )


def stove(ink: Ink) -> str:
    """A toy kitchen."""
    knobs = "".join(
        disc(x, 372, 15, c, "b") for x, c in ((220, BRIGHT[0]), (286, BRIGHT[1]), (352, BRIGHT[2]), (418, BRIGHT[3]))
    )
    shelf = (
        box(150, 110, 340, 20, 4, ink.deep)
        + box(190, 72, 40, 40, 8, BRIGHT[1], "h")
        + box(250, 60, 34, 52, 8, BRIGHT[0], "h")
        + disc(400, 88, 25, BRIGHT[2], "b")
    )
    pan = solid("M200 300H330Q326 340 300 340H230Q204 340 200 300Z", "#4a4d52", "h") + box(
        330, 302, 74, 13, 6, "#4a4d52"
    )
    return (
        ground(ink)
        + shadow(566, 200)
        + box(150, 60, 14, 290, 2, ink.deep)
        + box(476, 60, 14, 290, 2, ink.deep)
        + shelf
        + pan
        + box(140, 340, 360, 220, 12, ink.fill, "h")
        + box(150, 340, 340, 15, 2, ink.pale)
        + knobs
        + box(196, 408, 248, 118, 12, "#2f3338", "g")
        + box(226, 398, 188, 11, 5, METAL)
    )


def register(ink: Ink) -> str:
    """A toy till."""
    keys = "".join(
        box(206 + c * 54, 336 + r * 46, 42, 34, 8, (*BRIGHT, ink.pale)[(r * 4 + c + ink.number) % 6], "v")
        for r in range(3)
        for c in range(4)
    )
    return (
        ground(ink)
        + shadow(560, 230)
        + box(200, 150, 240, 110, 14, ink.deep, "v")
        + box(224, 172, 192, 60, 6, "#d7e6dc")
        + line("M250 204h60M340 204h40", "#3f6b4d", 9)
        + solid("M170 250H470L510 500H130Z", ink.fill, "v")
        + keys
        + box(120, 496, 400, 56, 10, ink.deep, "v")
        + disc(320, 524, 9, METAL)
    )


def maze(ink: Ink) -> str:
    """Beads on wires."""
    wires = line("M170 500V300Q170 150 270 160 380 170 330 300 300 400 420 390 490 370 470 500", BRIGHT[0], 9) + line(
        "M240 500Q230 220 360 210 500 200 410 500", BRIGHT[3], 9
    )
    beads = "".join(
        disc(x, y, 25, c, "b")
        for x, y, c in (
            (170, 380, ink.colour),
            (250, 160, BRIGHT[1]),
            (340, 270, BRIGHT[2]),
            (420, 390, ink.colour),
            (246, 370, BRIGHT[4]),
            (330, 218, ink.colour),
            (444, 300, BRIGHT[1]),
        )
    )
    return ground(ink) + shadow(560, 240) + wires + beads + box(110, 490, 420, 50, 14, WOOD, "v")


def xylophone(ink: Ink) -> str:
    """Coloured bars with two sticks."""
    tones = (ink.colour, *BRIGHT, ink.deep)
    bars = "".join(box(112 + i * 62, 190 + i * 12, 50, 300 - i * 24, 12, tones[i], "h") for i in range(7))
    return (
        wall(ink)
        + solid("M90 250 550 300V350L90 300ZM90 400 550 360V410L90 450Z", WOOD, "v")
        + bars
        + line("M400 560 560 440M330 580 500 500", WOOD, 11)
        + disc(564, 436, 21, BRIGHT[0], "b")
        + disc(504, 498, 21, BRIGHT[3], "b")
    )


def board(ink: Ink) -> str:
    """A board with numbered pieces."""
    cells = "".join(
        box(150 + c * 120, 150 + r * 120, 100, 100, 18, (ink.colour, *BRIGHT)[(r * 3 + c + ink.number) % 6], "v")
        + f'<text x="{200 + c * 120}" y="{222 + r * 120}" text-anchor="middle" font-family="sans-serif" font-size="62" fill="#fff">{r * 3 + c + 1}</text>'
        for r in range(3)
        for c in range(3)
    )
    return (
        wall(ink)
        + box(117, 123, 420, 420, 20, "#1b1a1822")
        + box(110, 110, 420, 420, 20, light(WOOD, 0.4), "g")
        + cells
    )


def bunting(ink: Ink) -> str:
    """Flags for a party."""
    flags = "".join(
        f'<path d="M{40 + i * 82} {y}h70l-35 92Z" fill="{c}"/><path d="M{40 + i * 82} {y}h70l-35 92Z" fill="url(#v)"/>'
        for i, (y, c) in enumerate(
            (
                (150, ink.colour),
                (184, BRIGHT[1]),
                (204, ink.pale),
                (210, BRIGHT[3]),
                (204, ink.colour),
                (184, BRIGHT[2]),
                (150, BRIGHT[0]),
            )
        )
    )
    dots = "".join(
        disc(60 + (i * 97) % 540, 380 + (i * 53) % 200, 9 + i % 3 * 4, (ink.colour, *BRIGHT)[i % 6]) for i in range(18)
    )
    return wall(ink) + line("M0 130Q320 280 640 130", "#8b7a66", 6) + flags + dots


def bicycle(ink: Ink) -> str:
    """A child's bicycle or scooter."""
    wheels = "".join(
        f'<circle cx="{x}" cy="450" r="96" fill="none" stroke="#3a3c40" stroke-width="21"/><circle cx="{x}" cy="450" r="74" fill="none" stroke="#c9ced3" stroke-width="5"/>'
        + disc(x, 450, 15, METAL, "b")
        for x in (180, 460)
    )
    return (
        ground(ink)
        + shadow(562, 260)
        + wheels
        + line("M180 450 270 300H420L320 450H180M270 300 320 450M420 300 460 450", ink.colour, 21)
        + line("M426 306 406 200 460 190", "#4a4d52", 13)
        + solid("M220 270H320Q326 296 300 298H240Q214 292 220 270Z", "#2f3338", "v")
        + disc(320, 450, 25, METAL, "b")
    )
