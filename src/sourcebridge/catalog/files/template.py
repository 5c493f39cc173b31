"""Our own table: its bilingual columns, one row per variant, and the rows of a product in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.catalog.drafts import PackagingDraft, ProductDraft, SkuDraft, plain
from sourcebridge.catalog.files.headers import bracketed, squeezed
from sourcebridge.catalog.files.tree import FLAG, Tree

OPTIONS, STEPS = 3, 3
MOST_STEPS = 12
MARK = 8
STATES = {"DRAFT": "草稿 Draft", "PUBLISHED": "在售 On sale", "WITHDRAWN": "下架 Withdrawn"}
YES, NO = "是 Yes", "否 No"
AUDIENCES = {"PUBLIC": "公开 Public", "APPROVED": "仅审核买家 Approved buyers"}
LANGUAGES = {"zh-hans": "中文 Chinese", "en": "英文 English"}
DEDUCTS = {"ON_ORDER": "拍下减库存 When placed", "ON_PAYMENT": "付款减库存 When paid"}
SELLS = {"HAND": "手 Hand", "DOZEN": "打 Dozen", "CARTON": "箱 Carton", "BAG": "包 Bag", "BOLT": "匹 Bolt",
         "BUNDLE": "扎 Bundle", "ROLL": "卷 Roll"}  # fmt: skip
UNITS = {"C62": "件 Piece", "MTR": "米 Metre", "KGM": "公斤 Kilogram", "SET": "套 Set", "PR": "双 Pair",
         "RO": "卷 Roll", "BX": "盒 Box", "DZN": "打 Dozen", "MTK": "平方米 Square metre"}  # fmt: skip
LEVELS = {
    "PIECE": ("单件", "Piece"),
    "INNER": ("内包装", "Inner"),
    "CARTON": ("外箱", "Carton"),
    "PALLET": ("托盘", "Pallet"),
}
FIGURES = {"holds": ("数量", "holds"), "gross:g": ("毛重(g)", "gross weight (g)"),
           "net:g": ("净重(g)", "net weight (g)"),
           "length:mm": ("长(mm)", "length (mm)"), "width:mm": ("宽(mm)", "width (mm)"),
           "height:mm": ("高(mm)", "height (mm)")}  # fmt: skip
_PACK_FIELDS = {"holds": "holds", "gross:g": "gross_weight_g", "net:g": "net_weight_g", "length:mm": "length_mm",
                "width:mm": "width_mm", "height:mm": "height_mm"}  # fmt: skip
BASE: dict[str, str] = {
    "handle": "货号 Item number",
    "sku": "规格货号 SKU",
    "title_zh": "中文名称 Name (zh)",
    "title_en": "英文名称 Name (en)",
    "description_zh": "中文描述 Description (zh)",
    "description_en": "英文描述 Description (en)",
    "language": "原文 Original language",
    "category": "类目 Category",
    "state": "上架状态 Status",
    "unit": "单位 Unit",
    "currency": "币种 Currency",
    "moq": "起批量 MOQ",
    "batch": "批量倍数 Batch multiple",
    "sell_unit": "成批单位 Batch unit",
    "dispatch:hours": "发货承诺(小时) Dispatch (hours)",
    "deduct_on": "减库存方式 Stock is taken",
    "audience": "价格可见 Price visible to",
    "sample_price": "样品价 Sample price",
    "sample_most": "样品限量 Sample limit",
}
SKU = {
    "weight:g": "重量(g) Weight (g)",
    "barcode": "条码 Barcode",
    "sku_state": "规格在售 Variant on sale",
    "stock": "库存 Stock (new variants)",
    "picture": "图片链接 Picture",
}
USUAL_PACKS = (
    "CARTON:holds",
    "CARTON:gross:g",
    "CARTON:length:mm",
    "CARTON:width:mm",
    "CARTON:height:mm",
    "INNER:holds",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a table has beyond the usual: steps of the ladder, attributes, levels of packing."""

    steps: int = STEPS
    attributes: tuple[tuple[str, str, str], ...] = ()
    packs: tuple[str, ...] = USUAL_PACKS

    def columns(self) -> list[tuple[str, str]]:
        """(target, header) of every column, in order."""
        found = list(BASE.items())
        for slot in range(1, OPTIONS + 1):
            found.append((f"option_name_{slot}", f"规格{slot}名 Option {slot} name"))
            found.append((f"option_value_{slot}", f"规格{slot}值 Option {slot} value"))
        for step in range(1, self.steps + 1):
            found.append((f"tier_qty_{step}", f"数量{step} From quantity {step}"))
            found.append((f"tier_price_{step}", f"价格{step} Price {step}"))
        found += list(SKU.items())
        found += [(f"pack:{pack}", pack_header(pack)) for pack in self.packs]
        found += [(f"attribute:{code}", f"{zh} {en} [{code}]") for code, zh, en in self.attributes]
        return found


def pack_header(pack: str) -> str:
    """The header of a figure of packing: "外箱数量 Carton holds"."""
    level, _colon, figure = pack.partition(":")
    (level_zh, level_en), (figure_zh, figure_en) = LEVELS[level], FIGURES[figure]
    return f"{level_zh}{figure_zh} {level_en} {figure_en}"


def _known() -> dict[str, str]:
    packs = tuple(f"{level}:{figure}" for level in LEVELS for figure in FIGURES)
    return {squeezed(header) + bracketed(header): target for target, header in Layout(MOST_STEPS, (), packs).columns()}


_HEADERS = _known()


def target_of(header: str) -> str:
    """What a column of our table means; one of nobody's is left out."""
    found = _HEADERS.get(squeezed(header) + bracketed(header), "")
    if found or not header.rstrip().endswith("]"):
        return found or "ignore"
    return f"attribute:{header.rpartition('[')[2].rstrip('] ')}"


def is_ours(header: Sequence[str]) -> bool:
    """Whether a file was made from our template or by our export."""
    ours = [target for name in header if (target := target_of(name)) != "ignore"]
    return len(ours) >= MARK and "handle" in ours and len(ours) >= len([name for name in header if name]) / 2


def category_text(tree: Tree, code: str) -> str:
    """A category as the drop-down shows it: both names and the code."""
    leaf = tree.leaves.get(code)
    return f"{leaf.name_zh} {leaf.name_en} ({code})" if leaf else code


def rows_of(
    draft: ProductDraft, state: str, layout: Layout, tree: Tree, pictures: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """The rows of a product, one per variant; `pictures` are addresses by normal form of the options ("" for all)."""
    return [_row(draft, sku, state, layout, tree, pictures, first=index == 0) for index, sku in enumerate(draft.skus)]


def _row(
    draft: ProductDraft, sku: SkuDraft, state: str, layout: Layout, tree: Tree,
    pictures: Mapping[str, Sequence[str]], *, first: bool,
) -> list[str]:  # fmt: skip
    tiers = sku.tiers or draft.tiers
    facts: dict[str, str] = {
        "handle": draft.handle,
        "sku": sku.code,
        "title_zh": draft.titles.get("zh-hans", ""),
        "title_en": draft.titles.get("en", ""),
        "language": LANGUAGES.get(draft.language, draft.language),
        "category": category_text(tree, draft.category),
        "state": STATES.get(state, state),
        "unit": f"{UNITS.get(draft.unit, '')} ({draft.unit})".strip(),
        "currency": draft.currency,
        "moq": plain(draft.moq),
        "batch": plain(draft.batch_multiple),
        "sell_unit": f"{SELLS[draft.sell_unit]} ({draft.sell_unit})" if draft.sell_unit in SELLS else draft.sell_unit,
        "dispatch:hours": str(draft.dispatch_hours),
        "deduct_on": DEDUCTS.get(draft.deduct_on, draft.deduct_on),
        "audience": AUDIENCES.get(draft.audience, draft.audience),
        "sample_price": _figure(draft.sample_price),
        "sample_most": _figure(draft.sample_most),
        "weight:g": _figure(sku.weight_g),
        "barcode": sku.barcode,
        "sku_state": YES if sku.active else NO,
        "picture": "\n".join(pictures.get("", ())) if first else "",
    }
    if first:
        facts["description_zh"] = draft.descriptions.get("zh-hans", "")
        facts["description_en"] = draft.descriptions.get("en", "")
    for slot, (name, value) in enumerate(sku.options, start=1):
        facts |= {f"option_name_{slot}": name, f"option_value_{slot}": value}
    for step, (least, price) in enumerate(tiers, start=1):
        facts |= {f"tier_qty_{step}": plain(least), f"tier_price_{step}": plain(price)}
    facts |= _packing(draft.packaging, sku)
    facts |= _attributes(draft, tree)
    return [facts.get(target, "") for target, _header in layout.columns()]


def _figure(value: Decimal | int | None) -> str:
    return "" if value is None else plain(Decimal(value))


def _packing(packaging: Sequence[PackagingDraft], sku: SkuDraft) -> dict[str, str]:
    found: dict[str, str] = {}
    for pack in sorted(packaging, key=lambda pack: pack.sku_key != ""):
        if pack.sku_key in {"", sku.key}:
            for figure, name in _PACK_FIELDS.items():
                if getattr(pack, name) is not None:
                    found[f"pack:{pack.level}:{figure}"] = _figure(getattr(pack, name))
    return found


def _attributes(draft: ProductDraft, tree: Tree) -> dict[str, str]:
    known = tree.attributes.get(draft.category, {})
    found = {}
    for answer in draft.attributes:
        attribute = known.get(answer.code)
        flag = attribute is not None and attribute.kind == FLAG
        shown = [(YES if value == "yes" else NO) if flag else value for value in answer.values]
        found[f"attribute:{answer.code}"] = ", ".join(shown)
    return found
