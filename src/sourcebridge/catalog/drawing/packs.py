"""Packaging and stationery."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import (
    CARD,
    METAL,
    PAPER,
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


def packaging(ink: Ink) -> str:
    """Cartons, pouches, paper bags, bottles, tape, labels, film."""
    if ink.says(r"胶带|tape"):
        ring = '<circle cx="320" cy="330" r="{0}" fill="none" stroke="{1}" stroke-width="{2}"/>'
        return (
            ground(ink)
            + shadow(512, 210)
            + solid("M320 508H560V484H400Z", ink.deep, "v")
            + ring.format(136, ink.colour, 84)
            + ring.format(136, "url(#g)", 84)
            + "".join(ring.format(r, ink.line, 1.5) for r in (112, 136, 160))
            + ring.format(90, CARD, 15)
        )
    if ink.says(r"标签|不干胶|贴纸|label|sticker"):
        rows = "".join(box(330 + c * 84, 330 + r * 62, 72, 48, 8, ink.fill, "v") for r in range(3) for c in range(3))
        return (
            wall(ink)
            + solid("M210 160Q310 162 310 280 310 398 210 400 110 398 110 280 110 162 210 160Z", PAPER, "b")
            + disc(210, 280, 44, CARD, "b")
            + solid("M210 400H600V520H300Q230 510 210 400Z", "#e8e3d6", "v")
            + rows
        )
    if ink.says(r"自封|自立袋|pouch|拉链袋|食品袋|zip ?lock|茶叶袋"):
        return (
            ground(ink)
            + shadow(556, 160)
            + solid("M196 120H444V470Q452 520 420 546 320 566 220 546 188 520 196 470Z", ink.fill, "g")
            + line("M196 176H444M196 190H444", ink.line, 4, 'opacity=".5"')
            + oval(320, 360, 74, 92, "#f4efe2")
            + line("M288 340h64M288 366h64M300 392h40", ink.line, 5)
            + line("M222 546Q320 500 418 546", ink.line, 4, 'opacity=".35"')
        )
    if ink.says(r"手提袋|纸袋|礼品袋|paper bag|gift bag|购物袋"):
        return (
            ground(ink)
            + shadow(560, 170)
            + line("M250 220Q252 110 320 108 388 110 390 220M270 214Q272 130 330 128", dark(ink.colour, 0.4), 9)
            + solid("M186 210H420V552H186Z", ink.fill, "v")
            + solid("M420 210 470 236V540L420 552Z", ink.deep, "v")
            + box(246, 330, 114, 92, 4, ink.pale)
            + line("M274 362h58M284 388h38", ink.line, 5)
        )
    if ink.says(r"瓶|罐|bottle|jar\b|tin\b"):
        return (
            ground(ink)
            + shadow(556, 210)
            + box(180, 200, 110, 60, 10, dark(ink.colour, 0.45), "h")
            + solid(
                "M168 258H302Q326 280 326 320V520Q326 550 296 550H174Q144 550 144 520V320Q144 280 168 258Z",
                ink.fill,
                "h",
            )
            + box(144, 370, 182, 100, 0, PAPER)
            + line("M180 404h110M196 430h78", ink.line, 5)
            + box(372, 330, 110, 40, 8, METAL, "h")
            + box(360, 368, 134, 182, 20, ink.pale, "h")
        )
    if ink.says(r"气泡|泡沫|bubble wrap|珍珠棉|缠绕膜|stretch film|收缩膜|foam"):
        dots = "".join(
            disc(186 + c * 40 + (r % 2) * 20, 240 + r * 40, 15, light(ink.colour, 0.6), "b")
            for r in range(6)
            for c in range(7)
        )
        return (
            ground(ink)
            + shadow(560, 210)
            + box(150, 150, 340, 400, 26, ink.fill, "h")
            + oval(320, 152, 170, 40, ink.pale, "g")
            + oval(320, 152, 60, 15, CARD)
            + dots
        )
    if ink.says(r"快递袋|信封|mailer|poly bag|envelope"):
        return wall(ink) + turned(
            box(134, 166, 388, 320, 10, "#1b1a1820")
            + box(126, 152, 388, 320, 8, ink.fill, "g")
            + solid("M126 152H514L320 330Z", ink.deep, "v")
            + box(170, 380, 140, 62, 4, PAPER)
            + line("M184 402h110M184 422h76", ink.line, 4),
            -7,
        )
    if ink.says(r"礼盒|礼品盒|gift box|天地盖|首饰盒|彩盒"):
        return (
            ground(ink)
            + shadow(546, 220)
            + box(146, 300, 348, 236, 6, ink.fill, "h")
            + box(126, 226, 388, 88, 8, ink.pale, "h")
            + box(296, 226, 48, 310, 0, ink.second, "h")
            + line("M320 226Q230 110 220 190 230 226 320 226ZM320 226Q410 110 420 190 410 226 320 226Z", ink.second, 17)
        )
    carton = (
        CARD if ink.says(r"纸箱|瓦楞|carton|corrugated|飞机盒|kraft") and not ink.says(r"白色|黑色|彩") else ink.colour
    )
    return ground(ink) + shadow(556, 240) + (
        solid("M320 260 116 190V446L320 546Z", dark(carton, 0.16), "v") + solid("M320 260 524 190V446L320 546Z", carton, "v")
        + f'<path d="M116 190 320 120 524 190 320 260Z" fill="{light(carton, 0.3)}"/><path d="M218 155 422 225v66l-34 14v-66L184 167Z" fill="#f4efe2" opacity=".8"/>'
        + f'<path d="M404 420l54-20v52l-54 24Z" fill="none" stroke="{dark(carton, 0.4)}" stroke-width="4"/>' + line("M360 388V476M344 402l16-18 16 8", dark(carton, 0.4), 4)
    )  # fmt: skip


def stationery(ink: Ink) -> str:
    """Notebooks, pens, folders, tapes, staplers."""
    if ink.says(r"笔(?!记|袋)|\bpens?\b|pencil|marker"):
        tones = (ink.colour, "#2d3136", "#b23a35", "#3a66a3", "#4f8a78")
        pens = "".join(
            turned(
                box(306, 130, 28, 300, 10, tones[i], "h")
                + solid("M306 430H334L322 492H318Z", "#d9cbb2", "h")
                + box(306, 118, 28, 40, 8, dark(tones[i], 0.3), "h")
                + box(330, 140, 7, 90, 3, METAL),
                -28 + 14 * i,
                320,
                640,
            )
            for i in range(5)
        )
        return wall(ink) + moved(pens, 0, 40)
    if ink.says(r"文件夹|资料|folder|\bfile\b|档案|binder"):
        return (
            ground(ink)
            + shadow(548, 200)
            + "".join(
                box(x, 140, 92, 400, 6, c, "h")
                + box(x + 22, 200, 48, 120, 3, PAPER)
                + disc(x + 46, 470, 20, METAL, "b")
                for x, c in ((170, ink.colour), (272, ink.deep), (374, ink.pale))
            )
        )
    if ink.says(r"笔袋|pencil case"):
        return (
            ground(ink)
            + shadow(480, 260)
            + solid(
                "M100 330Q104 280 160 276H500Q548 280 548 340V420Q544 466 490 466H150Q100 466 100 420Z", ink.fill, "g"
            )
            + line("M116 330H536", "#e3ddcf", 8)
            + box(510, 324, 15, 50, 6, "#d3b26c")
        )
    if ink.says(r"便利贴|便签|sticky|memo"):
        return (
            wall(ink)
            + "".join(
                turned(box(190, 190, 250, 250, 2, c, "v"), a)
                for c, a in ((ink.deep, 14), (ink.pale, 4), (ink.colour, -6))
            )
            + turned(line("M226 262H400M226 306H380M226 350H350", ink.line, 7, 'opacity=".5"'), -6)
        )
    return (
        ground(ink)
        + shadow(560, 190)
        + turned(
            solid("M190 110H454Q470 110 470 126V530Q470 546 454 546H190Z", ink.deep, "h")
            + box(196, 120, 262, 420, 4, PAPER)
            + solid("M170 104H436Q452 104 452 120V524Q452 540 436 540H170Z", ink.fill, "g")
            + box(170, 104, 34, 436, 0, ink.line)
            + box(250, 200, 140, 80, 4, PAPER)
            + line("M272 230h96M272 254h60", ink.line, 5)
            + box(416, 104, 11, 436, 0, dark(ink.colour, 0.5)),
            -5,
        )
    )
