"""What column headers are called, in Chinese and English, in our template and in foreign files. Pure.

headers.csv names each target's words: Chinese ones divided by blanks, English ones by bars.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from functools import cache
from importlib.resources import files

SEVERAL = frozenset({"picture", "description", "description_zh", "description_en", "option", "ignore"})
_COUNT = (
    "qty|quantity|起批量|数量|阶梯数量|break qty|from|moq|quantity lower bound|起批数量|最小数量|起订量|min qty"
    "|qty break|tier qty|break quantity|数量阶梯|件数"
)
_PRICE = "price|价格|阶梯价|单价|quantity price|break price|批发价|tier price|阶梯价格|价"
_NUMBERED = re.compile(rf"(?:{_COUNT})\s*([1-9])")
_NUMBERED_PRICE = re.compile(rf"(?:{_PRICE})\s*([1-9])")
_OPTION = re.compile(r"(?:option|规格|选项|variation|attribute|属性)\s*([123])\s*(name|value|名|名称|值)")
_IN_BRACKETS = re.compile(r"[(\[{（【［]([^)\]}）】］]*)[)\]}）】］]")


def plain(header: str) -> str:
    """A header in lower case, without brackets, signs and doubled blanks: "Unit Price (USD)" is "unit price"."""
    text = unicodedata.normalize("NFKC", header)
    text = _IN_BRACKETS.sub(" ", text)
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text).casefold()
    text = re.sub(r"[*_:：,，.。!?/\\'\"’\-—|·]+", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def squeezed(text: str) -> str:
    """Without blanks, so that "装箱 数" and "bar code" meet their kin."""
    return plain(text).replace(" ", "")


def bracketed(header: str) -> str:
    """What stands in a header's brackets or behind its stroke: a unit, a currency, an explanation."""
    normal = unicodedata.normalize("NFKC", header)
    inside = " ".join(_IN_BRACKETS.findall(normal))
    _before, stroke, behind = normal.rpartition("/")
    return f"{inside} {behind if stroke and len(behind) < 12 else ''}".strip()


@cache
def table() -> dict[str, str]:
    """Every known header without blanks, and the target it stands for; the first target of a word counts."""
    found: dict[str, str] = {}
    text = (files("sourcebridge.catalog.files") / "headers.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for word in [*row["zh"].split(), *row["en"].split(" | ")]:
            if word:
                found.setdefault(squeezed(word), row["target"])
    return found


def halves(header: str) -> list[str]:
    """A bilingual header's parts: "商品名称 Product name" is also "商品名称" and "Product name"."""
    text = plain(header)
    chinese = " ".join(re.findall(r"[一-鿿][一-鿿0-9a-z]*[一-鿿0-9]|[一-鿿]", text))
    english = re.sub(r"[一-鿿]+[0-9]*", " ", text).strip()
    return [part for part in dict.fromkeys((text, chinese, english)) if (part and len(part) > 1) or part == text]


def exact(header: str) -> str:
    """The target a header names outright, or nothing; numbered steps and options are `tier_qty_2`, `option_name_1`."""
    for part in halves(header):
        text = part.replace(" ", "")
        if target := table().get(text):
            return target
        option = _OPTION.fullmatch(part) or _OPTION.fullmatch(re.sub(r"(?<=\d)(?=\D)|(?<=\D)(?=\d)", " ", text))
        if option:
            return f"option_{'name' if option.group(2) in {'name', '名', '名称'} else 'value'}_{option.group(1)}"
        if hit := _NUMBERED.fullmatch(part):
            return f"tier_qty_{hit.group(1)}"
        if hit := _NUMBERED_PRICE.fullmatch(part):
            return f"tier_price_{hit.group(1)}"
        bare = re.sub(r"\s*\d+$", "", part).replace(" ", "")
        if bare != text and table().get(bare) in {"picture", "description", "sku_picture"}:
            return table()[bare]
    return ""


def likeness(cells: list[str]) -> float:
    """How much a row looks like a header of goods: known words count, lone titles and numbers do not."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return 0.0
    known = sum(1 for cell in filled if len(cell) <= 60 and exact(cell) not in {"", "ignore"})
    return known * math.sqrt(known / len(filled))
