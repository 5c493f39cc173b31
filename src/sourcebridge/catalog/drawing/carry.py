"""Shoes, bags and jewellery."""

# ruff: noqa: E501

from __future__ import annotations

from sourcebridge.catalog.drawing.ink import METAL, Ink, box, disc, ground, line, oval, shadow, solid, turned, wall
from sourcebridge.catalog.drawing.tone import dark, light

_SOLE = "#f1efe9"


def shoe(ink: Ink) -> str:
    """Sneaker, boot, heel, sandal, slipper or loafer."""
    if ink.says(r"高跟|heel|pumps"):
        return (
            ground(ink)
            + shadow(530, 230)
            + solid(
                "M116 506Q170 470 250 452 330 430 380 372 420 318 470 312 506 330 500 380 496 430 500 520H484Q478 440 452 412 420 440 380 480 330 524 240 524H130Q110 522 116 506Z",
                ink.fill,
                "g",
            )
            + f'<path d="M330 440Q392 400 470 330 420 320 384 372 356 412 330 440Z" fill="{dark(ink.colour, 0.45)}"/>'
        )
    if ink.says(r"靴|boot"):
        return (
            ground(ink)
            + shadow(536, 220)
            + solid("M236 120H400L396 340Q400 372 450 392 530 414 540 480V504H232Q222 400 240 330Z", ink.fill, "g")
            + box(226, 500, 318, 30, 8, dark(ink.colour, 0.5))
            + f'<path d="M236 120H400v30H236Z" fill="{ink.deep}"/>'
            + "".join(line(f"M330 {y}l66-14", light(ink.colour, 0.6), 6) for y in range(200, 360, 32))
        )
    if ink.says(r"拖鞋|凉拖|slipper|slides|flip"):
        return (
            ground(ink)
            + shadow(520, 240)
            + solid(
                "M110 470Q120 430 220 436 330 440 420 420 520 404 540 450 548 500 460 506H150Q104 506 110 470Z",
                light(ink.colour, 0.25),
                "v",
            )
            + f'<path d="M110 486q4 34 40 34H460q70-2 82-44-24 30-82 30H150q-30 0-40-20Z" fill="{ink.deep}"/>'
            + solid("M250 448Q270 330 380 330 470 340 500 424 380 400 330 446Z", ink.fill, "g")
        )
    if ink.says(r"凉鞋|sandal"):
        return (
            ground(ink)
            + shadow(520, 240)
            + box(110, 470, 430, 40, 20, _SOLE, "v")
            + solid("M110 474Q320 440 540 474V486H110Z", ink.deep, "v")
            + line(
                "M180 470Q230 300 330 330 420 370 450 468M150 470Q150 330 200 330 260 330 260 470M380 470Q410 380 490 470",
                ink.colour,
                24,
            )
        )
    if ink.says(r"皮鞋|乐福|loafer|oxford|豆豆|单鞋"):
        return (
            ground(ink)
            + shadow(524, 230)
            + solid(
                "M120 360Q170 340 240 352L320 400Q420 420 492 444 536 462 536 496H122Q108 430 120 360Z", ink.fill, "g"
            )
            + f'<path d="M134 360Q190 346 240 352L316 400 250 420Q180 400 134 360Z" fill="{dark(ink.colour, 0.5)}"/>'
            + box(116, 490, 424, 26, 8, dark(ink.colour, 0.55))
            + line("M262 428Q330 400 360 420", ink.deep, 16)
        )
    high = 110 if ink.says(r"高帮|high top|篮球") else 0
    top = 292 - high
    laces = "".join(
        line(f"M{276 + i * 30} {top + 64 + i * (26 + high // 8)}l44-26", "#f8f6f1", 9) for i in range(5 if high else 4)
    )
    glow = box(124, 500, 420, 10, 5, "#8fe0ae") if "led" in ink.words else ""
    return ground(ink) + shadow(528, 240) + (
        solid(f"M136 {top + 20}Q150 {top - 26} 188 {top - 14} 226 {top + 14} 276 {top - 8}L304 {top + 40}Q356 {380 - high // 3} 462 412 540 432 546 486H124Q118 400 136 {top + 20}Z", ink.fill, "g")
        + f'<path d="M432 402Q540 428 546 486H440Q410 444 432 402Z" fill="{ink.second}" opacity=".75"/>'
        + f'<path d="M136 {top + 20}Q150 {top - 26} 188 {top - 14} 226 {top + 14} 276 {top - 8}L286 {top + 14}Q226 {top + 44} 170 {top + 20} 150 {top + 30} 132 {top + 70}Z" fill="{ink.deep}"/>'
        + line("M176 474Q236 400 320 398M220 478Q268 426 340 422", ink.neutral, 12)
        + laces + f'<path d="M120 470H548q10 50-34 50H150q-36 0-30-50Z" fill="{_SOLE}"/><path d="M120 492H550" stroke="{ink.second}" stroke-width="5"/>' + glow
    )  # fmt: skip


def bag(ink: Ink) -> str:
    """Tote, backpack, handbag, suitcase, purse, belt bag or belt."""
    gold = "#d3b26c"
    if ink.says(r"双肩|书包|backpack|school ?bag|登山包"):
        return ground(ink) + shadow(548, 180) + line("M270 134Q320 84 370 134", ink.deep, 16) + (
            solid("M176 540Q150 260 220 160 320 96 420 160 490 260 464 540 320 572 176 540Z", ink.fill, "h")
            + solid("M206 548V404Q320 372 434 404V548Q320 566 206 548Z", ink.deep, "v")
            + line("M214 420Q320 392 426 420M200 310Q320 190 440 310", light(ink.colour, 0.55), 5, 'stroke-dasharray="8 5"')
            + box(300, 436, 40, 18, 6, gold) + line("M168 300Q128 400 160 520M472 300Q512 400 480 520", ink.deep, 15)
        )  # fmt: skip
    if ink.says(r"拉杆|行李箱|旅行箱|suitcase|luggage|trolley"):
        ribs = "".join(line(f"M{x} 214V494", ink.line, 5, 'opacity=".35"') for x in range(226, 430, 32))
        return (
            ground(ink)
            + shadow(566, 150)
            + line("M272 190V90H368V190", "#8d9297", 12)
            + solid(
                "M206 182H434Q458 182 458 206V508Q458 532 434 532H206Q182 532 182 508V206Q182 182 206 182Z",
                ink.fill,
                "h",
            )
            + ribs
            + disc(216, 552, 20, "#3a3c40")
            + disc(424, 552, 20, "#3a3c40")
            + box(290, 172, 60, 18, 8, ink.deep)
            + box(448, 330, 14, 48, 5, METAL)
        )
    if ink.says(r"钱包|钱夹|卡包|wallet|purse|card holder"):
        return (
            ground(ink)
            + shadow(500, 230)
            + solid(
                "M120 220H520Q540 220 540 240V470Q540 490 520 490H120Q100 490 100 470V240Q100 220 120 220Z",
                ink.fill,
                "g",
            )
            + f'<path d="M100 300H540V330H100Z" fill="{ink.deep}" opacity=".6"/>'
            + line("M116 236H524V474H116Z", light(ink.colour, 0.5), 3, 'stroke-dasharray="9 6"')
            + solid("M452 320H556V392H452Q420 356 452 320Z", ink.deep, "g")
            + disc(470, 356, 12, gold, "b")
        )
    if ink.says(r"皮带|腰带|\bbelt\b"):
        return (
            ground(ink)
            + shadow(500, 220)
            + solid(
                "M320 180Q520 180 520 320 520 470 320 470 120 470 120 320 120 180 320 180ZM320 232Q172 232 172 322 172 420 320 420 468 420 468 322 468 232 320 232Z",
                ink.fill,
                "g",
            )
            + '<g fill="none"><rect x="270" y="402" width="100" height="86" rx="12" stroke="#d3b26c" stroke-width="15"/></g>'
            + line("M320 445h60", gold, 9)
        )
    if ink.says(r"腰包|胸包|waist|fanny|sling|crossbody|斜挎|单肩"):
        return (
            ground(ink)
            + shadow(520, 200)
            + line("M150 330Q170 90 330 90 480 90 492 330", ink.deep, 15)
            + solid("M130 310Q320 270 510 310 540 500 460 520 320 540 180 520 100 500 130 310Z", ink.fill, "g")
            + solid("M130 310Q320 270 510 310L494 400Q320 452 146 400Z", ink.deep, "v")
            + box(294, 390, 52, 34, 8, gold, "g")
        )
    if ink.says(r"手提|购物袋|帆布|tote|canvas|shopping|环保袋"):
        folds = line("M210 300q-10 120 4 220M430 300q10 120-4 220", ink.line, 4, 'opacity=".2"')
        mark = disc(320, 400, 44, "none") + line("M284 414q36-64 72 0M296 432h48", ink.second, 7)
        return (
            ground(ink)
            + shadow(556, 190)
            + line("M232 262Q230 96 320 94 410 96 408 262", ink.deep, 17)
            + solid("M158 246H482L500 528Q500 548 480 548H160Q140 548 140 528Z", ink.fill, "v")
            + line("M160 270H480", ink.line, 3, 'opacity=".5" stroke-dasharray="8 5"')
            + folds
            + mark
        )
    if ink.says(r"收纳|化妆包|洗漱|pouch|cosmetic bag|organi[sz]er"):
        return (
            ground(ink)
            + shadow(520, 220)
            + solid(
                "M120 300Q130 260 180 256H460Q510 260 520 300L540 470Q536 516 480 518H160Q104 516 100 470Z",
                ink.fill,
                "g",
            )
            + line("M128 300Q320 270 512 300", "#e3ddcf", 9)
            + box(486, 292, 16, 60, 7, gold)
            + line("M150 480H490", ink.line, 3, 'opacity=".4" stroke-dasharray="9 6"')
        )
    return ground(ink) + shadow(544, 210) + line("M236 286Q238 120 320 118 402 120 404 286", ink.deep, 17) + (
        solid("M156 270H484L520 512Q522 540 494 540H146Q118 540 120 512Z", ink.fill, "g")
        + solid("M156 270H484L500 376Q320 440 140 376Z", ink.deep, "v")
        + box(290, 386, 60, 46, 8, gold, "g") + disc(320, 408, 8, dark(gold, 0.4))
        + line("M142 516H498", light(ink.colour, 0.45), 3, 'stroke-dasharray="10 7"')
    )  # fmt: skip


def _chain(path: str, metal: str) -> str:
    return line(path, dark(metal, 0.2), 9) + line(path, light(metal, 0.4), 4, 'stroke-dasharray="7 7"')


def _gem(x: float, y: float, size: float, colour: str) -> str:
    s = size
    return (
        f'<path d="M{x - s:g} {y:g}L{x - s * 0.55:g} {y - s * 0.6:g}H{x + s * 0.55:g}L{x + s:g} {y:g} {x:g} {y + s * 1.05:g}Z" fill="{colour}"/>'
        f'<path d="M{x - s:g} {y:g}H{x + s:g}L{x:g} {y + s * 1.05:g}ZM{x - s * 0.3:g} {y:g}L{x:g} {y - s * 0.6:g} {x + s * 0.3:g} {y:g} {x:g} {y + s:g}Z" fill="#fff" opacity=".3"/>'
        f'<path d="M{x - s:g} {y:g}L{x - s * 0.55:g} {y - s * 0.6:g}H{x:g}L{x - s * 0.3:g} {y:g}Z" fill="#fff" opacity=".45"/>'
    )


def jewelry(ink: Ink) -> str:
    """Necklace, ring, earrings, bracelet, watch, hair clip or brooch."""
    metal = "#c3c8ce" if ink.says(r"银|silver|steel|不锈钢|钛") else "#d8b56a"
    if ink.says(r"手表|\bwatch"):
        marks = "".join(turned(line("M320 236v18", ink.neutral, 6), 30 * i) for i in range(12))
        return (
            ground(ink)
            + shadow(584, 110)
            + solid("M268 60H372L384 210H256ZM256 430H384L372 580H268Z", ink.fill, "h")
            + disc(320, 320, 128, metal, "g")
            + disc(320, 320, 106, dark(ink.colour, 0.55))
            + marks
            + line("M320 320V254M320 320l46 30", "#f6f3ec", 8)
            + box(444, 304, 20, 32, 5, metal)
        )
    if ink.says(r"戒指|\brings?\b"):
        return (
            ground(ink)
            + shadow(536, 150)
            + '<g fill="none">'
            + f'<ellipse cx="320" cy="404" rx="122" ry="126" stroke="{metal}" stroke-width="30"/><ellipse cx="320" cy="404" rx="122" ry="126" stroke="url(#g)" stroke-width="30"/></g>'
            + _gem(320, 226, 84, ink.colour)
        )
    if ink.says(r"耳|earring"):
        pair = "".join(
            line(f"M{x} 150q-20 26 0 44v40", metal, 6) + disc(x, 262, 26, metal, "b") + _gem(x, 366, 62, ink.colour)
            for x in (222, 418)
        )
        return wall(ink) + pair + "".join(shadow(470, 60, x=x, ry=12) for x in (222, 418))
    if ink.says(r"手链|手镯|手串|bracelet|bangle"):
        beads = "".join(turned(disc(320, 176, 29, ink.colour if i % 5 else metal, "b"), 18 * i) for i in range(20))
        return ground(ink) + shadow(500, 200) + f'<g transform="translate(0 70) scale(1 .82)">{beads}</g>'
    if ink.says(r"发夹|发圈|发饰|发箍|hair|scrunchie"):
        scallop = "".join(
            turned(oval(320, 198, 40, 74, ink.colour if i % 2 else ink.deep, "b"), 30 * i) for i in range(12)
        )
        return ground(ink) + shadow(520, 180) + scallop + disc(320, 320, 74, dark(ink.colour, 0.4))
    if ink.says(r"胸针|徽章|brooch|badge|\bpin\b"):
        petals = "".join(turned(oval(320, 210, 46, 84, ink.colour, "b"), 60 * i) for i in range(6))
        return wall(ink) + petals + disc(320, 320, 50, metal, "b")
    pearls = ink.says(r"珍珠|pearl")
    if pearls:
        spots = (
            (170, 210),
            (180, 262),
            (198, 312),
            (224, 358),
            (256, 398),
            (294, 426),
            (346, 426),
            (384, 398),
            (416, 358),
            (442, 312),
            (460, 262),
            (470, 210),
        )
        return (
            wall(ink)
            + "".join(disc(x, y, 27, light(ink.colour, 0.72), "b") for x, y in spots)
            + _gem(320, 478, 36, ink.colour)
        )
    return (
        wall(ink)
        + _chain("M170 110Q190 380 320 400 450 380 470 110", metal)
        + disc(320, 412, 14, metal, "b")
        + _gem(320, 462, 58, ink.colour)
    )
