"""Garments, hats, socks and scarves: hanging before a wall."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

from sourcebridge.catalog.drawing.ink import Ink, box, disc, flat, line, moved, shadow, solid, turned, wall
from sourcebridge.catalog.drawing.tone import dark, light

_LONG = "M240 138Q320 178 400 138L452 158Q486 176 496 240L532 498Q500 516 464 508L438 306 440 548Q320 566 200 548L202 306 176 508Q140 516 108 498L144 240Q154 176 188 158Z"
_SHORT = "M238 146Q320 190 402 146L456 166Q500 194 526 298L452 324 438 286 440 546Q320 564 200 546L202 286 188 324 114 298Q140 194 184 166Z"
_BARE = "M262 138Q276 214 320 216 364 214 378 138L412 146Q404 230 440 270V546Q320 564 200 546V270Q236 230 228 146Z"


def _folds(ink: Ink) -> str:
    return line(
        "M204 306q-2 130 6 236M436 306q2 130-6 236M280 420q-10 70-4 134M372 380q14 90 4 176",
        ink.line,
        4,
        'opacity=".13"',
    )


def _neck(ink: Ink, y: int = 0) -> str:
    return (
        f'<path d="M240 {138 + y}Q320 {178 + y} 400 {138 + y}L388 {132 + y}Q320 {112 + y} 252 {132 + y}Z" fill="{dark(ink.colour, 0.36)}"/>'
        + line(f"M240 {138 + y}Q320 {192 + y} 400 {138 + y}", ink.deep, 11)
    )


def _buttons(ink: Ink, first: int, last: int, step: int, x: int = 320) -> str:
    return "".join(disc(x, y, 6, light(ink.colour, 0.7)) + disc(x, y, 2, ink.line) for y in range(first, last, step))


def _cuffs(ink: Ink) -> str:
    return f'<path d="M529 474l4 25q-34 16-69 9l-3-22q36 4 68-12ZM111 474l-4 25q34 16 69 9l3-22q-36 4-68-12Z" fill="{ink.deep}"/>'


def _tee(ink: Ink) -> str:
    mark = ""
    if ink.says(r"印花|print|logo|图案|graphic"):
        mark = disc(320, 320, 52, light(ink.colour, 0.55)) + line("M286 336q34-60 68 0M300 350h40", ink.line, 8)
    hem = line("M202 530Q320 548 438 530M118 284 190 308M522 284 450 308", ink.line, 2.5, 'opacity=".5"')
    return flat(_SHORT, ink.fill) + _folds(ink) + _neck(ink, 8) + hem + mark


def _polo(ink: Ink) -> str:
    return (
        flat(_SHORT, ink.fill) + _folds(ink)
        + f'<path d="M238 146 270 128Q320 142 370 128L402 146 376 208 320 172 264 208Z" fill="{ink.deep}"/>'
        + f'<path d="M306 176h28v92h-28Z" fill="{ink.pale}" opacity=".6"/>' + _buttons(ink, 200, 268, 30)
    )  # fmt: skip


def _shirt(ink: Ink) -> str:
    body = _SHORT if ink.says(r"短袖|short[- ]sleeve") else _LONG
    cuffs = "" if body is _SHORT else _cuffs(ink)
    return (
        flat(body, ink.fill) + _folds(ink) + cuffs
        + f'<path d="M252 132Q320 112 388 132L320 196Z" fill="{dark(ink.colour, 0.4)}"/>'
        + f'<path d="M240 138 262 120 320 194 274 232ZM400 138 378 120 320 194 366 232Z" fill="{ink.pale}" stroke="{ink.line}" stroke-width="2"/>'
        + line("M320 196V556", ink.line, 3, 'opacity=".6"') + _buttons(ink, 238, 540, 56)
        + f'<path d="M354 286h58v58l-29 14-29-14Z" fill="none" stroke="{ink.line}" stroke-width="2.5" opacity=".55"/>'
    )  # fmt: skip


def _hoodie(ink: Ink) -> str:
    hood = f'<path d="M240 142Q236 74 320 70 404 74 400 142 372 196 320 200 268 196 240 142Z" fill="{ink.deep}"/><path d="M262 140Q264 100 320 98 376 100 378 140 356 178 320 180 284 178 262 140Z" fill="{dark(ink.colour, 0.5)}"/>'
    pocket = f'<path d="M256 420H384L410 500H230Z" fill="{ink.deep}" opacity=".55"/>'
    zipped = line("M320 200V556", light(ink.colour, 0.6), 4) if ink.says(r"拉链|zip|开衫") else ""
    return (
        flat(_LONG, ink.fill)
        + _folds(ink)
        + pocket
        + _cuffs(ink)
        + hood
        + zipped
        + line("M300 196v70M340 196v62", ink.neutral, 5)
    )


def _sweater(ink: Ink) -> str:
    high = box(268, 96, 104, 66, 18, ink.deep, "h") if ink.says(r"高领|turtle") else _neck(ink)
    hem = f'<path d="M200 520Q320 538 440 520V548Q320 566 200 548Z" fill="{ink.deep}"/>'
    front = line("M320 182V560", ink.line, 5) + _buttons(ink, 230, 540, 62, 334) if ink.says(r"开衫|cardigan") else ""
    return flat(_LONG, ink.fill) + _folds(ink) + _cuffs(ink) + hem + high + front


def _jacket(ink: Ink) -> str:
    long = ink.says(r"大衣|风衣|coat|trench|羊绒|长款")
    body = _LONG.replace("548", "588").replace("566", "606") if long else _LONG
    collar = f'<path d="M252 132Q320 112 388 132L320 300Z" fill="{light(ink.neutral, 0.1)}"/><path d="M240 138 262 118 320 304 268 246 226 176ZM400 138 378 118 320 304 372 246 414 176Z" fill="{ink.deep}" stroke="{ink.line}" stroke-width="1.5"/>'
    pockets = line("M228 432h62M350 432h62", ink.line, 9, 'opacity=".6"')
    if ink.says(r"拉链|zip|运动|sport|冲锋|waterproof|皮|leather|棒球|bomber|防泼水|track"):
        front = line("M320 190V558", METALLIC, 4, 'stroke-dasharray="5 5"')
        collar = f'<path d="M242 140Q250 98 320 96 390 98 398 140L320 196Z" fill="{ink.deep}"/><path d="M262 134Q320 108 378 134L320 186Z" fill="{dark(ink.colour, 0.5)}"/>'
        stripe = (
            line("M166 250 138 480M474 250 502 480", ink.neutral, 9) if ink.says(r"运动|sport|撞色|track|校服") else ""
        )
        return flat(body, ink.fill) + _folds(ink) + _cuffs(ink) + pockets + stripe + collar + front
    return (
        flat(body, ink.fill)
        + _folds(ink)
        + pockets
        + collar
        + line("M320 300V566", ink.line, 4)
        + _buttons(ink, 336, 520, 66, 334)
    )


METALLIC = "#d9d9d6"


def _down(ink: Ink) -> str:
    bare = ink.says(r"马甲|vest|背心|gilet")
    rows = "".join(
        line(f"M204 {y}Q320 {y + 20} 436 {y}", dark(ink.colour, 0.45), 3.5, 'opacity=".7"')
        + line(f"M206 {y + 12}Q320 {y + 32} 434 {y + 12}", light(ink.colour, 0.55), 7, 'opacity=".3"')
        for y in range(284 if bare else 232, 540, 52)
    )
    arms = "".join(
        line(
            f"M{150 - i * 9} {250 + i * 52}l44 8M{490 + i * 9} {250 + i * 52}l-44 8",
            dark(ink.colour, 0.45),
            3.5,
            'opacity=".6"',
        )
        for i in range(5)
    )
    hood = (
        f'<path d="M236 146Q232 70 320 68 408 70 404 146 372 186 320 188 268 186 236 146Z" fill="{ink.deep}"/>'
        + line("M244 132Q250 82 320 80 390 82 396 132", light(ink.colour, 0.3), 10)
    )
    return (
        flat(_BARE if bare else _LONG, ink.fill)
        + rows
        + ("" if bare else arms + _cuffs(ink))
        + hood
        + line("M320 186V558", light(ink.colour, 0.6), 5)
    )


def _vest(ink: Ink) -> str:
    return (
        flat(_BARE, ink.fill)
        + line("M262 138Q276 214 320 216 364 214 378 138M228 146Q236 230 200 270M412 146Q404 230 440 270", ink.deep, 9)
        + _folds(ink)
    )


def _dress(ink: Ink) -> str:
    sleeves = ink.one_of(3, 1)
    body = "M262 104Q290 164 320 164 350 164 378 104L414 116 404 226Q394 262 392 292L480 552Q320 600 160 552L248 292Q246 262 236 226L226 116Z"
    arms = (
        "",
        f'<path d="M226 116 164 196 200 236 238 190ZM414 116 476 196 440 236 402 190Z" fill="{ink.deep}"/>',
        f'<path d="M226 116 140 330 178 344 240 210ZM414 116 500 330 462 344 400 210Z" fill="{ink.deep}"/>',
    )[sleeves]
    folds = line(
        "M280 310 236 560M320 306V580M360 310l44 250M262 330l-66 224M378 330l66 224", ink.line, 4, 'opacity=".16"'
    )
    tie = line("M248 286Q320 302 392 286", ink.deep, 15) + line("M352 296q20 40 8 84M352 296q40 20 34 66", ink.deep, 8)
    return arms + flat(body, ink.fill) + folds + tie


def _skirt(ink: Ink) -> str:
    pleats = "".join(line(f"M{262 + i * 20} 190L{190 + i * 43} 536", ink.line, 5, 'opacity=".2"') for i in range(7))
    return flat("M250 150H390L484 520Q320 572 156 520Z", ink.fill) + pleats + box(246, 138, 148, 36, 6, ink.deep)


def _trousers(ink: Ink) -> str:
    jeans = ink.says(r"牛仔|jean|denim")
    wide = 26 if ink.says(r"阔腿|wide|喇叭|直筒") else 0
    hem = 566
    body = f"M216 96H424L438 200 {456 + wide} {hem}Q408 {hem + 12} {352 - wide // 2} {hem}L324 264H316L{288 + wide // 2} {hem}Q232 {hem + 12} {184 - wide} {hem}L202 200Z"
    seam = "#c98b4a" if jeans else ink.line
    stitch = line(
        "M320 128V262M236 128q-4 56-28 66M404 128q4 56 28 66M320 128q-2 70 20 104",
        seam,
        3,
        'stroke-dasharray="7 5"' if jeans else 'opacity=".55"',
    )
    crease = line(f"M262 200L{238 - wide} 550M378 200L{402 + wide} 550", ink.line, 3, 'opacity=".2"')
    waist = box(213, 92, 214, 36, 7, ink.deep) + disc(320, 110, 8, "#d2b069")
    cord = line("M310 128v54M332 128v46", ink.neutral, 5) if ink.says(r"运动|卫裤|束脚|jogger|sport|休闲裤") else ""
    return flat(body, ink.fill) + crease + stitch + waist + cord


def _shorts(ink: Ink) -> str:
    return (
        flat("M206 176H434L482 436Q412 456 338 442L324 316H316L302 442Q228 456 158 436Z", ink.fill)
        + box(202, 168, 236, 38, 8, ink.deep)
        + line("M310 204v58M332 204v50", ink.neutral, 5)
        + line("M236 206q-6 50-34 62M404 206q6 50 34 62", ink.line, 3, 'opacity=".5"')
    )


def _suit(ink: Ink) -> str:
    tie = f'<path d="M308 168h24l-4 22 14 92-22 24-22-24 14-92Z" fill="{dark(ink.colour, 0.3)}"/>'
    shirt = '<path d="M252 132Q320 112 388 132L320 330Z" fill="#f4f2ec"/>'
    lapels = f'<path d="M240 138 262 118 320 340 262 262 276 240 226 200ZM400 138 378 118 320 340 378 262 364 240 414 200Z" fill="{ink.deep}" stroke="{ink.line}" stroke-width="1.5"/>'
    return (
        flat(_LONG, ink.fill)
        + _folds(ink)
        + shirt
        + tie
        + lapels
        + line("M320 338V560", ink.line, 4)
        + _buttons(ink, 370, 470, 62, 332)
        + line("M226 440h64M350 440h64", ink.line, 8, 'opacity=".6"')
    )


def _inner(ink: Ink) -> str:
    if ink.says(r"文胸|bra\b"):
        return (
            flat(
                "M196 270Q180 380 250 396 310 392 320 350 330 392 390 396 460 380 444 270 400 268 376 300 350 324 320 326 290 324 264 300 240 268 196 270Z",
                ink.fill,
            )
            + line("M206 272 232 150M434 272 408 150", ink.deep, 8)
            + line("M210 300Q260 300 300 350M430 300Q380 300 340 350", ink.line, 3, 'opacity=".35"')
        )
    return (
        flat("M160 220Q320 246 480 220L472 330Q400 350 356 452H284Q240 350 168 330Z", ink.fill)
        + line("M162 232Q320 258 478 232", ink.deep, 18)
        + line("M170 326Q246 350 288 448M470 326Q394 350 352 448", ink.deep, 7)
    )


def _pyjamas(ink: Ink) -> str:
    return moved(_trousers(ink), 250, 150, 0.66) + moved(
        _shirt(Ink(ink.fill, ink.colour, "", ink.number)), -30, 50, 0.78
    )


def _socks(ink: Ink) -> str:
    one = "M250 130H350V350Q352 388 410 426 448 456 424 498 398 522 356 500L280 442Q250 418 250 370Z"
    pair = (
        f'<path d="M250 130H350V172H250Z" fill="{ink.deep}"/>'
        + line("M256 190H344M256 206H344", ink.neutral, 7)
        + f'<path d="M424 498q-26 24-68 2 40-10 48-62 38 26 20 60Z" fill="{ink.deep}"/>'
    )
    return moved(flat(one, ink.deep), -96, 26) + flat(one, ink.fill) + pair


def _hat(ink: Ink) -> str:
    if ink.says(r"针织|毛线|knit|beanie|冷帽"):
        rib = "".join(line(f"M{206 + i * 38} 408v70", ink.line, 4, 'opacity=".4"') for i in range(7))
        return (
            shadow(490, 190)
            + disc(320, 170, 46, ink.pale, "b")
            + solid("M186 410Q184 190 320 186 456 190 454 410Z", ink.fill, "b")
            + box(174, 396, 292, 88, 26, ink.deep, "h")
            + rib
        )
    if ink.says(r"渔夫|bucket|遮阳|sun"):
        return (
            shadow(480, 240)
            + solid(
                "M126 452Q150 372 222 350L248 216Q320 186 392 216L418 350Q490 372 514 452 320 520 126 452Z",
                ink.fill,
                "b",
            )
            + line("M222 350Q320 388 418 350", ink.line, 4, 'opacity=".5"')
        )
    return (
        shadow(476, 240, x=330)
        + solid("M150 420Q150 206 312 204 460 206 466 420Q310 380 150 420Z", ink.fill, "b")
        + solid("M150 420Q310 380 466 420 560 440 590 470 470 486 420 452 280 424 150 452Z", ink.deep, "v")
        + line("M312 206Q250 260 250 396M312 206Q384 260 388 396", ink.line, 3, 'opacity=".45"')
        + disc(312, 204, 11, ink.deep)
    )


def _scarf(ink: Ink) -> str:
    fringe = "".join(line(f"M{236 + i * 14} 520v44M{346 + i * 14} 480v44", ink.deep, 5) for i in range(5))
    return (
        fringe
        + flat("M340 200H412L416 484H338Z", ink.deep)
        + flat("M224 180Q320 100 416 180 430 240 320 262 210 240 224 180Z", ink.fill)
        + flat("M228 214Q262 250 308 258L304 524H226Z", ink.fill)
    )


def gloves(ink: Ink) -> str:
    """A pair of gloves, one over the other."""
    one = "M250 520V360Q236 330 200 310 184 282 214 274 246 284 262 312L258 190Q276 168 292 190L298 290 302 158Q320 138 336 158L336 292 346 176Q364 158 378 178L372 304 386 226Q402 210 414 230L404 400 398 520Z"
    return turned(moved(flat(one, ink.deep), 60, 40, 0.86), 14) + moved(
        flat(one, ink.fill) + box(244, 470, 160, 56, 10, ink.deep), -60, 20, 0.92
    )


def _baby(ink: Ink) -> str:
    return (
        flat(
            "M252 150Q320 196 388 150L440 176 492 270 432 300 424 280 428 420Q400 440 372 480L350 520H290L268 480Q240 440 212 420L216 280 208 300 148 270 200 176Z",
            ink.fill,
        )
        + line("M252 150Q320 200 388 150", ink.deep, 10)
        + disc(292, 506, 6, "#f6f3ec")
        + disc(320, 508, 6, "#f6f3ec")
        + disc(348, 506, 6, "#f6f3ec")
        + line("M268 480Q320 500 372 480", ink.deep, 6)
        + disc(320, 320, 34, ink.pale)
    )


_TABLE: tuple[tuple[str, Callable[[Ink], str]], ...] = (
    (r"袜|sock|stocking|tights", _socks),
    (r"手套|glove", gloves),
    (r"围巾|披肩|丝巾|scarf|shawl", _scarf),
    (r"帽(?!衫|卫|子?外)|\bhat\b|\bcap\b|beanie", _hat),
    (r"睡衣|家居服|pyjama|pajama|loungewear", _pyjamas),
    (r"文胸|内裤|\bbra\b|briefs|boxer|underwear|panties", _inner),
    (r"连体|爬服|哈衣|婴儿|romper|bodysuit|baby", _baby),
    (r"连衣裙|\bdress(es)?\b|旗袍|汉服", _dress),
    (r"半身裙|短裙|\bskirt", _skirt),
    (r"短裤|shorts|泳裤|沙滩裤", _shorts),
    (r"裤|trouser|jean|pants|legging", _trousers),
    (r"西装|西服|suit\b|blazer|tuxedo", _suit),
    (r"羽绒|棉服|棉衣|down jacket|padded|puffer|winter coat", _down),
    (r"吊带|背心|马甲|\bvest\b|\btank\b|camisole|sleeveless", _vest),
    (r"连帽|卫衣|hoodie|sweatshirt", _hoodie),
    (r"外套|夹克|大衣|风衣|jacket|coat|冲锋衣|bomber|varsity", _jacket),
    (r"毛衣|针织衫|毛衫|开衫|sweater|jumper|cardigan|knit top|针织上衣", _sweater),
    (r"polo", _polo),
    (r"t恤|\btee\b|t-shirt|圆领", _tee),
    (r"衬衫|衬衣|shirt|blouse|工装|工作服|uniform|workwear", _shirt),
    (r"短袖|summer top|silk", _tee),
    (r"裙", _dress),
)


def draw(ink: Ink) -> str:
    """The garment the words name first of all, or a shirt."""
    for pattern, maker in _TABLE:
        if ink.says(pattern):
            return wall(ink) + maker(ink)
    return wall(ink) + (_tee, _shirt, _sweater, _jacket)[ink.one_of(4, 1)](ink)
