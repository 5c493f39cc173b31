"""Things: garments, shoes, bags, pots, furniture, lamps, cushions, tools, and a box for the rest."""

# ruff: noqa: E501

from __future__ import annotations

import re

from sourcebridge.catalog.drawing import cloth
from sourcebridge.catalog.drawing.tone import dark, light
from sourcebridge.catalog.models import Kind

_SHADOW = '<ellipse cx="320" cy="{y}" rx="{rx}" ry="{ry}" fill="#000" opacity=".11"/>'


def _shadow(y: int, rx: int, ry: int = 16) -> str:
    return _SHADOW.format(y=y, rx=rx, ry=ry)


def draw(category: str, words: str, material: str, colour: str, number: int) -> str:
    """The thing in front of its ground."""
    made, fill = cloth.pattern(material, colour, "w", scale=0.62)
    defs = f"<defs>{made}</defs>" if made else ""
    if category == Kind.GARMENT:
        return defs + _garment(words, fill, colour)
    if category == Kind.FURNITURE:
        return defs + _furniture(words, fill, colour)
    maker = _MAKERS.get(category, _box)
    return defs + maker(words, fill, colour)


def _has(words: str, pattern: str) -> bool:
    return re.search(pattern, words) is not None


def _garment(words: str, fill: str, colour: str) -> str:
    line, deep, pale = dark(colour, 0.4), dark(colour, 0.22), light(colour, 0.3)
    if _has(words, r"skirt|dress|裙"):
        return _shadow(560, 150) + (
            f'<path d="M262 120h116l14 112-30 22 92 284q-134 44-268 0l92-284-30-22Z" fill="{fill}"/>'
            f'<path d="M278 254h84v16h-84Z" fill="{deep}"/><path d="M262 120q58 54 116 0" fill="{pale}" opacity=".6"/>'
            f'<path d="M300 300 268 540M340 300l32 240M320 290v256" stroke="{line}" stroke-width="3" opacity=".35" fill="none"/>'
        )
    body = "M244 128 320 150l76-22 88 52 62 236-70 20-48-148v264q-108 26-216 0V268l-48 148-70-20 62-236Z"
    sleeves_short = "M244 128 320 150l76-22 98 58 34 104-74 26-26-40v276q-108 26-216 0V256l-26 40-74-26 34-104Z"
    short = _has(words, r"tee\b|t-shirt|t恤|short sleeve|summer|sleeveless")
    shape = sleeves_short if short else body
    parts = [_shadow(566, 170), f'<path d="{shape}" fill="{fill}"/>']
    if _has(words, r"jacket|coat|tuxedo|suit|外套|夹克|西装|羽绒|tops?\b.*button|varsity"):
        parts.append(
            f'<path d="M276 134 320 290l44-156-44 18Z" fill="{light(colour, 0.75)}"/>'
            f'<path d="M244 128 276 134 320 290 276 236l-46-70ZM396 128l-32 6-44 156 44-54 46-70Z" fill="{deep}"/>'
            f'<path d="M320 290v268" stroke="{line}" stroke-width="5"/>'
            f'<path d="M236 424h56v12h-56ZM348 424h56v12h-56Z" fill="{line}" opacity=".7"/>'
        )
        if _has(words, r"zip|sport|拉链|waterproof|leather"):
            parts.append('<path d="M320 300v252" stroke="#d9d9d6" stroke-width="3" stroke-dasharray="5 4"/>')
        else:
            parts.append(
                "".join(f'<circle cx="332" cy="{y}" r="6" fill="{pale}" stroke="{line}"/>' for y in (330, 400, 470))
            )
    elif _has(words, r"shirt|blouse|denim|衬衫|衬衣") and not short:
        parts.append(
            f'<path d="M262 132 320 196l58-64 18 10-30 86-46-32-46 32-30-86Z" fill="{pale}" stroke="{line}" stroke-width="2"/>'
            f'<path d="M320 200v356" stroke="{line}" stroke-width="3" opacity=".65"/>'
            + "".join(
                f'<circle cx="320" cy="{y}" r="5" fill="{light(colour, 0.7)}" stroke="{line}" stroke-width="1.5"/>'
                for y in range(238, 540, 58)
            )
            + f'<path d="M352 288h54v58l-27 12-27-12Z" fill="none" stroke="{line}" stroke-width="2.5" opacity=".7"/>'
        )
    else:
        parts.append(
            f'<path d="M270 138q50 62 100 0l14-8q-64 96-128 0Z" fill="{deep}"/>'
            f'<path d="M212 548q108 26 216 0v-16q-108 26-216 0Z" fill="{deep}" opacity=".7"/>'
        )
    parts.append(
        f'<path d="M212 268q-4 90 0 284M428 268q4 90 0 284" stroke="{line}" stroke-width="3" opacity=".28" fill="none"/>'
    )
    return "".join(parts)


def _furniture(words: str, fill: str, colour: str) -> str:
    line, deep, pale, wood = dark(colour, 0.4), dark(colour, 0.2), light(colour, 0.22), "#9a7453"
    if _has(words, r"bean ?bag"):
        return _shadow(530, 190) + (
            f'<path d="M140 470C120 330 240 160 330 176c96 16 190 160 172 296-8 66-352 66-362-2Z" fill="{fill}"/>'
            f'<path d="M320 180c-30 90-70 170-40 330M330 180c60 80 90 200 60 326" stroke="{line}" stroke-width="4" fill="none" opacity=".5"/>'
        )
    if _has(words, r"drawer|cabinet|bedside|柜"):
        rows = "".join(
            f'<rect x="200" y="{y}" width="240" height="88" rx="6" fill="{pale}" stroke="{line}" stroke-width="3"/>'
            f'<circle cx="320" cy="{y + 44}" r="9" fill="#d8c08a"/>'
            for y in (214, 312, 410)
        )
        return _shadow(548, 180) + (
            f'<path d="M206 500h20v46h-14ZM414 500h20l-6 46h-14Z" fill="{line}"/>'
            f'<rect x="180" y="190" width="280" height="322" rx="8" fill="{fill}"/>{rows}'
        )
    if _has(words, r"\btable|桌"):
        return _shadow(540, 210) + (
            f'<path d="M150 300h22l20 238h-18ZM490 300h-22l-20 238h18Z" fill="{deep}"/>'
            f'<path d="M178 420h284v14H178Z" fill="{deep}"/><rect x="110" y="268" width="420" height="40" rx="8" fill="{fill}"/>'
            f'<rect x="110" y="268" width="420" height="12" rx="6" fill="{pale}"/>'
        )
    if _has(words, r"fence|slats|栅"):
        posts = "".join(
            f'<path d="M{x} 210l26-34 26 34v320h-52Z" fill="{fill}" stroke="{line}" stroke-width="2"/>'
            for x in range(112, 480, 74)
        )
        return _shadow(540, 230) + (
            f'<rect x="90" y="270" width="460" height="34" fill="{deep}"/><rect x="90" y="430" width="460" height="34" fill="{deep}"/>{posts}'
        )
    wide = 330 if _has(words, r"sofa|couch|沙发") else 210
    left = 320 - wide // 2
    seats = "".join(
        f'<rect x="{left + i * (wide // n)}" y="356" width="{wide // n - 6}" height="66" rx="20" fill="{pale}" stroke="{line}" stroke-width="2"/>'
        for n in (3 if "four" in words else 2 if wide > 220 else 1,)
        for i in range(n)
    )
    return _shadow(534, wide * 2 // 3) + (
        f'<path d="M{left - 20} 478h18l-8 52h-12ZM{left + wide + 2} 478h18l2 52h-12Z" fill="{wood}"/>'
        f'<rect x="{left - 10}" y="218" width="{wide + 20}" height="200" rx="40" fill="{fill}"/>'
        f'<rect x="{left - 10}" y="218" width="{wide + 20}" height="60" rx="30" fill="{pale}" opacity=".35"/>'
        f'<rect x="{left - 30}" y="404" width="{wide + 60}" height="80" rx="22" fill="{deep}"/>{seats}'
        f'<rect x="{left - 54}" y="320" width="58" height="162" rx="28" fill="{fill}" stroke="{line}" stroke-width="2"/>'
        f'<rect x="{left + wide - 4}" y="320" width="58" height="162" rx="28" fill="{fill}" stroke="{line}" stroke-width="2"/>'
    )


def _shoe(words: str, fill: str, colour: str) -> str:
    line, pale = dark(colour, 0.4), light(colour, 0.35)
    laces = "".join(f'<path d="M268 {y}l58-16" stroke="#f4f3ef" stroke-width="8"/>' for y in range(256, 380, 30))
    glow = '<rect x="128" y="496" width="404" height="10" fill="#7fe0a0"/>' if "led" in words else ""
    return _shadow(524, 220) + (
        f'<path d="M168 176q70-26 150 4l12 120q36 56 136 84 66 18 66 96H128q-8-150 40-304Z" fill="{fill}"/>'
        f'<path d="M330 300q36 56 136 84 66 18 66 96H360q-30-90-30-180Z" fill="{pale}" opacity=".4"/>{laces}'
        f'<path d="M128 466h404q6 46-26 46H150q-28 0-22-46Z" fill="#f1efe9" stroke="{line}" stroke-width="3"/>{glow}'
    )


def _bag(_words: str, fill: str, colour: str) -> str:
    line, deep = dark(colour, 0.42), dark(colour, 0.2)
    return _shadow(540, 190) + (
        f'<path d="M228 262C228 92 412 92 412 262" fill="none" stroke="{line}" stroke-width="18"/>'
        f'<path d="M160 244h320l34 270q2 24-24 24H150q-26 0-24-24Z" fill="{fill}"/>'
        f'<path d="M160 244h320l14 110q-174 64-348 0Z" fill="{deep}"/>'
        f'<rect x="296" y="360" width="48" height="40" rx="6" fill="#d8c08a"/><path d="M150 504h340" stroke="{line}" stroke-width="3" stroke-dasharray="10 7"/>'
    )


def _pot(words: str, fill: str, colour: str) -> str:
    line, pale = dark(colour, 0.35), light(colour, 0.3)
    leaves = "".join(
        f'<path d="M320 300C{320 + dx * 0.3:.0f} {250 + dy * 0.2:.0f} {320 + dx:.0f} {200 + dy:.0f} {320 + dx * 1.25:.0f} {120 + dy:.0f}'
        f'C{320 + dx * 0.5:.0f} {160 + dy:.0f} {300 + dx * 0.2:.0f} 240 320 300Z" fill="{green}"/>'
        for dx, dy, green in (
            (-130, 60, "#5d8663"),
            (130, 50, "#4d7556"),
            (-60, 0, "#6f9a72"),
            (70, 6, "#5d8663"),
            (4, -34, "#7ba97c"),
        )
    )
    several = (
        f'<path d="M120 420h90l-14 116h-62ZM430 420h90l-14 116h-62Z" fill="{fill}" opacity=".85"/>'
        if "pots" in words
        else ""
    )
    return (
        _shadow(548, 170)
        + several
        + leaves
        + (
            f'<path d="M212 318h216l-32 218q-2 10-14 10H258q-12 0-14-10Z" fill="{fill}"/>'
            f'<rect x="196" y="288" width="248" height="50" rx="8" fill="{pale}" stroke="{line}" stroke-width="2"/>'
            f'<path d="M372 340h32l-28 204h-26Z" fill="{line}" opacity=".18"/>'
        )
    )


def _light(words: str, fill: str, colour: str) -> str:
    line, pale = dark(colour, 0.35), light(colour, 0.4)
    if _has(words, r"candle|蜡烛"):
        return _shadow(532, 140) + (
            '<circle cx="320" cy="190" r="120" fill="#ffd98a" opacity=".25"/><path d="M320 140q34 48 0 84-34-36 0-84Z" fill="#f2a93b"/>'
            f'<path d="M320 216v40" stroke="#4a4d52" stroke-width="5"/><rect x="226" y="256" width="188" height="270" rx="16" fill="{fill}"/>'
            f'<rect x="210" y="244" width="220" height="290" rx="20" fill="#fff" opacity=".28" stroke="{line}" stroke-width="3"/>'
            f'<rect x="252" y="360" width="136" height="92" fill="#f4f3ef"/><path d="M276 392h88M290 418h60" stroke="{line}" stroke-width="4"/>'
        )
    return _shadow(540, 130) + (
        '<circle cx="320" cy="290" r="190" fill="#ffe2a3" opacity=".3"/>'
        f'<path d="M240 132h160l62 186H178Z" fill="{fill}"/><path d="M240 132h60l-40 186h-82Z" fill="{pale}" opacity=".4"/>'
        f'<path d="M312 318h16v196h-16Z" fill="{line}"/><path d="M244 536q0-34 76-34t76 34Z" fill="{line}"/>'
    )


def _bedding(words: str, fill: str, colour: str) -> str:
    line, pale = dark(colour, 0.3), light(colour, 0.4)
    if _has(words, r"bed ?clothes|bedding|duvet|床品|毯|blanket"):
        layers = "".join(
            f'<path d="M110 {y}q210-34 420 0v56q-210 30-420 0Z" fill="{fill}" stroke="{line}" stroke-width="2"/>'
            for y in (440, 380, 320)
        )
        return (
            _shadow(530, 230)
            + layers
            + (
                f'<path d="M150 306q-14-96 24-112 146-26 292 0 38 16 24 112-170 34-340 0Z" fill="{pale}" stroke="{line}" stroke-width="2"/>'
            )
        )
    cushion = (
        '<path d="M{0} 236q-30-38 14-54 130 34 260 0 44 16 14 54-26 110 0 220 30 38-14 54-130-34-260 0-44-16-14-54 26-110 0-220Z" '
        'fill="{1}" stroke="{2}" stroke-width="3"/>'
    )
    return _shadow(534, 210) + cushion.format(232, dark(colour, 0.16), line) + cushion.format(140, fill, line)


def _tool(words: str, fill: str, colour: str) -> str:
    line, wood = dark(colour, 0.4), "#a57c55"
    if _has(words, r"watering|水壶"):
        return _shadow(536, 190) + (
            f'<path d="M250 300C150 200 230 110 330 150" fill="none" stroke="{line}" stroke-width="18"/>'
            f'<path d="M408 400 500 226l34 18-96 214Z" fill="{fill}"/><ellipse cx="518" cy="222" rx="46" ry="18" transform="rotate(28 518 222)" fill="{line}"/>'
            f'<path d="M208 286h208l22 234q0 12-14 12H200q-14 0-14-12Z" fill="{fill}"/><ellipse cx="312" cy="286" rx="104" ry="26" fill="{line}"/>'
        )
    return _shadow(548, 120) + (
        f'<path d="M292 96h56l8 170h-72Z" fill="{wood}"/><rect x="304" y="262" width="32" height="70" fill="#6d7074"/>'
        f'<path d="M246 330q74-30 148 0 6 130-74 214-80-84-74-214Z" fill="#aeb4ba"/><path d="M320 340v190" stroke="#80868c" stroke-width="5"/>'
        f'<path d="M292 120h56M292 140h56" stroke="{line}" stroke-width="4" opacity=".5"/>'
    )


def _box(_words: str, fill: str, colour: str) -> str:
    line, pale, deep = dark(colour, 0.35), light(colour, 0.35), dark(colour, 0.16)
    return _shadow(546, 200) + (
        f'<path d="M320 250 130 180v262l190 92Z" fill="{deep}"/><path d="M320 250 510 180v262l-190 92Z" fill="{fill}"/>'
        f'<path d="M130 180 320 110l190 70-190 70Z" fill="{pale}"/>'
        f'<path d="M225 145 415 215v70l-30 12v-70L194 157Z" fill="#f4efe2" opacity=".85"/><path d="M320 250v284" stroke="{line}" stroke-width="3"/>'
    )


_MAKERS = {
    Kind.SHOE.value: _shoe,
    Kind.BAG.value: _bag,
    Kind.POT.value: _pot,
    Kind.LIGHT.value: _light,
    Kind.BEDDING.value: _bedding,
    Kind.TOOL.value: _tool,
}
