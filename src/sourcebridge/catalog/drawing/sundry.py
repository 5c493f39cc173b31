"""Things that stand in several kinds of goods: umbrellas, fans, helmets, glasses, zippers, balloons, teapots ..."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

from sourcebridge.catalog.drawing import packs, phones, play, trims, wear
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


def _umbrella(ink: Ink) -> str:
    ribs = line("M320 150Q250 220 236 330M320 150Q390 220 404 330", ink.line, 3, 'opacity=".4"')
    return (
        ground(ink)
        + shadow(576, 90)
        + line("M320 330V520Q320 566 356 566 388 566 388 532", WOOD, 13)
        + solid(
            "M90 340Q110 150 320 146 530 150 550 340 510 306 470 338 436 304 398 336 360 300 320 336 280 300 242 336 204 304 170 338 130 306 90 340Z",
            ink.fill,
            "b",
        )
        + ribs
        + line("M320 146V116", METAL, 8)
    )


def _fan(ink: Ink) -> str:
    blades = "".join(turned(oval(320, 220, 44, 78, ink.pale, "b"), a, 320, 270) for a in (0, 90, 180, 270))
    cage = "".join(
        f'<circle cx="320" cy="270" r="{r}" fill="none" stroke="{ink.deep}" stroke-width="{w}"/>'
        for r, w in ((158, 13), (120, 4), (80, 4))
    )
    spokes = "".join(turned(line("M320 112V240", ink.deep, 3), 30 * i, 320, 270) for i in range(12))
    return (
        ground(ink)
        + shadow(572, 130)
        + box(304, 420, 32, 120, 10, ink.fill, "h")
        + oval(320, 552, 112, 24, ink.fill, "g")
        + disc(320, 270, 158, light(ink.colour, 0.8))
        + blades
        + spokes
        + cage
        + disc(320, 270, 30, ink.fill, "b")
    )


def _humidifier(ink: Ink) -> str:
    mist = "".join(
        line(f"M{x} 150Q{x - 30} 110 {x} 74T{x - 4} 16", "#ffffff", 17, 'opacity=".7"') for x in (286, 322, 358)
    )
    return (
        ground(ink)
        + shadow(560, 150)
        + mist
        + solid("M210 250Q214 176 320 170 426 176 430 250V510Q428 552 320 554 212 552 210 510Z", ink.fill, "h")
        + oval(320, 190, 60, 13, ink.deep)
        + box(222, 330, 196, 120, 20, "#ffffff40")
        + disc(320, 500, 13, "#8fd0ae")
    )


def _helmet(ink: Ink) -> str:
    return (
        ground(ink)
        + shadow(500, 250)
        + solid("M110 440Q110 180 320 176 530 180 530 440Z", ink.fill, "b")
        + solid("M320 168Q350 168 352 210V430H288V210Q290 168 320 168Z", ink.pale, "h")
        + solid("M80 430H560Q590 452 560 470H80Q50 452 80 430Z", ink.deep, "v")
    )


def _frame(ink: Ink) -> str:
    return (
        wall(ink)
        + box(147, 123, 360, 420, 4, "#1b1a1822")
        + box(140, 110, 360, 420, 4, ink.fill, "g")
        + box(172, 142, 296, 356, 2, PAPER)
        + box(214, 190, 212, 260, 0, light(ink.colour, 0.6))
        + disc(370, 262, 34, "#e6b95c")
        + '<path d="M214 450V380Q260 310 310 370 360 300 426 380V450Z" fill="#6f8f7d"/>'
    )


def _clock(ink: Ink) -> str:
    marks = "".join(turned(line("M320 146v26", ink.line, 8 if i % 3 == 0 else 4), 30 * i) for i in range(12))
    return (
        wall(ink)
        + disc(328, 334, 214, "#1b1a1822")
        + disc(320, 320, 212, ink.fill, "g")
        + disc(320, 320, 184, PAPER)
        + marks
        + line("M320 320V206", "#33363a", 11)
        + line("M320 320l82 52", "#33363a", 8)
        + disc(320, 320, 13, "#b23a35")
    )


def _tree(ink: Ink) -> str:
    green = "#3f6b4d"
    tiers = "".join(
        solid(f"M320 {y}L{320 - w} {y + 170}Q320 {y + 196} {320 + w} {y + 170}Z", c, "h")
        for y, w, c in ((330, 190, dark(green, 0.15)), (220, 150, green), (120, 108, light(green, 0.12)))
    )
    balls = "".join(
        disc(x, y, 15, c, "b")
        for x, y, c in (
            (280, 260, ink.colour),
            (352, 230, "#d8b56a"),
            (250, 370, "#b23a35"),
            (330, 350, ink.colour),
            (400, 386, "#d8b56a"),
            (206, 480, ink.colour),
            (300, 470, "#d8b56a"),
            (388, 488, "#b23a35"),
            (446, 470, ink.colour),
        )
    )
    return (
        ground(ink)
        + shadow(584, 130)
        + box(298, 510, 44, 66, 4, WOOD, "h")
        + tiers
        + balls
        + '<path d="M320 76l12 28 30 3-23 20 7 30-26-16-26 16 7-30-23-20 30-3Z" fill="#e0b754"/>'
    )


def _bottle(ink: Ink) -> str:
    marks = "".join(line(f"M236 {y}h{34 if i % 2 else 20}", "#7c8b92", 4) for i, y in enumerate(range(330, 500, 28)))
    return (
        ground(ink)
        + shadow(566, 120)
        + solid("M290 110Q292 74 320 72 348 74 350 110V160H290Z", "#ead9bf", "h")
        + box(246, 156, 148, 70, 20, ink.fill, "h")
        + box(224, 222, 192, 340, 44, "#eef5f6d0", "g")
        + '<path d="M228 390H412V520Q410 556 372 556H268Q230 556 228 520Z" fill="#fff" opacity=".8"/>'
        + marks
    )


def _soft_pack(ink: Ink) -> str:
    return (
        ground(ink)
        + shadow(540, 230)
        + box(110, 230, 420, 290, 50, ink.fill, "g")
        + box(110, 230, 420, 60, 30, ink.deep, "v")
        + disc(320, 400, 84, PAPER)
        + solid("M262 380Q320 430 378 380L362 430Q320 460 278 430Z", ink.pale, "v")
    )


def _stroller(ink: Ink) -> str:
    wheels = "".join(disc(x, 530, 40, "#3a3c40") + disc(x, 530, 19, METAL, "b") for x in (210, 430))
    return (
        ground(ink)
        + shadow(572, 220)
        + line("M210 530 400 360 520 190 570 176M430 530 300 400", "#7c8288", 13)
        + solid("M130 300Q150 140 300 140V300Z", ink.deep, "b")
        + solid("M130 300H450Q450 420 330 430H230Q130 420 130 300Z", ink.fill, "b")
        + wheels
    )


def _seat(ink: Ink) -> str:
    return (
        ground(ink)
        + shadow(556, 190)
        + box(270, 90, 100, 84, 24, ink.fill, "h")
        + solid("M220 180Q320 150 420 180L440 420H200Z", ink.fill, "h")
        + solid("M180 410H460Q490 470 460 530H180Q150 470 180 410Z", ink.deep, "v")
        + line("M262 190 250 420M378 190 390 420M240 430V530M400 430V530", ink.pale, 6, 'stroke-dasharray="12 7"')
    )


def _mats(ink: Ink) -> str:
    one = "M30 20H180Q200 20 200 44V210Q200 240 170 240H60Q10 236 10 190V44Q12 20 30 20Z"
    each = solid(one, ink.fill, "v") + "".join(
        line(f"M34 {y}H178", ink.line, 4, 'opacity=".35"') for y in range(60, 220, 26)
    )
    return wall(ink) + moved(each, 96, 60) + moved(each, 338, 60) + moved(each, 96, 336) + moved(each, 338, 336)


def _spray(ink: Ink) -> str:
    return (
        ground(ink)
        + shadow(562, 130)
        + solid("M250 120H390L400 160 350 166V210H290V160L236 150Z", dark(ink.colour, 0.45), "v")
        + line("M352 170q34 20 26 60", dark(ink.colour, 0.45), 11)
        + solid(
            "M276 210H364Q420 250 420 330V520Q420 554 386 554H254Q220 554 220 520V330Q220 250 276 210Z", ink.fill, "h"
        )
        + box(246, 350, 148, 130, 6, PAPER)
        + line("M270 386h100M282 416h76", ink.line, 6)
    )


def _balloons(ink: Ink) -> str:
    tones = (ink.colour, ink.pale, ink.deep, "#e2b04a", "#d9a7a0")
    spots = ((220, 220), (330, 160), (430, 230), (280, 320), (386, 330))
    strings = "".join(line(f"M{x} {y + 80}Q{x} 460 322 600", "#8b9299", 3) for x, y in spots)
    return (
        wall(ink)
        + strings
        + "".join(
            oval(x, y, 66, 80, c, "b") + f'<path d="M{x - 8} {y + 90}l8-12 8 12Z" fill="{c}"/>'
            for (x, y), c in zip(spots, tones, strict=True)
        )
    )


def _glasses(ink: Ink) -> str:
    rims = "".join(
        f'<rect x="{x}" y="250" width="190" height="150" rx="64" fill="{dark(ink.colour, 0.3)}" opacity=".85"/><rect x="{x}" y="250" width="190" height="150" rx="64" fill="url(#g)"/><rect x="{x}" y="250" width="190" height="150" rx="64" fill="none" stroke="{ink.line}" stroke-width="13"/>'
        for x in (100, 350)
    )
    return (
        ground(ink)
        + shadow(440, 260)
        + line("M106 280 60 210 150 180M534 280l46-70-90-30", ink.line, 11)
        + rims
        + line("M290 300Q320 270 350 300", ink.line, 13)
    )


def _key_ring(ink: Ink) -> str:
    links = "".join(
        f'<ellipse cx="320" cy="{y}" rx="12" ry="20" fill="none" stroke="{METAL}" stroke-width="7"/>'
        for y in (256, 290, 324)
    )
    return (
        wall(ink)
        + f'<circle cx="320" cy="160" r="74" fill="none" stroke="{METAL}" stroke-width="15"/>'
        + links
        + box(236, 346, 168, 190, 40, ink.fill, "g")
        + disc(320, 376, 11, PAPER)
        + '<path d="M320 500Q262 458 268 426 290 402 320 430 350 402 372 426 378 458 320 500Z" fill="#fff" opacity=".75"/>'
    )


def _beads(ink: Ink) -> str:
    tones = (ink.colour, ink.pale, ink.deep, ink.second)
    return wall(ink) + "".join(
        disc(120 + c * 80 + (r % 2) * 40, 130 + r * 76, 31, tones[(r * 3 + c + ink.number) % 4], "b")
        for r in range(6)
        for c in range(6 - r % 2)
    )


def _wig(ink: Ink) -> str:
    strands = "".join(
        line(f"M{270 + i * 20} 130Q{190 + i * 46} 300 {150 + i * 68} 560", ink.line, 6, 'opacity=".35"')
        for i in (0, 1, 4, 5)
    )
    return (
        wall(ink)
        + solid(
            "M320 90Q180 92 170 260 150 430 110 560 220 600 250 540L262 330Q320 250 378 330L390 540Q420 600 530 560 490 430 470 260 460 92 320 90Z",
            ink.fill,
            "h",
        )
        + strands
    )


def _hangers(ink: Ink) -> str:
    one = (
        line("M320 150Q350 150 350 122 348 96 320 96 296 98 294 120", METAL, 9)
        + '<path d="M320 150V186L120 330Q106 352 136 354H504Q534 352 520 330L320 186" fill="none" stroke="{0}" stroke-width="22" stroke-linejoin="round"/>'
    )
    return wall(ink) + moved(one.format(ink.deep), 20, 150, 0.95) + moved(one.format(ink.colour), 0, 30)


def _mop(ink: Ink) -> str:
    hairs = "".join(line(f"M{200 + i * 22} 490v64", ink.pale, 15) for i in range(12))
    return (
        wall(ink)
        + turned(box(310, 30, 20, 420, 9, METAL, "h") + box(304, 30, 32, 120, 12, ink.deep, "h"), 8, 320, 460)
        + hairs
        + box(180, 446, 280, 50, 16, ink.fill, "v")
    )


def _teapot(ink: Ink) -> str:
    cups = "".join(
        solid(f"M{x} 470H{x + 96}L{x + 80} 536H{x + 16}Z", ink.pale, "h")
        + oval(x + 48, 470, 48, 12, light(ink.colour, 0.6))
        for x in (60, 480)
    )
    return (
        ground(ink)
        + shadow(550, 270)
        + f'<path d="M430 300Q540 290 520 400 500 460 420 450" fill="none" stroke="{ink.deep}" stroke-width="24"/>'
        + solid("M210 360 130 290 112 310 200 460Z", ink.deep, "v")
        + solid("M210 300H430Q480 440 400 536H240Q160 440 210 300Z", ink.fill, "b")
        + oval(320, 300, 112, 24, ink.deep, "g")
        + disc(320, 262, 22, ink.deep, "b")
        + cups
    )


def _sleeping_bag(ink: Ink) -> str:
    rows = "".join(line(f"M180 {y}Q320 {y + 24} 460 {y}", ink.line, 5, 'opacity=".35"') for y in range(250, 560, 52))
    return wall(ink) + turned(
        solid("M320 60Q440 62 452 190L476 480Q470 580 320 584 170 580 164 480L188 190Q200 62 320 60Z", ink.fill, "h")
        + oval(320, 150, 92, 66, ink.pale, "b")
        + rows
        + line("M452 210 470 500", METAL, 5, 'stroke-dasharray="6 5"'),
        10,
    )


_FORMS: tuple[tuple[frozenset[str], str, Callable[[Ink], str]], ...] = tuple(
    (frozenset(kinds.split()), words, maker)
    for kinds, words, maker in (
        ("SPORT OTHER", r"雨伞|晴雨伞|折叠伞|umbrella", _umbrella),
        ("SPORT", r"睡袋|sleeping bag", _sleeping_bag),
        ("OTHER PHONE", r"风扇|\bfan\b", _fan),
        ("OTHER", r"加湿|香薰机|喷雾器|humidifier|diffuser|mist maker", _humidifier),
        ("OTHER", r"安全帽|头盔|helmet|面罩|护目", _helmet),
        ("OTHER", r"手套|glove", lambda ink: wall(ink) + wear.gloves(ink)),
        ("OTHER", r"胶带|tape", packs.packaging),
        ("OTHER", r"摄像|camera|monitor", phones.phone),
        ("OTHER", r"电池|batter|插座|socket", phones.cable),
        ("OTHER", r"圣诞|christmas", _tree),
        ("OTHER", r"时钟|挂钟|闹钟|clock", _clock),
        ("OTHER", r"相框|画框|装饰画|照片墙|frame|wall art|photo", _frame),
        ("OTHER", r"奶瓶|baby bottle|餐具", _bottle),
        ("OTHER", r"推车|stroller|背带|carrier", _stroller),
        ("OTHER", r"尿|湿巾|diaper|wipes|围兜|口水巾|bib|swaddle", _soft_pack),
        ("OTHER", r"坐垫|座套|seat", _seat),
        ("OTHER", r"脚垫|\bmats?\b", _mats),
        ("OTHER BEAUTY", r"洗车|清洁剂|喷雾|\bspray\b|car wash", _spray),
        ("TOY", r"气球|balloon", _balloons),
        ("TOY", r"医生|工具台|doctor|tool bench", play.case),
        ("TOY", r"厨房玩具|切切乐|过家家厨|kitchen set|cutting food", play.stove),
        ("TOY", r"收银|cash register", play.register),
        ("TOY", r"绕珠|bead maze", play.maze),
        ("TOY", r"敲琴|木琴|xylophone", play.xylophone),
        ("TOY", r"数字板|蒙氏|number board|montessori", play.board),
        ("TOY", r"派对装饰|拉旗|party decoration|bunting", play.bunting),
        ("TOY", r"骑行车|滑板车|平衡车|ride-on|scooter", play.bicycle),
        ("SPORT", r"骑行|cycling|自行车|bicycle", play.bicycle),
        ("JEWELRY", r"眼镜|墨镜|太阳镜|老花镜|平光镜|glasses", _glasses),
        ("JEWELRY TOY", r"钥匙扣|挂件|key ring|charm", _key_ring),
        ("JEWELRY", r"串珠|散珠|beads?\b(?! bracelet)", _beads),
        ("BEAUTY", r"假发|发片|\bwig|hair extension", _wig),
        ("KITCHEN", r"衣架|裤架|hanger", _hangers),
        ("KITCHEN", r"拖把|清洁刷|百洁布|玻璃刮|垃圾桶|mop|cleaning|squeegee|scour|waste bin", _mop),
        ("KITCHEN", r"茶具|茶壶|盖碗|tea set|teapot", _teapot),
        ("HARDWARE", r"拉链|zipper", trims.zipper),
        ("HARDWARE", r"纽扣|四合扣|四眼扣|贝壳扣|木扣|牛角扣|button|toggle", trims.buttons),
        ("HARDWARE", r"织带|丝带|松紧带|缝纫线|webbing|ribbon|elastic|thread(?!ed)", trims.ribbon),
    )
)


def form(kind: str, ink: Ink) -> str:
    """The thing the words name, when it is one of these; else nothing."""
    for kinds, words, maker in _FORMS:
        if kind in kinds and ink.says(words):
            return maker(ink)
    return ""
