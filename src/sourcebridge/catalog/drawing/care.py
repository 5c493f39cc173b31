"""Beauty and sports."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    METAL,
    PAPER,
    WOOD,
    Ink,
    box,
    disc,
    ground,
    line,
    moved,
    oval,
    shadow,
    solid,
    turned,
    wall,
)
from sourcebridge.catalog.drawing.tone import dark, light


def beauty(ink: Ink) -> str:
    """Lipstick, creams, brushes, perfume, masks, mirrors, nails."""
    gold = "#d3b26c"
    if ink.says(r"口红|唇|lip"):
        return (
            ground(ink)
            + shadow(556, 130)
            + solid("M282 300V170Q284 120 358 106V300Z", ink.fill, "h")
            + box(270, 290, 100, 70, 4, gold, "h")
            + box(254, 356, 132, 194, 10, "#26272b", "h")
        )
    if ink.says(r"刷|brush"):
        return wall(ink) + "".join(
            turned(
                solid(
                    f"M{x - 40} 210Q{x - 50} 120 {x} {90 - h}Q{x + 50} 120 {x + 40} 210L{x + 18} 260H{x - 18}Z",
                    light(ink.colour, 0.3),
                    "h",
                )
                + box(x - 19, 256, 38, 66, 3, gold, "h")
                + box(x - 15, 320, 30, 240, 13, ink.fill, "h"),
                a,
            )
            for x, a, h in ((210, -7, 0), (320, 0, 20), (430, 7, 0))
        )
    if ink.says(r"香水|perfume|fragrance"):
        return (
            ground(ink)
            + shadow(550, 160)
            + box(276, 110, 88, 96, 10, gold, "h")
            + box(298, 204, 44, 30, 3, METAL, "h")
            + box(190, 232, 260, 308, 26, light(ink.colour, 0.5), "g")
            + box(206, 330, 228, 194, 14, ink.colour)
            + box(190, 232, 260, 308, 26, "#ffffff20", "g")
            + box(262, 380, 116, 76, 2, PAPER)
            + line("M284 410h72M298 432h44", ink.line, 4)
        )
    if ink.says(r"面膜|mask"):
        return (
            wall(ink)
            + turned(box(166, 110, 290, 420, 12, ink.deep), 8)
            + turned(
                box(160, 104, 290, 420, 12, ink.fill, "g")
                + oval(305, 300, 92, 116, PAPER)
                + oval(270, 280, 20, 12, ink.colour)
                + oval(340, 280, 20, 12, ink.colour)
                + line("M276 350q29 22 58 0", ink.line, 7)
                + line("M160 136H450", ink.line, 3, 'opacity=".4" stroke-dasharray="6 5"'),
                -6,
            )
        )
    if ink.says(r"镜|mirror"):
        return (
            ground(ink)
            + shadow(566, 120)
            + disc(320, 240, 170, ink.fill, "g")
            + disc(320, 240, 144, "#dfeaee", "g")
            + line("M250 200 310 140M262 250 360 150", "#fff", 11, 'opacity=".8"')
            + box(304, 404, 32, 130, 10, ink.fill, "h")
            + oval(320, 548, 96, 18, ink.deep, "g")
        )
    if ink.says(r"美甲|指甲|nail"):
        return (
            ground(ink)
            + shadow(550, 230)
            + "".join(
                box(x + 18, 150, 54, 190, 16, "#26272b", "h")
                + solid(f"M{x} 346H{x + 90}Q{x + 104} 440 {x + 90} 540H{x}Q{x - 14} 440 {x} 346Z", c, "h")
                for x, c in ((130, ink.colour), (275, ink.deep), (420, ink.pale))
            )
        )
    if ink.says(r"睫毛|lash|眼影|eye|粉饼|palette|腮红"):
        cells = "".join(
            disc(
                190 + c * 88,
                250 + r * 90,
                36,
                (ink.colour, ink.pale, ink.deep, "#c39a86", "#8d6a5c", "#e2c7b6", "#b87f73", ink.second)[(r * 4 + c)],
                "b",
            )
            for r in range(2)
            for c in range(4)
        )
        return (
            wall(ink)
            + box(126, 176, 400, 290, 24, "#1b1a1822")
            + box(118, 162, 400, 290, 24, "#2a2b2f", "g")
            + cells
            + box(160, 404, 320, 22, 10, gold, "v")
        )
    pump = ink.one_of(2, 1)
    top = (
        line("M320 150H390V176", METAL, 17) + box(306, 150, 28, 70, 4, METAL, "h")
        if pump
        else box(266, 140, 108, 90, 12, gold, "h")
    )
    return (
        ground(ink)
        + shadow(556, 200)
        + top
        + box(232, 222, 176, 324, 34, ink.fill, "h")
        + box(258, 330, 124, 130, 3, PAPER)
        + line("M280 362h80M290 388h60M298 414h44", ink.line, 5)
        + box(426, 440, 120, 106, 18, ink.pale, "h")
        + box(420, 408, 132, 40, 12, gold, "h")
    )


def sport(ink: Ink) -> str:
    """Balls, rackets, dumb-bells, mats, tents, bands, fishing."""
    if ink.says(r"瑜伽垫|yoga|健身垫"):
        return (
            ground(ink)
            + shadow(520, 260)
            + solid("M150 470H560L590 512H150Z", ink.fill, "v")
            + disc(170, 400, 112, ink.fill, "b")
            + "".join(
                f'<circle cx="170" cy="400" r="{r}" fill="none" stroke="{ink.line}" stroke-width="4" opacity=".5"/>'
                for r in (22, 44, 66, 88)
            )
            + box(168, 288, 330, 222, 30, ink.colour, "v")
        )
    if ink.says(r"哑铃|dumb|杠铃|壶铃|weights?\b"):
        one = "".join(
            box(x, y, 44, h, 12, ink.fill, "h")
            for x, y, h in ((120, 230, 180), (170, 256, 128), (426, 256, 128), (476, 230, 180))
        ) + box(210, 300, 220, 40, 10, METAL, "v")
        return ground(ink) + shadow(520, 260) + moved(turned(one, -10), 0, 70)
    if ink.says(r"球拍|羽毛球|racket|badminton|网球|乒乓"):
        net = line("M320 90V300M280 100V290M360 100V290M234 150H406M226 195H414M236 240H404", "#f4f3ef", 3)
        return (
            wall(ink)
            + turned(
                f'<ellipse cx="320" cy="195" rx="100" ry="116" fill="#ffffff30" stroke="{ink.colour}" stroke-width="17"/>'
                + net
                + box(310, 310, 20, 130, 4, METAL, "h")
                + box(302, 430, 36, 140, 12, ink.deep, "h"),
                24,
            )
            + disc(490, 460, 40, "#d5dd6a", "b")
        )
    if ink.says(r"帐篷|tent|camp"):
        return (
            ground(ink)
            + shadow(520, 290)
            + solid("M320 140 60 510H580Z", ink.fill, "h")
            + f'<path d="M320 140 236 510H404Z" fill="{dark(ink.colour, 0.55)}"/><path d="M320 140 236 510 300 470Z" fill="{ink.pale}"/>'
            + line("M60 510 20 530M580 510l40 20", WOOD, 6)
        )
    if ink.says(r"跳绳|弹力|拉力|rope|resistance|band"):
        return (
            wall(ink)
            + line("M190 470Q40 100 320 130 600 100 450 470", ink.colour, 15)
            + box(166, 440, 48, 140, 18, "#2b2d31", "h")
            + box(426, 440, 48, 140, 18, "#2b2d31", "h")
            + box(166, 470, 48, 18, 3, ink.colour)
            + box(426, 470, 48, 18, 3, ink.colour)
        )
    if ink.says(r"护膝|护腕|护具|knee|wrist|support|头盔|helmet"):
        return (
            ground(ink)
            + shadow(560, 130)
            + solid("M230 110Q320 130 410 110Q392 320 416 540 320 560 224 540 248 320 230 110Z", ink.fill, "h")
            + oval(320, 320, 62, 82, ink.deep)
            + line("M232 150Q320 170 408 150M226 500Q320 520 414 500", ink.neutral, 9)
        )
    if ink.says(r"渔|fishing|鱼竿|钓"):
        return wall(ink) + turned(
            box(314, 20, 12, 380, 5, ink.colour, "h")
            + box(304, 380, 32, 190, 12, "#2b2d31", "h")
            + disc(356, 410, 44, METAL, "b")
            + disc(356, 410, 17, "#2b2d31")
            + line("M320 24Q470 140 440 470", "#8b9299", 2),
            18,
        )
    panels = ink.says(r"篮球|basketball")
    seams = line("M320 140V520M130 330H510M186 196Q280 330 186 464M454 196Q360 330 454 464", ink.line, 7) if panels else (
        f'<path d="M320 262 384 308 360 384H280L256 308Z" fill="{ink.neutral}"/>' + line("M320 262V170M384 308l88-26M360 384l56 76M280 384l-56 76M256 308l-88-26", ink.neutral, 8)
    )  # fmt: skip
    return ground(ink) + shadow(530, 190) + disc(320, 330, 192, ink.fill, "b") + seams + disc(320, 330, 192, "url(#b)")
