"""Tools, hardware, and a parcel for whatever has no picture of its own."""

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
from sourcebridge.catalog.drawing.tone import dark, light, mix


def tool(ink: Ink) -> str:
    """Drills, hammers, wrenches, pliers, screwdrivers, saws, trowels, cans, tape measures."""
    if ink.says(r"watering|浇水|洒水|喷壶"):
        return (
            ground(ink)
            + shadow(540, 210)
            + line("M250 300C150 200 230 110 330 150", ink.deep, 18)
            + solid("M408 400 500 226l34 18-96 214Z", ink.fill, "g")
            + turned(oval(518, 222, 46, 18, ink.line), 28, 518, 222)
            + solid("M208 286h208l22 234q0 12-14 12H200q-14 0-14-12Z", ink.fill, "h")
            + oval(312, 286, 104, 26, ink.line)
        )
    if ink.says(r"电钻|drill|电动|螺丝批机|impact"):
        return (
            ground(ink)
            + shadow(570, 190)
            + box(60, 226, 90, 18, 4, METAL, "v")
            + solid("M146 196H236V274H146Z", "#3a3c40", "v")
            + solid("M226 150H500Q540 156 540 214 536 288 500 300H226Z", ink.fill, "v")
            + solid("M386 296H480L500 470H410Z", ink.deep, "h")
            + box(376, 462, 160, 92, 16, "#2b2d31", "v")
            + box(372, 316, 24, 54, 8, "#b23a35")
            + line("M270 180H460M270 204H460", "#ffffff", 5, 'opacity=".35"')
        )
    if ink.says(r"锤|hammer"):
        return wall(ink) + turned(
            box(298, 190, 44, 380, 14, ink.fill, "h")
            + box(298, 400, 44, 170, 14, ink.deep, "h")
            + solid("M210 110H400Q440 116 470 160L420 196H210Z", METAL, "v")
            + box(180, 100, 44, 106, 10, dark(METAL, 0.2), "h"),
            22,
        )
    if ink.says(r"扳手|wrench|spanner|套筒"):
        return wall(ink) + turned(
            solid(
                "M262 70Q300 120 320 120 340 120 378 70 420 130 384 190L356 220V420L384 450Q420 510 378 570 340 520 320 520 300 520 262 570 220 510 256 450L284 420V220L256 190Q220 130 262 70Z",
                METAL,
                "h",
            )
            + box(296, 236, 48, 168, 14, ink.colour, "h"),
            32,
        )
    if ink.says(r"钳|plier|剪|scissor|shear|cutter|secateur"):
        return wall(ink) + turned(
            solid("M300 60Q270 160 296 270H320V60ZM340 60Q370 160 344 270H320V60Z", METAL, "h")
            + disc(320, 290, 32, dark(METAL, 0.15), "b")
            + disc(320, 290, 10, "#555a60")
            + line("M306 312Q240 420 262 566M334 312Q400 420 378 566", ink.colour, 34)
            + line("M298 320Q236 430 256 560M342 320Q406 430 386 560", ink.pale, 6, 'opacity=".7"'),
            18,
        )
    if ink.says(r"螺丝刀|起子|screwdriver|批头"):
        return wall(ink) + "".join(
            turned(
                box(x - 8, 80, 16, 270, 4, METAL, "h")
                + solid(f"M{x - 34} 340H{x + 34}L{x + 40} 540Q{x} 576 {x - 40} 540Z", c, "h")
                + box(x - 26, 330, 52, 26, 6, "#2b2d31", "h"),
                a,
            )
            for x, a, c in ((210, -8, ink.colour), (320, 0, ink.deep), (430, 8, ink.colour))
        )
    if ink.says(r"卷尺|tape measure|测量|ruler"):
        return (
            ground(ink)
            + shadow(530, 210)
            + box(150, 200, 280, 310, 70, ink.fill, "b")
            + disc(290, 350, 76, "#f1efe9", "b")
            + disc(290, 350, 34, ink.deep, "b")
            + box(420, 462, 190, 34, 3, "#e8c654", "v")
            + "".join(line(f"M{x} 464v{14 if x % 40 else 22}", "#333", 3) for x in range(440, 610, 20))
        )
    if ink.says(r"锯|\bsaw"):
        teeth = "".join(f"L{520 - i * 22} {470 - i * 4}L{509 - i * 22} {450 - i * 4}" for i in range(18))
        return (
            wall(ink)
            + f'<path d="M520 470{teeth}L130 360 500 300Z" fill="{METAL}"/>'
            + solid("M470 280Q560 270 590 340 600 440 560 500 500 510 470 470Q500 380 470 280Z", ink.fill, "g")
        )
    if ink.says(r"工具箱|套装|tool ?box|tool set|kit\b"):
        return (
            ground(ink)
            + shadow(540, 250)
            + line("M240 220V150H400V220", "#3a3c40", 22)
            + box(90, 214, 460, 312, 26, ink.fill, "v")
            + box(90, 300, 460, 22, 0, ink.line)
            + box(190, 284, 44, 60, 8, METAL, "h")
            + box(406, 284, 44, 60, 8, METAL, "h")
        )
    return ground(ink) + shadow(556, 130) + (
        solid("M290 86h60l8 180h-76Z", ink.fill if not ink.says(r"steel|不锈钢") else WOOD, "h") + box(304, 262, 32, 72, 4, "#6d7074", "h")
        + solid("M246 330q74-30 148 0 6 130-74 220-80-90-74-220Z", "#b4bac0", "g") + line("M320 340v190", "#80868c", 5) + line("M292 116h56M292 136h56", ink.line, 4, 'opacity=".5"')
    )  # fmt: skip


def hardware(ink: Ink) -> str:
    """Screws, hinges, locks, handles, taps, chains, valves, wheels."""
    metal = mix(METAL, ink.colour, 0.85 if ink.says(r"黑|金|铜|bronze|brass|black|gold|红|古") else 0.4)
    deep = dark(metal, 0.3)
    if ink.says(r"锁|\block"):
        return (
            ground(ink)
            + shadow(556, 170)
            + f'<path d="M230 300V220Q232 110 320 108 408 110 410 220V300" fill="none" stroke="{METAL}" stroke-width="38"/>'
            + box(180, 290, 280, 250, 34, ink.fill, "g")
            + disc(320, 390, 30, "#26282c")
            + box(308, 396, 24, 72, 8, "#26282c")
        )
    if ink.says(r"合页|铰链|hinge"):
        holes = "".join(
            disc(x, y, 17, deep) + line(f"M{x - 9} {y}h18M{x} {y - 9}v18", light(metal, 0.5), 4)
            for x in (200, 440)
            for y in (200, 320, 440)
        )
        return (
            wall(ink)
            + box(136, 130, 170, 380, 12, metal, "g")
            + box(334, 130, 170, 380, 12, metal, "g")
            + "".join(box(298, y, 44, 70, 12, metal, "h") for y in (126, 204, 282, 360, 438))
            + holes
        )
    if ink.says(r"水龙头|龙头|faucet|\btap\b|花洒|shower"):
        return (
            ground(ink)
            + shadow(560, 110)
            + f'<path d="M320 520V260Q322 150 420 152 500 156 500 280" fill="none" stroke="{metal}" stroke-width="50"/><path d="M306 520V260Q310 138 420 138" fill="none" stroke="#fff" stroke-width="9" opacity=".55"/>'
            + box(470, 276, 60, 30, 6, deep, "h")
            + line("M500 320v120", "#a8cfe0", 13, 'opacity=".7"')
            + box(250, 510, 140, 40, 10, metal, "h")
            + box(200, 300, 110, 28, 14, metal, "v")
        )
    if ink.says(r"拉手|把手|handle|knob|挂钩|hook"):

        def bar(y: int, w: int, c: str) -> str:
            left = 320 - w // 2
            ends = "".join(box(x, y - 26, 34, 52, 10, dark(c, 0.15), "h") for x in (left + 24, left + w - 58))
            return (
                f'<rect x="{left + 6}" y="{y + 22}" width="{w}" height="24" rx="12" fill="#1b1a18" opacity=".13"/>'
                + ends
                + box(left, y - 14, w, 28, 14, c, "v")
            )

        return (
            wall(ink)
            + bar(170, 420, metal)
            + bar(310, 320, metal)
            + disc(220, 466, 52, "#1b1a1822")
            + disc(216, 456, 50, metal, "b")
            + disc(424, 466, 52, "#1b1a1822")
            + disc(420, 456, 50, metal, "b")
        )
    if ink.says(r"链|chain"):
        return wall(ink) + "".join(
            turned(
                f'<rect x="{x}" y="286" width="120" height="68" rx="34" fill="none" stroke="{metal if i % 2 else deep}" stroke-width="20"/>',
                30,
            )
            for i, x in enumerate(range(40, 560, 76))
        )
    if ink.says(r"轮|caster|wheel|脚轮"):
        return (
            ground(ink)
            + shadow(570, 120)
            + box(220, 110, 200, 34, 6, metal, "v")
            + solid("M270 142H370L402 400H238Z", metal, "h")
            + disc(320, 430, 130, "#3a3c40", "b")
            + disc(320, 430, 70, ink.fill, "b")
            + disc(320, 430, 24, METAL, "b")
        )
    if ink.says(r"阀|valve|管件|pipe|接头|fitting"):
        return (
            ground(ink)
            + shadow(530, 240)
            + box(80, 360, 480, 100, 8, metal, "v")
            + box(60, 340, 70, 140, 10, deep, "v")
            + box(510, 340, 70, 140, 10, deep, "v")
            + solid("M240 320H400V500H240Z", metal, "g")
            + box(300, 240, 40, 86, 5, METAL, "h")
            + box(190, 206, 260, 44, 22, ink.second, "v")
        )

    def screw(x: int, y: int, a: int, s: float) -> str:
        thread = "".join(line(f"M{x - 17} {y + 60 + i * 22}l34 12", deep, 6) for i in range(9))
        inner = (
            box(x - 17, y + 34, 34, 230, 4, metal, "h")
            + f'<path d="M{x - 17} {y + 262}h34l-17 40Z" fill="{deep}"/>'
            + thread
            + oval(x, y + 26, 62, 30, metal, "g")
            + line(f"M{x - 26} {y + 24}h52M{x} {y + 10}v28", deep, 8)
        )
        return f'<g transform="rotate({a} {x} {y + 160}) scale({s:g})">{inner}</g>'

    nut = (
        f'<path d="M430 430 470 500 430 570H350L310 500 350 430Z" fill="{metal}"/><path d="M430 430 470 500 430 570H350L310 500 350 430Z" fill="url(#g)"/>'
        + disc(390, 500, 36, deep)
        + disc(390, 500, 28, "#0000001c")
    )
    return wall(ink) + screw(180, 120, -24, 1) + screw(330, 90, 12, 1) + screw(480, 130, 34, 1) + nut


def other(ink: Ink) -> str:
    """A plain parcel in the colour of the goods."""
    c = ink.colour
    return ground(ink) + shadow(556, 230) + (
        solid("M320 250 130 180v262l190 96Z", dark(c, 0.18), "v") + solid("M320 250 510 180v262l-190 96Z", ink.fill, "v")
        + f'<path d="M130 180 320 110l190 70-190 70Z" fill="{light(c, 0.35)}"/><path d="M225 145 415 215v70l-30 12v-70L194 157Z" fill="#f4efe2" opacity=".85"/>'
    )  # fmt: skip
