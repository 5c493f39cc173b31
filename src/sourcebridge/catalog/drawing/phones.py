"""Phones and what belongs to them, cables and chargers."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    METAL,
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


def phone(ink: Ink) -> str:
    """Cases, glass, holders, earphones, speakers, watches, power banks, cameras."""
    black = "#26282c"
    if ink.says(r"耳机|earphone|headphone|earbud|headset"):
        if ink.says(r"头戴|over-ear|headphone|headset"):
            return (
                ground(ink)
                + shadow(540, 190)
                + f'<path d="M160 370Q150 120 320 118 490 120 480 370" fill="none" stroke="{ink.deep}" stroke-width="30"/>'
                + line("M190 250Q220 150 320 148 420 150 450 250", ink.pale, 9)
                + box(118, 330, 96, 180, 44, ink.fill, "h")
                + box(426, 330, 96, 180, 44, ink.fill, "h")
                + box(196, 350, 30, 140, 15, black)
                + box(414, 350, 30, 140, 15, black)
            )
        return (
            ground(ink)
            + shadow(540, 190)
            + solid("M170 360H470Q490 500 430 528H210Q150 500 170 360Z", ink.fill, "h")
            + oval(320, 362, 150, 40, ink.deep)
            + "".join(
                oval(x, 300, 42, 52, ink.pale, "b")
                + box(x - 16, 320, 32, 80, 15, ink.pale, "h")
                + oval(x + d, 286, 16, 24, black)
                for x, d in ((244, 20), (396, -20))
            )
            + disc(320, 460, 7, "#8fe0ae")
        )
    if ink.says(r"音箱|speaker|音响"):
        return (
            ground(ink)
            + shadow(540, 190)
            + box(170, 140, 300, 396, 46, ink.fill, "h")
            + disc(320, 400, 102, dark(ink.colour, 0.5), "b")
            + disc(320, 400, 46, METAL, "b")
            + disc(320, 230, 50, dark(ink.colour, 0.5), "b")
            + disc(320, 230, 20, METAL, "b")
        )
    if ink.says(r"充电宝|移动电源|power ?bank"):
        return (
            ground(ink)
            + shadow(560, 160)
            + box(200, 120, 240, 430, 34, ink.fill, "h")
            + box(262, 134, 40, 15, 5, black)
            + box(338, 134, 40, 15, 5, black)
            + "".join(disc(278 + i * 28, 500, 6, "#bfe8cf") for i in range(4))
            + line("M330 280 296 340H336L308 400", ink.neutral, 11)
        )
    if ink.says(r"手表|手环|smart ?watch|band\b|表带"):
        return (
            ground(ink)
            + shadow(590, 100)
            + solid("M254 50H386L398 190H242ZM242 430H398L386 590H254Z", ink.fill, "h")
            + box(216, 174, 208, 274, 54, black, "g")
            + box(236, 196, 168, 230, 38, "#14161a")
            + line("M270 330q24-60 50-14t50-30", "#6fd0a2", 8)
            + line("M272 246h60", "#f4f3ef", 11)
            + line("M272 274h90", "#8b9299", 7)
        )
    if ink.says(r"支架|holder|stand|mount"):
        return (
            ground(ink)
            + shadow(556, 170)
            + oval(320, 540, 130, 22, ink.deep, "g")
            + box(304, 330, 32, 206, 12, ink.fill, "h")
            + turned(box(232, 110, 176, 300, 24, black, "g") + box(246, 132, 148, 256, 12, "#bcd0d8", "g"), -6)
            + box(222, 396, 196, 28, 10, ink.fill, "v")
        )
    if ink.says(r"钢化|贴膜|膜|tempered|protector|screen film"):
        return (
            wall(ink)
            + turned(box(196, 110, 210, 400, 36, black, "g") + box(208, 124, 186, 372, 26, light(ink.colour, 0.2)), -9)
            + turned(
                box(260, 120, 210, 400, 36, "#e8f3f570", "g")
                + line("M300 170 420 400M340 160 440 350", "#fff", 10, 'opacity=".8"'),
                7,
            )
        )
    if ink.says(r"监控|摄像|camera|webcam"):
        return (
            ground(ink)
            + shadow(550, 140)
            + oval(320, 536, 96, 20, ink.deep, "g")
            + box(300, 400, 40, 130, 14, ink.fill, "h")
            + disc(320, 280, 150, ink.fill, "b")
            + disc(320, 280, 84, black, "b")
            + disc(320, 280, 46, "#3e5d74", "b")
            + disc(304, 262, 11, "#fff")
        )
    if ink.says(r"键盘|keyboard"):
        keys = "".join(
            box(92 + c * 46 + r * 6, 300 + r * 44, 38, 36, 6, ink.pale if (r + c) % 7 else "#d9604c", "v")
            for r in range(4)
            for c in range(10 - (r > 2))
        )
        return ground(ink) + shadow(510, 290) + box(70, 282, 500, 206, 20, ink.fill, "v") + keys
    if ink.says(r"鼠标|mouse"):
        return (
            ground(ink)
            + shadow(540, 150)
            + solid("M320 130Q446 132 446 300V400Q440 536 320 540 200 536 194 400V300Q194 132 320 130Z", ink.fill, "b")
            + line("M320 134V300M196 310Q320 340 444 310", ink.line, 4, 'opacity=".6"')
            + box(308, 200, 24, 66, 12, black, "h")
        )
    camera = ink.one_of(3, 1)
    lenses = (
        box(216, 122, 118, 118, 34, ink.deep)
        + "".join(
            disc(x, y, 25, black, "b") + disc(x, y, 11, "#40566a") for x, y in ((248, 154), (248, 208), (302, 180))
        ),
        "".join(
            disc(254, y, 30, ink.deep) + disc(254, y, 23, black, "b") + disc(254, y, 9, "#40566a") for y in (160, 232)
        ),
        box(208, 118, 224, 70, 34, ink.deep)
        + "".join(disc(x, 153, 24, black, "b") + disc(x, 153, 10, "#40566a") for x in (250, 310, 370)),
    )[camera]
    clear = ink.says(r"透明|clear|transparent")
    skin = "#e9f0f2b0" if clear else ink.fill
    art = (
        line("M250 420q70-90 140 0M270 450h100", ink.second, 8) if ink.one_of(2, 3) else disc(320, 400, 52, ink.second)
    )
    return wall(ink) + turned(
        box(206, 106, 250, 460, 48, "#1b1a1822")
        + box(196, 92, 250, 460, 48, skin, "g")
        + (box(208, 104, 226, 436, 38, ink.pale) if clear else "")
        + lenses
        + art
        + f'<rect x="198" y="94" width="246" height="456" rx="46" fill="none" stroke="{ink.line}" stroke-width="3" opacity=".4"/>',
        (-8, 6, 0)[ink.one_of(3, 2)],
    )


def cable(ink: Ink) -> str:
    """Charging cables, chargers, hubs, sockets, batteries."""
    black = "#2b2d31"
    if ink.says(r"充电头|充电器|适配|charger|adapter") and not ink.says(r"线|cable"):
        return (
            ground(ink)
            + shadow(540, 170)
            + box(270, 130, 22, 90, 5, METAL, "h")
            + box(348, 130, 22, 90, 5, METAL, "h")
            + box(184, 206, 272, 324, 44, ink.fill, "h")
            + box(268, 420, 104, 30, 9, black)
            + line("M334 270 298 330H342L310 390", ink.neutral, 11)
        )
    if ink.says(r"插座|排插|socket|power strip|插线板"):
        holes = "".join(
            disc(x, 330, 46, ink.pale, "b") + box(x - 20, 318, 9, 28, 3, black) + box(x + 11, 318, 9, 28, 3, black)
            for x in (170, 280, 390)
        )
        return wall(ink) + turned(
            box(90, 260, 440, 140, 28, ink.fill, "v")
            + holes
            + box(462, 300, 34, 60, 8, "#b23a35", "v")
            + line("M530 330Q600 330 600 420", black, 15),
            -10,
        )
    if ink.says(r"电池|batter"):
        return (
            ground(ink)
            + shadow(550, 200)
            + "".join(
                box(x, 190, 92, 350, 16, ink.fill, "h")
                + box(x, 190, 92, 96, 16, "#c99a4a", "h")
                + box(x + 30, 166, 32, 28, 5, METAL, "h")
                for x in (166, 274, 382)
            )
        )
    if ink.says(r"扩展|hub|dock|转接|转换"):
        return (
            ground(ink)
            + shadow(480, 250)
            + line("M140 340Q60 340 60 220", black, 17)
            + box(130, 270, 400, 180, 26, ink.fill, "g")
            + "".join(box(x, 330, w, 36, 7, black) for x, w in ((176, 84), (286, 84), (396, 60), (474, 34)))
        )
    loops = "".join(
        line(
            f"M320 {330 - r * 0.8:.0f}A{r} {r * 0.8:.0f} 0 1 1 319 {330 - r * 0.8:.0f}",
            ink.colour if i % 2 else ink.deep,
            17,
        )
        for i, r in enumerate((104, 128, 152, 176))
    )
    shine = line("M176 300Q200 190 320 178", "#fff", 5, 'opacity=".35"')

    def plug(x: int, y: int, a: int) -> str:
        return turned(box(x - 15, y - 92, 30, 44, 5, METAL, "h") + box(x - 25, y - 52, 50, 92, 12, black, "h"), a, x, y)

    ties = box(300, 168, 40, 70, 10, black, "h")
    return (
        wall(ink)
        + line("M470 420Q540 460 530 520M170 420Q100 470 130 540", ink.colour, 17)
        + loops
        + shine
        + ties
        + plug(532, 540, 172)
        + plug(136, 556, 200)
    )
