"""Bedding, textiles of the house, and the kitchen."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    METAL,
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
    wall,
)
from sourcebridge.catalog.drawing.tone import dark, light


def bedding(ink: Ink) -> str:
    """Quilts, sheets, pillows, towels, curtains, carpets, table cloths."""
    if ink.says(r"毛巾|浴巾|towel"):
        folds = "".join(
            solid(
                f"M130 {y}Q130 {y - 36} 166 {y - 36}H486Q510 {y - 36} 510 {y - 12}V{y + 24}Q510 {y + 48} 486 {y + 48}H166Q130 {y + 48} 130 {y}Z",
                f,
                "v",
            )
            + line(f"M150 {y + 30}H500", light(ink.colour, 0.5), 5, 'opacity=".6"')
            for y, f in ((464, ink.deep), (376, ink.fill), (288, ink.pale), (200, ink.fill))
        )
        return ground(ink) + shadow(520, 240) + folds
    if ink.says(r"窗帘|curtain|drape"):
        sides = "".join(
            solid(
                f"M{x} 110H{x + 190}Q{x + 176} 330 {x + 196} 570Q{x + 96} 590 {x - 6} 570Q{x + 14} 330 {x} 110Z",
                ink.fill,
                "v",
            )
            + line(
                f"M{x + 40} 120q-8 220 0 452M{x + 86} 120q8 220 0 456M{x + 136} 120q-8 220 6 452",
                ink.line,
                9,
                'opacity=".17"',
            )
            for x in (96, 354)
        )
        return (
            wall(ink)
            + box(262, 150, 116, 400, 0, "#fbfdfd")
            + line("M320 150V550M262 340H378", "#d5dadb", 5)
            + sides
            + box(60, 92, 520, 15, 7, "#8b6b4a", "v")
            + disc(60, 99, 15, "#8b6b4a", "b")
            + disc(580, 99, 15, "#8b6b4a", "b")
        )
    if ink.says(r"地毯|地垫|carpet|\brug|\bmat\b|door ?mat"):
        fringe = "".join(
            line(f"M{96 + i * 4} {250 + i * 24}l-24 3M{544 - i * 4} {250 + i * 24}l24 3", ink.pale, 5)
            for i in range(10)
        )
        return (
            ground(ink)
            + fringe
            + solid("M110 236H530L560 490H80Z", ink.fill, "v")
            + line("M132 258H508L532 466H108Z", ink.second, 9)
            + line("M320 292 420 362 320 436 220 362Z", ink.second, 8)
        )
    if ink.says(r"桌布|table ?cloth|桌旗"):
        return (
            ground(ink)
            + shadow(560, 240)
            + solid(
                "M120 240H520L560 520Q500 548 460 516 410 556 360 520 310 556 260 520 210 552 170 520 120 544 80 520Z",
                ink.fill,
                "v",
            )
            + oval(320, 240, 200, 34, ink.pale, "g")
            + oval(320, 232, 60, 14, "#f7f5ef")
        )
    if ink.says(r"枕|靠垫|抱枕|pillow|cushion") and not ink.says(r"四件套|bedding set"):
        shape = "M{0} 236q-30-38 14-54 130 34 260 0 44 16 14 54-26 110 0 220 30 38-14 54-130-34-260 0-44-16-14-54 26-110 0-220Z"
        return (
            ground(ink)
            + shadow(536, 240)
            + turned(solid(shape.format(246), ink.deep, "b"), 9)
            + solid(shape.format(148), ink.fill, "b")
            + line("M176 246Q300 270 420 246M176 448Q300 424 420 448", ink.line, 3, 'opacity=".2"')
        )
    if ink.says(r"四件套|三件套|床品|床单|bed ?clothes|bedding|sheet|被套|duvet cover"):
        return (
            ground(ink)
            + box(60, 150, 520, 200, 20, "#d8cbb8", "v")
            + shadow(560, 300)
            + box(110, 230, 190, 104, 40, ink.pale, "b")
            + box(340, 230, 190, 104, 40, ink.pale, "b")
            + solid("M50 320Q320 290 590 320L604 540Q320 570 36 540Z", ink.fill, "v")
            + solid("M50 320Q320 290 590 320L594 376Q320 350 46 376Z", light(ink.colour, 0.55), "v")
            + line("M180 380q-20 80-10 170M420 376q26 90 10 178", ink.line, 5, 'opacity=".18"')
        )
    layers = "".join(
        solid(f"M110 {y}q210-34 420 0 16 28 0 56-210 30-420 0-16-28 0-56Z", f, "v")
        for y, f in ((446, ink.deep), (386, ink.fill), (326, ink.pale))
    )
    return (
        ground(ink)
        + shadow(536, 260)
        + layers
        + solid("M136 314q-14-96 38-120 146-26 292 0 52 24 38 120-184 34-368 0Z", ink.fill, "b")
        + (
            line(
                "M320 180v150M230 186q-6 70-2 140M410 186q6 70 2 140M140 250q180 26 360 0", ink.line, 4, 'opacity=".25"'
            )
            if ink.says(r"被|quilt|duvet|comforter")
            else ""
        )
    )


def kitchen(ink: Ink) -> str:
    """Bottles, cups, pans, knives, bowls, boxes, boards, cutlery."""
    if ink.says(r"保温|水杯|水壶|运动杯|bottle|tumbler|flask|thermos|吸管杯"):
        return (
            ground(ink)
            + shadow(560, 110)
            + box(272, 96, 96, 70, 14, dark(ink.colour, 0.45), "h")
            + line("M300 96Q320 60 340 96", dark(ink.colour, 0.45), 11)
            + solid(
                "M262 164H378Q412 190 412 240V528Q412 556 384 556H256Q228 556 228 528V240Q228 190 262 164Z",
                ink.fill,
                "h",
            )
            + box(228, 470, 184, 12, 0, ink.deep)
            + box(262, 162, 116, 12, 3, METAL, "h")
            + line("M296 300h48M308 322h24", ink.neutral, 6)
        )
    if ink.says(r"马克杯|咖啡杯|茶杯|\bmug|\bcup"):
        return (
            ground(ink)
            + shadow(520, 190)
            + f'<path d="M424 300Q530 290 520 380 510 450 414 440" fill="none" stroke="{ink.deep}" stroke-width="28"/>'
            + solid("M180 246H436L420 490Q416 518 388 518H228Q200 518 196 490Z", ink.fill, "h")
            + oval(308, 248, 128, 27, light(ink.colour, 0.4))
            + oval(308, 252, 112, 20, "#5d4233")
        )
    if ink.says(r"玻璃杯|glass\b|酒杯|高脚"):
        return (
            ground(ink)
            + shadow(556, 110)
            + solid(
                "M226 110H414Q440 330 334 356V516L400 540V552H240V540L306 516V356Q200 330 226 110Z", "#e6eef080", "g"
            )
            + f'<path d="M228 220H412Q420 330 320 344 220 330 228 220Z" fill="{ink.colour}" opacity=".75"/>'
            + line("M250 130q-6 110 26 170", "#fff", 9, 'opacity=".7"')
        )
    if ink.says(r"刀|knife|knives|scissor|剪"):
        return wall(ink) + turned(
            solid("M300 60Q390 140 384 340H300Z", "#cdd3d8", "g")
            + line("M310 90V334", "#fff", 4, 'opacity=".7"')
            + box(298, 340, 72, 26, 4, METAL, "h")
            + solid("M300 364H368L378 560Q340 590 306 560Z", ink.fill, "h")
            + disc(336, 420, 7, METAL)
            + disc(338, 490, 7, METAL),
            24,
        )
    if ink.says(r"餐具|勺|叉|筷|cutlery|spoon|fork|chopstick"):
        return (
            wall(ink)
            + turned(
                oval(220, 170, 46, 70, METAL, "g")
                + box(210, 230, 20, 240, 9, METAL, "h")
                + box(206, 380, 28, 190, 12, ink.fill, "h"),
                -8,
            )
            + turned(
                solid("M290 110h12v84h14v-84h12v84h14v-84h12v120q0 40-24 52h-16q-24-12-24-52Z", METAL, "g")
                + box(310, 270, 20, 200, 8, METAL, "h")
                + box(306, 380, 28, 190, 12, ink.fill, "h"),
                0,
            )
            + turned(solid("M410 110Q450 160 440 330H410Z", METAL, "g") + box(410, 326, 28, 246, 12, ink.fill, "h"), 8)
        )
    if ink.says(r"砧板|菜板|cutting board|chopping"):
        return wall(ink) + turned(
            solid(
                "M190 170H450Q474 170 474 194V520Q474 544 450 544H190Q166 544 166 520V194Q166 170 190 170ZM290 170V120Q290 96 320 96 350 96 350 120V170Z",
                ink.fill,
                "g",
            )
            + disc(320, 128, 11, "#efece5")
            + line(
                "M190 250Q300 240 450 262M190 350Q330 340 450 356M190 450Q300 446 450 462", ink.line, 3, 'opacity=".25"'
            ),
            12,
        )
    if ink.says(r"保鲜|饭盒|便当|收纳盒|密封|container|lunch ?box|storage box|crisper"):
        return (
            ground(ink)
            + shadow(530, 230)
            + box(170, 190, 300, 34, 12, ink.deep, "v")
            + box(182, 222, 276, 110, 12, "#eef4f4c0", "g")
            + box(130, 340, 380, 40, 14, ink.fill, "v")
            + box(144, 378, 352, 142, 18, "#eef4f4d0", "g")
            + box(290, 332, 60, 18, 6, ink.line)
        )
    if ink.says(r"碗|盘|碟|bowl|plate|dish|dinnerware|陶瓷餐"):
        return (
            ground(ink)
            + shadow(516, 250)
            + oval(320, 484, 240, 40, ink.pale, "g")
            + oval(320, 478, 170, 26, ink.colour)
            + solid("M160 300H480Q476 450 376 480H264Q164 450 160 300Z", ink.fill, "h")
            + oval(320, 300, 160, 36, ink.pale)
            + oval(320, 304, 142, 29, light(ink.colour, 0.65))
            + line("M172 336Q320 384 468 336", ink.second, 6)
        )
    if ink.says(r"电饭|锅(?!铲)|水壶|烧水|pot\b|saucepan|kettle|wok") and not ink.says(r"平底|煎|炒|fry"):
        return (
            ground(ink)
            + shadow(530, 210)
            + box(90, 330, 90, 28, 14, ink.deep)
            + box(460, 330, 90, 28, 14, ink.deep)
            + solid("M150 300H490V470Q490 522 438 522H202Q150 522 150 470Z", ink.fill, "h")
            + oval(320, 300, 174, 36, METAL, "g")
            + oval(320, 290, 150, 28, "#dfe6e8", "g")
            + box(296, 236, 48, 40, 14, dark(ink.colour, 0.45), "h")
        )
    if ink.says(r"硅胶|silicone|铲|烘焙|spatula|bakeware|烤盘|模具"):
        return (
            wall(ink)
            + turned(
                solid(
                    "M286 90H354Q372 90 372 120V230Q372 262 340 268H300Q268 262 268 230V120Q268 90 286 90Z",
                    ink.fill,
                    "g",
                )
                + box(308, 264, 24, 300, 11, WOOD, "h"),
                -16,
            )
            + turned(
                line(
                    "M320 560V330M320 330Q250 250 320 110 390 250 320 330M320 330Q286 240 320 110 354 240 320 330",
                    METAL,
                    7,
                )
                + box(306, 340, 28, 226, 12, WOOD, "h"),
                18,
            )
        )
    return (
        ground(ink)
        + shadow(500, 260)
        + box(396, 386, 220, 32, 16, dark(WOOD, 0.1), "v")
        + solid("M60 372H428Q424 484 340 490H150Q66 484 60 372Z", ink.fill, "h")
        + oval(244, 372, 184, 42, ink.deep)
        + oval(244, 376, 164, 34, dark(ink.colour, 0.5), "g")
    )
