"""Toys and pets."""

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

_BRIGHT = ("#d9604c", "#e2b04a", "#4f8a78", "#4a78a8", "#b98aa8")


def toy(ink: Ink) -> str:
    """Plush, blocks, cars, dolls, puzzles, balls, drones."""
    if ink.says(r"毛绒|公仔|玩偶|plush|teddy|stuffed|bear"):
        face = (
            disc(286, 232, 10, "#26221f")
            + disc(354, 232, 10, "#26221f")
            + oval(320, 274, 44, 34, ink.pale)
            + oval(320, 258, 15, 10, "#3b302b")
            + line("M320 268v14M302 290q18 16 36 0", "#3b302b", 5)
        )
        return (
            ground(ink)
            + shadow(556, 190)
            + disc(228, 146, 48, ink.fill, "b")
            + disc(412, 146, 48, ink.fill, "b")
            + disc(228, 146, 25, ink.pale)
            + disc(412, 146, 25, ink.pale)
            + oval(320, 442, 132, 116, ink.fill, "b")
            + turned(oval(190, 410, 40, 84, ink.fill, "b"), 30, 190, 410)
            + turned(oval(450, 410, 40, 84, ink.fill, "b"), -30, 450, 410)
            + oval(226, 526, 62, 46, ink.fill, "b")
            + oval(414, 526, 62, 46, ink.fill, "b")
            + oval(320, 452, 74, 72, ink.pale)
            + disc(320, 232, 124, ink.fill, "b")
            + face
        )
    if ink.says(r"积木|拼装|building|blocks?|brick|磁力片"):

        def brick(x: int, y: int, n: int, c: str) -> str:
            return "".join(box(x + 12 + i * 50, y - 14, 30, 18, 4, light(c, 0.2)) for i in range(n)) + box(
                x, y, n * 50 + 4, 62, 6, c, "v"
            )

        tones = (ink.colour, *_BRIGHT)
        return (
            ground(ink)
            + shadow(530, 230)
            + brick(120, 460, 4, tones[0])
            + brick(330, 460, 4, tones[1])
            + brick(170, 392, 4, tones[2])
            + brick(380, 392, 2, tones[0])
            + brick(220, 324, 3, tones[4])
            + brick(240, 256, 2, tones[0])
        )
    if ink.says(r"遥控|车|car\b|truck|vehicle|train"):
        wheel = "".join(disc(x, 470, 52, "#2e3033") + disc(x, 470, 24, METAL, "b") for x in (196, 452))
        return (
            ground(ink)
            + shadow(530, 270)
            + solid(
                "M80 440Q76 370 150 356L232 270Q250 250 290 250H410Q440 252 456 274L500 346Q570 356 572 440 572 462 548 462H104Q80 462 80 440Z",
                ink.fill,
                "v",
            )
            + '<path d="M196 350 252 288Q260 278 284 278H316V350ZM336 278H404Q424 280 434 296L464 350H336Z" fill="#cfe0e6"/>'
            + wheel
            + disc(552, 396, 13, "#f6d98a")
            + line("M110 420H540", ink.neutral, 6)
            + (line("M420 250V160", "#555", 4) + disc(420, 158, 8, "#b23a35") if ink.says(r"遥控|remote|rc\b") else "")
        )
    if ink.says(r"无人机|飞机|drone|helicopter|plane"):
        arms = "".join(
            line(f"M320 330L{x} {y}", ink.deep, 17)
            + oval(x, y - 16, 92, 13, "#9aa3a980")
            + disc(x, y, 17, dark(ink.colour, 0.5))
            for x, y in ((150, 230), (490, 230), (120, 430), (520, 430))
        )
        return (
            wall(ink)
            + shadow(570, 190)
            + arms
            + solid("M226 300Q320 250 414 300 440 370 390 410H250Q200 370 226 300Z", ink.fill, "b")
            + disc(320, 396, 32, "#2c2f33")
            + disc(320, 396, 16, "#587a94", "b")
        )
    if ink.says(r"娃娃|doll|人偶|手办|figure"):
        return (
            ground(ink)
            + shadow(566, 150)
            + '<path d="M236 250Q216 120 320 112 424 120 404 250L424 330H216Z" fill="#6b4a34"/>'
            + solid("M266 340H374L430 540H210Z", ink.fill, "v")
            + disc(320, 230, 86, "#f0cfb4", "b")
            + '<path d="M236 216Q250 140 320 140 390 140 404 216 360 186 320 186 280 186 236 216Z" fill="#7a563d"/>'
            + disc(290, 238, 9, "#2d2723")
            + disc(350, 238, 9, "#2d2723")
            + line("M304 272q16 12 32 0", "#b35a50", 5)
            + line("M262 350 200 440M378 350l62 90", "#f0cfb4", 22)
            + box(274, 536, 34, 30, 8, "#7d5b43")
            + box(332, 536, 34, 30, 8, "#7d5b43")
        )
    if ink.says(r"拼图|puzzle|棋|board game|卡牌|card game"):
        cells = "".join(
            box(
                140 + (i % 4) * 92,
                150 + (i // 4) * 92,
                88,
                88,
                10,
                (ink.colour, *_BRIGHT)[(i * 7 + ink.number) % 6],
                "v",
            )
            for i in range(16)
            if i != 10
        )
        knobs = "".join(
            disc(
                230 + (i % 3) * 92,
                194 + (i // 3) * 92,
                15,
                (ink.colour, *_BRIGHT)[((i // 3 * 4 + i % 3) * 7 + ink.number) % 6],
            )
            for i in range(12)
            if (i // 3, i % 3) not in {(2, 2), (2, 1)}
        )
        return wall(ink) + cells + knobs
    if ink.says(r"泡泡|水枪|bubble|water gun|沙滩|beach|户外"):
        return (
            ground(ink)
            + shadow(550, 150)
            + "".join(
                disc(x, y, r, "#ffffff55", "b")
                for x, y, r in ((130, 160, 60), (500, 120, 44), (90, 330, 34), (540, 260, 26), (440, 220, 20))
            )
            + solid("M250 250H390L372 530Q370 548 350 548H290Q270 548 268 530Z", ink.fill, "h")
            + line("M256 252Q320 110 384 252", ink.deep, 15)
            + solid("M330 240 450 90 480 116 372 258Z", "#e2b04a", "g")
        )
    if ink.says(r"陀螺|减压|魔方|cube|fidget|解压"):
        cells = "".join(
            box(
                190 + (i % 3) * 90,
                200 + (i // 3) * 90,
                84,
                84,
                10,
                (ink.colour, *_BRIGHT)[(i * 5 + ink.number) % 6],
                "g",
            )
            for i in range(9)
        )
        return ground(ink) + shadow(510, 200) + box(182, 192, 280, 280, 18, "#24262a") + cells
    rings = "".join(
        box(320 - w / 2, y, w, 58, 28, c, "h")
        for w, y, c in (
            (280, 466, ink.colour),
            (240, 406, "#e2b04a"),
            (200, 346, "#4f8a78"),
            (160, 286, "#4a78a8"),
            (120, 226, ink.colour),
        )
    )
    return (
        ground(ink)
        + shadow(534, 190)
        + box(308, 150, 24, 100, 8, WOOD, "h")
        + disc(320, 176, 44, "#d9604c", "b")
        + rings
    )


def pet(ink: Ink) -> str:
    """Beds, bowls, collars, toys, litter, cages."""
    if ink.says(r"碗|喂食|bowl|feeder|饮水"):
        paw = oval(320, 452, 24, 20, ink.neutral) + "".join(
            disc(x, y, 10, ink.neutral) for x, y in ((286, 428), (308, 410), (333, 410), (355, 428))
        )
        return (
            ground(ink)
            + shadow(530, 240)
            + solid("M180 350H460L520 510Q520 526 500 526H140Q120 526 120 510Z", ink.fill, "h")
            + oval(320, 350, 142, 34, METAL, "g")
            + oval(320, 356, 118, 24, "#8a6a4c")
            + paw
        )
    if ink.says(r"项圈|牵引|collar|leash|harness|胸背"):
        return (
            wall(ink)
            + f'<ellipse cx="300" cy="290" rx="150" ry="138" fill="none" stroke="{ink.colour}" stroke-width="36"/><ellipse cx="300" cy="290" rx="150" ry="138" fill="none" stroke="{ink.neutral}" stroke-width="3" stroke-dasharray="9 7"/>'
            + box(270, 400, 60, 56, 8, METAL, "g")
            + disc(300, 490, 36, "#d3b26c", "b")
            + line("M440 340Q560 400 520 590", ink.deep, 20)
        )
    if ink.says(r"玩具|toy|逗猫|骨头|chew|ball"):
        return (
            ground(ink)
            + shadow(500, 230)
            + turned(
                solid(
                    "M210 300Q150 290 150 340 110 350 130 400 170 440 214 400H426Q470 440 510 400 530 350 490 340 490 290 430 300 410 310 400 330H240Q230 310 210 300Z",
                    ink.fill,
                    "b",
                ),
                -12,
            )
        )
    if ink.says(r"猫砂|litter|尿垫|pad\b|食品|粮|food"):
        return (
            ground(ink)
            + shadow(560, 170)
            + solid("M190 110H450L470 530Q470 552 446 552H194Q170 552 170 530Z", ink.fill, "g")
            + box(190, 104, 260, 40, 4, ink.deep)
            + disc(320, 340, 96, PAPER)
            + _cat(320, 340, ink.line, 0.8)
        )
    return (
        ground(ink)
        + shadow(540, 270)
        + oval(320, 430, 250, 110, ink.fill, "b")
        + oval(320, 400, 176, 62, ink.pale)
        + oval(320, 412, 176, 58, light(ink.colour, 0.55), "v")
        + _cat(320, 300, "#57483c", 1.1)
    )


def _cat(x: int, y: int, colour: str, scale: float) -> str:
    return moved(
        f'<path d="M-70 60Q-84-10-60-80L-24-52H24L60-80Q84-10 70 60 30 92 0 92T-70 60Z" fill="{colour}"/>'
        + disc(-26, 6, 9, "#f3e9c9")
        + disc(26, 6, 9, "#f3e9c9")
        + line("M-8 32H8L0 42ZM0 42v12M-70 36h-36M-68 50l-34 10M70 36h36M68 50l34 10", "#f3e9c9", 4),
        x,
        y,
        scale,
    )
