"""Lights and candles."""

# ruff: noqa: E501, C901

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
from sourcebridge.catalog.drawing.tone import light


def draw(ink: Ink) -> str:
    """Candles, pendants, desk lamps, floor lamps, bulbs, strips, strings, spotlights, lanterns."""
    glow = '<defs><radialGradient id="l"><stop offset="0" stop-color="#ffe7ad" stop-opacity=".95"/><stop offset="1" stop-color="#ffe2a3" stop-opacity="0"/></radialGradient></defs>'
    iron = "#4a4d52"
    if ink.says(r"candle|蜡烛|香薰"):
        return (
            ground(ink)
            + glow
            + shadow(540, 160)
            + disc(320, 190, 150, "url(#l)")
            + '<path d="M320 136q36 52 0 88-36-36 0-88Z" fill="#f2a93b"/><path d="M320 176q16 26 0 46-16-20 0-46Z" fill="#fff3cf"/>'
            + line("M320 218v36", iron, 5)
            + solid("M226 256H414V512Q414 528 398 528H242Q226 528 226 512Z", ink.fill, "h")
            + box(210, 238, 220, 298, 20, "#ffffff40", "h")
            + box(252, 360, 136, 92, 3, "#f6f3ec")
            + line("M276 392h88M290 418h60", ink.line, 4)
        )
    if ink.says(r"灯带|strip|灯条"):
        coil = "".join(
            oval(320, 330, r, r * 0.62, "none")
            + f'<ellipse cx="320" cy="330" rx="{r}" ry="{r * 0.62:g}" fill="none" stroke="{ink.pale}" stroke-width="17"/><ellipse cx="320" cy="330" rx="{r}" ry="{r * 0.62:g}" fill="none" stroke="#fff6d8" stroke-width="6" stroke-dasharray="9 13"/>'
            for r in (90, 128, 166, 204)
        )
        return wall(ink) + glow + disc(320, 330, 300, "url(#l)") + coil + line("M523 330Q570 420 540 560", ink.pale, 15)
    if ink.says(r"串灯|灯串|彩灯|string|fairy"):
        bulbs = "".join(
            line(f"M{x} {y}v22", iron, 5) + disc(x, y + 46, 46, "url(#l)") + disc(x, y + 46, 21, c, "b")
            for x, y, c in (
                (90, 200, ink.colour),
                (190, 252, "#f4d58a"),
                (300, 270, ink.colour),
                (410, 258, "#f4d58a"),
                (510, 216, ink.colour),
                (130, 400, "#f4d58a"),
                (240, 446, ink.colour),
                (360, 452, "#f4d58a"),
                (480, 416, ink.colour),
            )
        )
        return wall(ink) + glow + line("M0 150Q300 390 640 150M0 340Q320 560 640 350", iron, 5) + bulbs
    if ink.says(r"灯泡|球泡|\bbulb"):
        return (
            ground(ink)
            + glow
            + shadow(560, 90)
            + disc(320, 260, 250, "url(#l)")
            + solid(
                "M320 110Q450 116 450 250 448 320 384 372 372 392 372 420H268Q268 392 256 372 192 320 190 250 190 116 320 110Z",
                light(ink.colour, 0.72),
                "b",
            )
            + line("M292 400 280 280l26 20 14-20 14 20 26-20-12 120", "#e0a53f", 4)
            + solid("M268 420H372V520Q372 548 340 552H300Q268 548 268 520Z", METAL, "h")
            + line("M268 446H372M268 472H372M268 498H372", "#7c8288", 5)
        )
    if ink.says(r"台灯|desk lamp|table lamp|阅读|护眼|bedside light|床头") and not ink.says(r"吊灯|pendant"):
        return (
            ground(ink)
            + glow
            + shadow(554, 150)
            + disc(400, 300, 210, "url(#l)")
            + oval(280, 540, 110, 20, ink.deep, "g")
            + line("M280 530 230 330 360 190", ink.deep, 15)
            + disc(230, 330, 17, METAL, "b")
            + turned(solid("M320 170H410L456 262H274Z", ink.fill, "g"), 24, 365, 200)
        )
    if ink.says(r"落地灯|floor lamp"):
        return (
            ground(ink)
            + glow
            + shadow(584, 120)
            + disc(320, 180, 220, "url(#l)")
            + box(312, 220, 16, 350, 5, ink.deep, "h")
            + oval(320, 572, 90, 17, ink.deep, "g")
            + solid("M258 80H382L426 236H214Z", ink.fill, "h")
        )
    if ink.says(r"吸顶|面板|ceiling light|panel|平板灯"):
        return (
            wall(ink)
            + glow
            + disc(320, 330, 300, "url(#l)")
            + oval(320, 330, 210, 200, ink.fill, "b")
            + oval(320, 330, 180, 170, "#fffaf0")
            + oval(320, 330, 180, 170, "url(#l)")
        )
    if ink.says(r"射灯|筒灯|投光|spot|flood|downlight|轨道"):
        return (
            wall(ink)
            + glow
            + '<path d="M266 330 120 600H520L374 330Z" fill="#ffeab8" opacity=".5"/>'
            + box(150, 110, 340, 24, 6, iron, "v")
            + box(304, 132, 32, 56, 6, METAL, "h")
            + solid("M240 188H400L386 330Q320 352 254 330Z", ink.fill, "h")
            + oval(320, 332, 66, 15, "#fff4d4")
        )
    if ink.says(r"太阳能|solar|庭院|garden|路灯|灯笼|lantern"):
        return (
            ground(ink)
            + glow
            + shadow(566, 110)
            + disc(320, 300, 230, "url(#l)")
            + line("M290 130Q320 90 350 130", iron, 8)
            + solid("M216 180 320 126 424 180Z", ink.deep, "h")
            + box(234, 182, 172, 250, 6, "#fff0c9", "h")
            + "".join(box(x, 180, 14, 256, 2, ink.fill) for x in (228, 313, 398))
            + box(210, 428, 220, 30, 4, ink.deep, "v")
            + box(306, 456, 28, 104, 3, iron, "h")
        )
    if ink.says(r"手电|torch|flashlight|头灯"):
        return (
            ground(ink)
            + glow
            + shadow(470, 230)
            + '<path d="M190 330 0 200V480L190 400Z" fill="#ffedbd" opacity=".8"/>'
            + solid("M180 290H280L300 320H520Q540 320 540 340V396Q540 416 520 416H300L280 446H180Z", ink.fill, "v")
            + box(180, 286, 22, 164, 5, METAL, "v")
            + box(400, 310, 44, 18, 6, "#b23a35")
            + line("M330 330v76M348 330v76M366 330v76", ink.line, 5, 'opacity=".5"')
        )
    if ink.one_of(3, 1) == 0:
        shade = solid("M320 200Q440 204 452 344H188Q200 204 320 200Z", ink.fill, "b") + oval(
            320, 344, 132, 20, "#fff2cb"
        )
    elif ink.one_of(3, 1) == 1:
        shade = solid("M284 196H356L440 360H200Z", ink.fill, "h") + oval(320, 360, 120, 17, "#fff2cb")
    else:
        shade = disc(320, 300, 116, light(ink.colour, 0.3), "b") + box(286, 178, 68, 30, 8, ink.deep)
    return (
        wall(ink)
        + glow
        + box(270, 0, 100, 20, 5, ink.deep)
        + line("M320 16V206", iron, 5)
        + disc(320, 400, 230, "url(#l)")
        + shade
    )
