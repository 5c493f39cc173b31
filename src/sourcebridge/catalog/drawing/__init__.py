"""A picture for goods without a photograph: drawn from words, the same words always giving the same picture. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from sourcebridge.catalog import colours
from sourcebridge.catalog.drawing import (
    care,
    carry,
    cloth,
    home,
    iron,
    lamps,
    lengths,
    linen,
    packs,
    phones,
    sundry,
    toys,
    wear,
)  # fmt: skip
from sourcebridge.catalog.drawing.ink import LIGHTING, Ink

EDGE = 640
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" width="{edge}" height="{edge}">'
    "<defs>{lighting}</defs>{inner}</svg>"
)
_TITLE = 120
_MATERIALS: tuple[tuple[str, str], ...] = (
    ("lace", r"蕾丝|镂空|\blace|水溶"),
    ("camouflage", r"迷彩|camo"),
    ("corduroy", r"灯芯绒|条绒|corduroy"),
    ("velvet", r"丝绒|天鹅绒|金丝绒|velvet|velour"),
    ("tweed", r"粗花呢|人字|小香风|tweed|herringbone"),
    ("fleece", r"摇粒绒|珊瑚绒|法兰绒|羊羔|绒毯|毛绒|polar|fleece|sherpa|plush"),
    ("denim", r"牛仔|denim|jean"),
    ("dots", r"波点|圆点|\bdots?\b|polka"),
    ("ripstop", r"ripstop|格栅|塔丝隆|taslan"),
    ("plaid", r"格子|红格|色织格|[^规]格(?!栅|局)|plaid|chequered|checked|tartan|flannel|gingham"),
    ("stripes", r"条纹|竖条|色织|stripe"),
    ("floral", r"碎花|花卉|小花|floral|flower"),
    ("geometric", r"几何|印花|geometric|\bprint(?!able|ing)"),
    ("jacquard", r"提花|jacquard|brocade|织锦"),
    ("mesh", r"网眼|网布|mesh|鸟眼"),
    ("ripstop", r"牛津|oxford|冲锋衣"),
    ("quilt", r"羽绒(?!服|被)|quilt|padded|绗缝|夹棉"),
    ("knit", r"针织|卫衣|毛衣|毛衫|毛呢|knit|wool|jumper|sweater|jersey|罗纹|\brib\b"),
    ("canvas", r"帆布|canvas|麻|linen"),
    ("twill", r"斜纹|卡其|twill|里料|drill"),
    ("silk", r"缎|丝(?!网)|雪纺|色丁|春亚纺|silk|satin|chiffon|tuxedo|pongee"),
    ("leather", r"皮|leather"),
    ("weave", r"府绸|平纹|cotton|poplin|全棉|棉"),
)
_PATTERNS = [(name, re.compile(words, re.IGNORECASE)) for name, words in _MATERIALS]
_CALM = ("#8aa0b4", "#b59b86", "#a7b29a", "#c3a4a0", "#97a3a0", "#c9b48c", "#7f8fa9", "#b9a7bd")
_WOVEN = frozenset({"GARMENT", "BAG", "SHOE", "BEDDING", "FURNITURE", "PET", "TOY"})
_MAKERS: dict[str, Callable[[Ink], str]] = {
    "GARMENT": wear.draw, "SHOE": carry.shoe, "BAG": carry.bag, "JEWELRY": carry.jewelry,
    "POT": home.pot, "FURNITURE": home.furniture, "LIGHT": lamps.draw, "BEDDING": linen.bedding,
    "KITCHEN": linen.kitchen, "TOY": toys.toy, "PET": toys.pet, "PHONE": phones.phone, "CABLE": phones.cable,
    "PACKAGING": packs.packaging, "STATIONERY": packs.stationery, "BEAUTY": care.beauty, "SPORT": care.sport,
    "TOOL": iron.tool, "HARDWARE": iron.hardware,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """What to draw: kind of goods, words naming material and form (title first), colour (#rrggbb or empty), seed."""

    kind: str
    words: str
    colour: str
    seed: str


def draw(subject: Subject) -> str:
    """The picture as an SVG document of 640 x 640; no script, no outside reference, no style attribute."""
    number = int.from_bytes(hashlib.sha256(subject.seed.encode()).digest()[:4], "big")
    words = subject.words.casefold()
    title = words[:_TITLE]
    colour = subject.colour or colours.of_text(title) or _CALM[number % len(_CALM)]
    material = next((name for name, pattern in _PATTERNS if pattern.search(title)), "")
    if subject.kind == "FABRIC":
        material = material or ("weave", "twill", "dots", "silk")[number % 4]
        inner = lengths.draw(material, colour, words, number)
    else:
        made, fill = cloth.pattern(material, colour, "w", scale=0.62) if subject.kind in _WOVEN else ("", colour)
        ink = Ink(fill, colour, title, number)
        inner = (f"<defs>{made}</defs>" if made else "") + (
            sundry.form(subject.kind, ink) or _MAKERS.get(subject.kind, iron.other)(ink)
        )
    return _FRAME.format(edge=EDGE, lighting=LIGHTING, inner=inner)
