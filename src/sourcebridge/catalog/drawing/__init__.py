"""A picture for goods without a photograph: drawn from words, the same words always giving the same picture. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sourcebridge.catalog import colours
from sourcebridge.catalog.drawing import cloth, shapes
from sourcebridge.catalog.drawing.tone import mix, readable_on
from sourcebridge.catalog.models import Kind

EDGE = 640
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" width="{edge}" height="{edge}">{inner}</svg>'
)
_MATERIALS: tuple[tuple[str, str], ...] = (
    ("dots", r"波点|圆点|dots?|polka|提花"),
    ("plaid", r"格|plaid|chequered|checked|tartan|flannel"),
    ("stripes", r"条纹|竖条|色织|stripe|灯芯绒|corduroy"),
    ("knit", r"针织|卫衣|毛|knit|wool|jumper|sweater|jersey"),
    ("denim", r"牛仔|denim|jean"),
    ("twill", r"斜纹|卡其|twill|里料|春亚纺"),
    ("silk", r"缎|丝|雪纺|silk|satin|chiffon|tuxedo"),
    ("floral", r"花(?!盆|瓶)|floral|flower|印花|print"),
    ("quilt", r"羽绒|winter|quilt|padded|绗缝"),
    ("leather", r"皮|leather"),
    ("weave", r"府绸|麻|平纹|linen|cotton|poplin|全棉|棉"),
)
_PATTERNS = [(name, re.compile(words, re.IGNORECASE)) for name, words in _MATERIALS]
_CALM = ("#8aa0b4", "#b59b86", "#a7b29a", "#c3a4a0", "#97a3a0", "#c9b48c", "#7f8fa9", "#b9a7bd")


@dataclass(frozen=True, slots=True)
class Subject:
    """What to draw: category, words that name material and form, colour (#rrggbb or empty), and a seed."""

    category: str
    words: str
    colour: str
    seed: str


def draw(subject: Subject) -> str:
    """The picture as an SVG document of 640 x 640; no script, no outside reference, no style attribute."""
    number = int.from_bytes(hashlib.sha256(subject.seed.encode()).digest()[:4], "big")
    colour = subject.colour or colours.of_text(subject.words) or _CALM[number % len(_CALM)]
    material = next((name for name, pattern in _PATTERNS if pattern.search(subject.words)), "")
    if subject.category == Kind.FABRIC:
        inner = cloth.folded(material or ("weave", "twill", "dots", "silk")[number % 4], colour, number)
    else:
        ground = mix(colour, "#f3f1ec", 0.86)
        ink = readable_on(colour, ground)
        inner = (
            f'<rect width="640" height="640" fill="{ground}"/>'
            f'<rect y="452" width="640" height="188" fill="{mix(ground, "#000000", 0.045)}"/>'
            + shapes.draw(subject.category, subject.words.casefold(), material, ink, number)
        )
    return _FRAME.format(edge=EDGE, inner=inner)
