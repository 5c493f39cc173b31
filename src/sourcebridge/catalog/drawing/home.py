"""Plants and furniture."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    WOOD,
    Ink,
    box,
    disc,
    ground,
    line,
    oval,
    shadow,
    solid,
    turned,
)
from sourcebridge.catalog.drawing.tone import dark

_LEAVES = ("#5d8663", "#4d7556", "#6f9a72", "#7ba97c", "#86a06b")


def pot(ink: Ink) -> str:
    """Planters, vases and plants."""
    if ink.says(r"花瓶|\bvase"):
        stems = "".join(
            line(f"M320 230Q{320 + dx // 2} 170 {320 + dx} {y}", "#6a8a63", 5)
            + "".join(turned(oval(320 + dx, y - 16, 10, 20, head), a, 320 + dx, y) for a in range(0, 360, 72))
            + disc(320 + dx, y, 9, "#e7c45c")
            for dx, y, head in ((-90, 110, "#e8dccb"), (10, 70, "#d9a7a0"), (96, 124, "#e8dccb"))
        )
        return (
            ground(ink)
            + shadow(548, 140)
            + stems
            + solid(
                "M284 216H356Q352 270 392 322 452 410 404 520 400 544 372 544H268Q240 544 236 520 188 410 248 322 288 270 284 216Z",
                ink.fill,
                "h",
            )
            + oval(320, 218, 36, 9, ink.deep)
        )
    leaves = "".join(
        f'<path d="M320 300C{320 + dx * 0.3:.0f} {250 + dy * 0.2:.0f} {320 + dx:.0f} {200 + dy:.0f} {320 + dx * 1.25:.0f} {120 + dy:.0f}C{320 + dx * 0.5:.0f} {160 + dy:.0f} {300 + dx * 0.2:.0f} 240 320 300Z" fill="{_LEAVES[(i + ink.number) % 5]}"/>'
        for i, (dx, dy) in enumerate(((-130, 60), (130, 50), (-60, 0), (70, 6), (4, -34), (-100, 110), (104, 104)))
    )
    if ink.says(r"仿真|绿植|盆栽|artificial|succulent|多肉"):
        leaves = "".join(
            turned(oval(320, 190, 34, 104, _LEAVES[i % 5], "g"), a, 320, 290)
            for i, a in enumerate((-78, 78, -52, 52, -26, 26, 0))
        )
    if ink.one_of(2, 1):
        form, rim = "M206 318H434Q446 470 400 540 320 552 240 540 194 470 206 318Z", oval(320, 318, 114, 20, ink.deep)
    else:
        form, rim = (
            "M212 318H428L396 536Q394 546 382 546H258Q246 546 244 536Z",
            box(194, 286, 252, 52, 8, ink.pale, "h"),
        )
    saucer = oval(320, 546, 120, 15, ink.deep)
    return ground(ink) + shadow(556, 180) + saucer + leaves + solid(form, ink.fill, "h") + rim


def furniture(ink: Ink) -> str:
    """Sofas, chairs, tables, cabinets, shelves, beds, bean bags, fences."""
    leg = dark(WOOD, 0.1)
    if ink.says(r"bean ?bag|懒人"):
        return (
            ground(ink)
            + shadow(536, 230)
            + solid("M140 470C120 330 240 160 330 176c96 16 190 160 172 296-8 66-352 66-362-2Z", ink.fill, "b")
            + line("M320 180c-30 90-70 170-40 330M330 180c60 80 90 200 60 326", ink.line, 4, 'opacity=".4"')
        )
    if ink.says(r"床垫|mattress"):
        return (
            ground(ink)
            + shadow(500, 270)
            + solid("M90 300 220 220H560V350L540 440H90Z", ink.fill, "g")
            + line("M90 372H548M220 220 90 300H550", ink.line, 3, 'opacity=".35"')
            + "".join(disc(x, y, 5, ink.line) for y in (250, 278) for x in range(220, 540, 64))
        )
    if ink.says(r"柜|drawer|cabinet|bedside|wardrobe|抽屉"):
        rows = "".join(
            box(204, y, 232, 88, 5, ink.pale, "v") + disc(320, y + 44, 9, "#d8c08a", "b") for y in (204, 302, 400)
        )
        return (
            ground(ink)
            + shadow(556, 190)
            + box(208, 500, 20, 48, 3, leg)
            + box(412, 500, 20, 48, 3, leg)
            + box(184, 176, 272, 332, 10, ink.fill, "h")
            + rows
            + box(174, 160, 292, 26, 6, ink.deep)
        )
    if ink.says(r"(?<!沙发)床|\bbed\b(?!side)"):
        return (
            ground(ink)
            + shadow(540, 270)
            + box(90, 160, 460, 280, 26, ink.fill, "v")
            + box(70, 400, 500, 100, 14, ink.deep, "v")
            + solid("M84 350H556Q572 360 572 420H68Q68 360 84 350Z", "#f4f1ea", "v")
            + box(130, 290, 160, 76, 30, "#fbfaf6", "b")
            + box(350, 290, 160, 76, 30, "#fbfaf6", "b")
            + box(84, 500, 28, 40, 4, leg)
            + box(528, 500, 28, 40, 4, leg)
        )
    if ink.says(r"书架|置物架|货架|shelf|shelves|rack|展示架"):
        boards = "".join(box(170, y, 300, 14, 2, ink.fill, "v") for y in (130, 240, 350, 460))
        things = (
            box(196, 190, 26, 50, 3, "#b5623f")
            + box(226, 180, 22, 60, 3, "#3a5a7d")
            + box(252, 196, 20, 44, 3, "#c9a24e")
            + disc(410, 214, 26, "#6f9a72")
            + box(330, 300, 90, 50, 6, "#d9cfbb")
            + box(210, 296, 60, 54, 6, "#8aa0b4")
            + box(200, 410, 110, 50, 6, "#b99f7f")
            + disc(404, 430, 30, "#cfc3ac", "b")
        )
        return (
            ground(ink)
            + shadow(552, 190)
            + box(170, 110, 16, 440, 3, ink.deep)
            + box(454, 110, 16, 440, 3, ink.deep)
            + boards
            + things
        )
    if ink.says(r"fence|围栏|栅栏|slats"):
        posts = "".join(solid(f"M{x} 190l23-30 23 30v340h-46Z", ink.fill, "h") for x in range(106, 520, 62))
        return (
            ground(ink)
            + shadow(540, 260)
            + box(84, 270, 472, 30, 4, ink.deep)
            + box(84, 430, 472, 30, 4, ink.deep)
            + posts
        )
    if ink.says(r"桌|茶几|\btable|\bdesk"):
        if ink.says(r"圆|round|coffee|茶几"):
            return (
                ground(ink)
                + shadow(548, 170)
                + box(306, 300, 28, 220, 8, leg, "h")
                + oval(320, 526, 110, 20, leg, "g")
                + oval(320, 306, 220, 46, ink.deep)
                + oval(320, 292, 220, 46, ink.fill, "g")
            )
        return (
            ground(ink)
            + shadow(550, 250)
            + "".join(box(x, 300, 22, 248, 4, leg, "h") for x in (118, 500))
            + solid("M70 280 130 236H510L570 280Z", ink.fill, "g")
            + box(70, 278, 500, 30, 5, ink.deep, "v")
            + box(220, 308, 200, 46, 4, ink.pale, "v")
            + disc(320, 331, 7, "#d8c08a")
        )
    if ink.says(r"椅|凳|chair|stool") and not ink.says(r"armchair|沙发|office|办公"):
        return (
            ground(ink)
            + shadow(560, 150)
            + line("M240 400 224 552M400 400l16 152M270 400l-6 116M370 400l6 116", leg, 15)
            + solid("M226 120Q320 96 414 120L400 360H240Z", ink.fill, "v")
            + solid("M214 352H426Q446 380 432 412H208Q194 380 214 352Z", ink.deep, "v")
        )
    if ink.says(r"办公|office|电脑椅"):
        return (
            ground(ink)
            + shadow(580, 150)
            + line("M320 440V520M320 520 220 566M320 520l100 46M320 520v56", "#4a4d52", 15)
            + "".join(disc(x, 572, 13, "#333") for x in (220, 320, 420))
            + box(222, 110, 196, 250, 40, ink.fill, "h")
            + solid("M200 362H440Q458 400 440 440H200Q182 400 200 362Z", ink.deep, "v")
            + line("M196 400V310h-20M444 400V310h20", "#4a4d52", 13)
        )
    wide = 350 if ink.says(r"sofa|couch|沙发") and not ink.says(r"单人|armchair") else 210
    left, seats = 320 - wide // 2, 2 if wide > 220 else 1
    part = wide // seats
    pads = "".join(
        box(left + i * part + 2, 354, part - 4, 68, 20, ink.pale, "v")
        + box(left + i * part + 8, 236, part - 16, 128, 26, ink.fill, "b")
        for i in range(seats)
    )
    return ground(ink) + shadow(540, wide * 0.72) + (
        f'<path d="M{left - 20} 478h20l-8 56h-12ZM{left + wide} 478h20l0 56h-12Z" fill="{leg}"/>'
        + box(left - 12, 214, wide + 24, 204, 40, ink.fill, "v") + pads
        + box(left - 30, 412, wide + 60, 74, 20, ink.deep, "v")
        + box(left - 56, 322, 62, 164, 30, ink.fill, "h") + box(left + wide - 6, 322, 62, 164, 30, ink.fill, "h")
    )  # fmt: skip
