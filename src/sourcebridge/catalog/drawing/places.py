"""What a shop profile shows where no photograph is: the factory from above or inside, and initials in a circle."""

# ruff: noqa: E501

from __future__ import annotations

import hashlib
import html

from sourcebridge.catalog.drawing.ink import LIGHTING, box, disc, line, oval
from sourcebridge.catalog.drawing.tone import dark, light, luminance, mix

WIDTH, HEIGHT = 960, 420
_BRICKS = ("#b9a58f", "#a9b3b8", "#c2b6a2", "#9eaaa1", "#b4a3a0", "#a4a9b6")
_ACCENTS = ("#a8483d", "#3f6c8f", "#4d7a60", "#b58a3c", "#6b5f8c", "#8a5a44")


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6], "big")


def _frame(width: int, height: int, inner: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<defs>{LIGHTING}</defs>{inner}</svg>"
    )


def factory(*, seed: str, kind: str = "", lines: int = 4, halls: int = 2) -> str:
    """A drawn view of a factory, 960 x 420: halls, offices, yard; `lines` and `halls` are what the profile claims."""
    number = _number(seed)
    return hall(seed=seed, kind=kind, lines=lines) if number % 3 == 0 else _outside(number, max(1, min(halls, 4)))


def _outside(number: int, halls: int) -> str:
    brick, accent = _BRICKS[number % 6], _ACCENTS[(number >> 4) % 6]
    sky = ("#e8eef0", "#efece4", "#e6ebee", "#f0ece7")[(number >> 8) % 4]
    parts = [
        f'<rect width="960" height="420" fill="{sky}"/><rect width="960" height="420" fill="url(#g)" opacity=".25"/>',
        '<path d="M0 262Q180 180 360 250 540 160 720 240 860 196 960 236V330H0Z" fill="#c6cfca" opacity=".7"/>',
        f'<rect y="318" width="960" height="102" fill="{mix(brick, "#d9d5cb", 0.7)}"/>',
    ]
    width = 560 // halls
    for i in range(halls):
        x = 330 + i * width
        teeth = 3 if halls < 3 else 2
        step = (width - 14) / teeth
        roof = "".join(f"L{x + step * t:.0f} 196L{x + step * (t + 1):.0f} 236" for t in range(teeth))
        face = f"M{x} 330V236{roof}L{x + width - 14} 236V330Z"
        tone = brick if i % 2 == 0 else light(brick, 0.16)
        parts.append(f'<path d="{face}" fill="{tone}"/><path d="{face}" fill="url(#v)"/>')
        panes = "".join(box(x + 14 + p * 34, 258, 24, 26, 2, "#dfe9ee", "v") for p in range(max(1, (width - 40) // 34)))
        parts.append(
            panes
            + box(x + width / 2 - 26, 292, 52, 38, 2, dark(brick, 0.45))
            + line(f"M{x + width / 2:.0f} 292V330", dark(brick, 0.6), 2)
        )
    floors = 3 + (number >> 12) % 3
    top = 330 - floors * 46
    parts.append(box(96, top, 210, floors * 46, 3, light(brick, 0.4), "h") + box(88, top - 10, 226, 13, 2, accent))
    parts.extend(
        box(112 + c * 46, top + 14 + f * 46, 32, 24, 2, "#c9dbe4" if (number >> (f + c)) % 3 else "#f3e2b3", "v")
        for f in range(floors) for c in range(4)
    )  # fmt: skip
    parts.append(box(184, 300, 34, 30, 2, dark(accent, 0.3)))
    parts.append(
        "".join(line(f"M{x} 344v-26", "#7a6550", 5) + disc(x, 302, 22, "#7f9a7c", "b") for x in (48, 70, 908, 936))
    )
    truck = 420 + (number >> 20) % 260
    parts.append(
        oval(truck + 62, 388, 84, 8, "#1b1a1826") + box(truck, 334, 92, 46, 3, "#f3f1ec", "v") + box(truck + 94, 346, 34, 34, 5, accent, "v")
        + box(truck + 108, 352, 16, 13, 2, "#d5e3ea") + disc(truck + 24, 382, 10, "#34363a") + disc(truck + 108, 382, 10, "#34363a")
    )  # fmt: skip
    return _frame(WIDTH, HEIGHT, "".join(parts))


def hall(*, seed: str, kind: str = "", lines: int = 4) -> str:
    """The inside of a production hall, 960 x 420, with as many rows of machines as the profile has lines (up to 6)."""
    number = _number(seed)
    accent = _ACCENTS[(number >> 4) % 6]
    tone = ("#eceeed", "#f0ede6", "#e9edf0")[(number >> 8) % 3]
    roof = "".join(line(f"M{480 + x} 96L{480 + x * 3} -30", "#c9ccca", 5) for x in range(-240, 241, 80))
    lamps = "".join(
        box(480 + x - 26, y, 52, 7, 3, "#fff7df") for y, xs in ((70, (-160, 0, 160)), (36, (-250, 0, 250))) for x in xs
    )
    parts = [
        f'<rect width="960" height="420" fill="{tone}"/><path d="M240 96H720V206H240Z" fill="{dark(tone, 0.05)}"/>',
        f'<path d="M0 420 240 206H720L960 420Z" fill="{mix(tone, "#8f9a94", 0.34)}"/><path d="M0 420 240 206H720L960 420Z" fill="url(#v)"/>',
        roof, lamps, "".join(box(262 + i * 58, 120, 44, 54, 2, "#dcebf2", "v") for i in range(8)),
        '<path d="M430 420 466 206H494L530 420Z" fill="#e6c860" opacity=".35"/>',
    ]  # fmt: skip
    parts.append(f'<defs><g id="m">{_machine(accent, kind)}</g><g id="n">{_machine("#8f9ba1", kind)}</g></defs>')
    rows = max(2, min(lines, 6))
    for row in range(rows):
        share = (row + 1) / rows
        for side in (-1, 1):
            for place in range(3):
                x = 480 + side * (60 + place * 118 + 40 * share) * (0.55 + 0.72 * share)
                which = "m" if (row + place) % 3 == 0 else "n"
                where = f"translate({x:.0f} {206 + 150 * share:.0f}) scale({0.4 + 0.75 * share:.2f})"
                parts.append(f'<use href="#{which}" transform="{where}"/>')
    return _frame(WIDTH, HEIGHT, "".join(parts))


def _machine(colour: str, kind: str) -> str:
    body = oval(0, 2, 52, 7, "#1b1a1820") + box(-42, -34, 84, 34, 4, colour, "v")
    if kind == "FABRIC":
        return body + box(-42, -62, 84, 25, 12, light(colour, 0.5), "v") + disc(-42, -50, 12, light(colour, 0.2), "b")
    if kind in {"GARMENT", "SHOE", "BAG", "BEDDING"}:
        return (
            body
            + box(-48, -39, 96, 8, 2, "#c9a982")
            + "".join(box(-17, -62, w, h, 3, "#f1efe9", "v") for w, h in ((42, 10), (11, 25)))
        )
    return (
        body
        + box(-25, -62, 50, 31, 4, light(colour, 0.35), "v")
        + box(-17, -56, 22, 14, 2, "#2f3a40")
        + disc(15, -50, 4, "#7fc79a")
    )


def avatar(name: str, *, seed: str = "") -> str:
    """A circle of 96 x 96 with the initials of a person or company: the first Chinese character, or two Latin letters."""
    colour = _ACCENTS[_number(seed or name) % 6]
    shown = initials(name)
    size = 44 if len(shown) == 1 else 36
    paint = "#ffffff" if luminance(colour) < 0.6 else "#22262b"
    return _frame(
        96, 96,
        disc(48, 48, 48, colour)
        + f'<text x="48" y="49" text-anchor="middle" dominant-baseline="central" font-family="PingFang SC, Noto Sans SC, Microsoft YaHei, sans-serif" font-size="{size}" fill="{paint}">{html.escape(shown)}</text>',
    )  # fmt: skip


def initials(name: str) -> str:
    """What stands for a name: its first Chinese character, or up to two capital letters; a dot when there is neither."""
    chinese = next((letter for letter in name if "一" <= letter <= "鿿"), "")
    if chinese:
        return chinese
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in words[:2]) or "·"
