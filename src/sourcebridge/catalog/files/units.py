"""Units as files name them. Pure."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from sourcebridge.catalog.files.headers import squeezed

_WORDS = {
    "C62": "件 个 只 枚 条 张 支 台 把 顶 本 瓶 包 袋 块 片 根 盏 部 辆 幅 粒 串 罐 束 副 朵"
    "|pc pcs piece pieces ea each unit units c62 item items",
    "MTR": "米 公尺|m mtr meter meters metre metres",
    "KGM": "公斤 千克|kg kgs kgm kilogram kilograms kilo",
    "SET": "套 组 套装|set sets kit kits",
    "PR": "双 对|pair pairs pr prs",
    "RO": "卷 捆 匹|roll rolls ro rl",
    "BX": "盒 箱|box boxes bx carton cartons ctn case",
    "DZN": "打|dozen dozens dz doz dzn",
    "MTK": "平方米 平米 平方|m2 ㎡ m² sqm square metre square metres square meter square meters mtk",
}
_SELL = {
    "HAND": "手|hand", "DOZEN": "打|dozen", "CARTON": "箱 件箱|carton", "BAG": "包 袋|bag", "BOLT": "匹|bolt",
    "BUNDLE": "扎 捆|bundle", "ROLL": "卷|roll",
}  # fmt: skip


def _table(words: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in words.items():
        chinese, _bar, english = names.partition("|")
        for name in [*chinese.split(), *english.split(), english]:
            found.setdefault(squeezed(name), code)
        found.setdefault(code.casefold(), code)
    return found


_UNITS, _SELLS = _table(_WORDS), _table(_SELL)


def unit(text: str) -> str:
    """The code of a unit a cell names ("米", "metre", "米 metre (MTR)"), or nothing."""
    return _find(text, _UNITS)


def sell_unit(text: str) -> str:
    """The code of a batch's name (手, carton), or nothing."""
    return _find(text, _SELLS)


def _find(text: str, table: dict[str, str]) -> str:
    codes = {code.casefold(): code for code in table.values()}
    inside = text.rpartition("(")[2].rstrip(") ").casefold()
    if inside in codes:
        return codes[inside]
    word = squeezed(text)
    if word in table:
        return table[word]
    parts = {table[squeezed(part)] for part in text.split() if squeezed(part) in table}
    return parts.pop() if len(parts) == 1 else ""


def nearest(text: str) -> list[str]:
    """Up to three names of units that look like it."""
    hits = process.extract(squeezed(text), _UNITS.keys(), scorer=fuzz.WRatio, limit=8, score_cutoff=40)
    return list({_UNITS[name]: name for name, _score, _index in hits}.values())[:3] or ["件", "米", "公斤"]
