"""Goods made up from a recipe: title, description, specifications, ladder, variants, packaging, stock. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft, ProductDraft, SkuDraft, TierDraft
from sourcebridge.catalog.models import Audience, DeductOn, Language, PackagingLevel
from sourcebridge.demo.recipes import Item, Recipe

COLOURS = {
    "black": "黑色", "white": "白色", "grey": "灰色", "beige": "米色", "brown": "棕色", "khaki": "卡其", "navy": "藏青",
    "blue": "蓝色", "light-blue": "浅蓝", "green": "绿色", "olive": "军绿", "yellow": "黄色", "orange": "橙色",
    "red": "红色", "burgundy": "酒红", "pink": "粉色", "purple": "紫色", "silver": "银色", "gold": "金色",
}  # fmt: skip
_USUAL = tuple(COLOURS)[:17]
_STEPS: dict[str, tuple[tuple[int, ...], ...]] = {
    "metres": ((1, 50, 300), (10, 100, 500), (50, 300, 1000), (100, 500, 2000), (1, 30, 200, 1000)),
    "kilos": ((5, 25, 100), (20, 100, 500), (25, 100, 300, 1000)),
    "wear": ((2, 20, 100), (1, 10, 50, 200), (5, 50, 200), (3, 30, 120)),
    "pairs": ((2, 20, 100), (6, 36, 120), (12, 60, 240)),
    "small": ((10, 100, 1000), (2, 50, 500), (20, 200, 2000), (5, 100, 600), (50, 500, 3000)),
    "tiny": ((100, 1000, 5000), (500, 3000, 10000), (200, 2000, 10000, 50000)),
    "big": ((1, 5, 20), (1, 10), (2, 10, 50)),
}
_STOCKED = {"metres": 2600, "kilos": 900, "wear": 260, "pairs": 180, "small": 2200, "tiny": 30000, "big": 24}
_GRAMS: dict[str, tuple[int, int]] = {
    "GARMENT": (140, 900), "SHOE": (280, 1300), "BAG": (90, 1800), "TOY": (60, 1400), "PHONE": (20, 520),
    "KITCHEN": (90, 1600), "FURNITURE": (3500, 46000), "LIGHT": (60, 3600), "BEDDING": (160, 3200), "POT": (180, 3200),
    "HARDWARE": (15, 1400), "TOOL": (120, 3200), "PACKAGING": (4, 180), "STATIONERY": (8, 420), "BEAUTY": (15, 260),
    "JEWELRY": (4, 70), "PET": (40, 1500), "SPORT": (150, 6200), "CABLE": (25, 320), "OTHER": (40, 1200),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """One attribute of a category: names, how it is answered, its options' names, whether it must be answered."""

    code: str
    names: tuple[str, str]
    kind: str
    unit: str
    required: bool
    options: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a category asks of its goods."""

    code: str
    kind: str
    unit: str
    specs: Mapping[str, Spec]


@dataclass(frozen=True, slots=True)
class Goods:
    """A product to make: the draft, and the stock of each of its SKUs in order (zero = none was received)."""

    draft: ProductDraft
    stock: tuple[Decimal, ...]


def goods(recipe: Recipe, leaf: Leaf, dice: Random, *, number: int, dearness: Decimal, guarded: bool) -> Goods:
    """One product of a supplier: `number` makes handle and article number its own, `dearness` is the house's level."""
    parts = [(axis, dice.choice(axis.items)) for axis in recipe.axes]
    tail = dice.choice(recipe.tail)
    titles = {Language.ZH.value: _chinese(parts, tail), Language.EN.value: _english(parts, tail)}
    answers = _answers(recipe, leaf, parts, dice)
    place = Decimal(str(round(dice.betavariate(1.6, 2.2), 4)))
    factor = dearness
    for _axis, item in parts:
        factor *= item.factor
    factor = max(Decimal("0.35"), min(factor, Decimal(3)))
    price = (recipe.low + (recipe.high - recipe.low) * place) * factor
    stem = f"{leaf.code.split('-')[-1][:10].upper()}{number:04d}"
    options = _options(recipe, dice)
    grams = _grams(leaf, answers, place, dice)
    sold = recipe.sold if recipe.sold and dice.random() < 0.24 else None
    batch = Decimal(sold[1]) if sold else Decimal(1)
    ladder = "wear" if recipe.ladder == "small" and price > 120 else recipe.ladder
    tiers = _tiers(ladder, price, batch, dice)
    shared, own = _forms(tiers, options, dice)
    skus = tuple(
        SkuDraft(
            options=chosen,
            code=f"{stem}-{place_:02d}" if len(options) > 1 else stem,
            weight_g=grams,
            tiers=own[place_ - 1],
        )
        for place_, chosen in enumerate(options, start=1)
    )
    sample = _sample(tiers, dice)
    draft = ProductDraft(
        handle=f"{slug(titles[Language.EN.value])}-{number:04d}",
        titles=titles,
        descriptions=_descriptions(recipe, leaf, answers, titles, dice),
        unit=leaf.unit,
        tiers=shared,
        skus=skus,
        category=leaf.code,
        moq=tiers[0][0],
        batch_multiple=batch,
        dispatch_hours=dice.choice(recipe.hours),
        deduct_on=DeductOn.ON_PAYMENT if dice.random() < 0.3 else DeductOn.ON_ORDER,
        option_names=tuple(name for name, _value in options[0]),
        sell_unit=sold[0] if sold else "",
        sample_price=sample,
        sample_most=None if sample is None else Decimal(dice.choice((1, 2, 3, 5))),
        audience=Audience.APPROVED if guarded else Audience.PUBLIC,
        attributes=tuple(AttributeDraft(code, values) for code, values in sorted(answers.items())),
        packaging=_packaging(recipe, leaf, answers, grams, dice),
    )
    return Goods(draft, _stock(ladder, len(skus), tiers[0][0], dice))


def slug(text: str) -> str:
    """The Latin words of a title for an address."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:70].strip("-")


def _chinese(parts: Sequence[tuple[object, Item]], tail: Item) -> str:
    words: list[str] = []
    glued = False
    for axis, item in parts:
        if not item.zh:
            continue
        before = bool(getattr(axis, "before", False))
        if words and glued and not before and getattr(axis, "name", "") == "noun":
            words[-1] += item.zh
        else:
            words.append(item.zh)
        glued = before and not item.zh[-1].isascii()
    return " ".join([*words, *([tail.zh] if tail.zh else [])])


def _english(parts: Sequence[tuple[object, Item]], tail: Item) -> str:
    before = [item.en for axis, item in parts if getattr(axis, "before", False)]
    noun = [item.en for axis, item in parts if getattr(axis, "name", "") == "noun"]
    after = [i.en for axis, i in parts if not getattr(axis, "before", False) and getattr(axis, "name", "") != "noun"]
    words = " ".join(word for word in (*before, *noun, *after) if word)
    words = words[:1].upper() + words[1:]
    return f"{words}, {tail.en}" if tail.en else words


def _answers(
    recipe: Recipe, leaf: Leaf, parts: Sequence[tuple[object, Item]], dice: Random
) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {code: dice.choice(choices) for code, choices in recipe.fixed}
    for _axis, item in parts:
        said |= dict(item.answers)
    found = {code: values for code, values in said.items() if code in leaf.specs}
    for spec in leaf.specs.values():
        if spec.required and spec.code not in found:
            found[spec.code] = (next(iter(spec.options)),) if spec.options else ("100",)
    return found


def _options(recipe: Recipe, dice: Random) -> list[tuple[tuple[str, str], ...]]:
    axes: list[list[tuple[str, str]]] = []
    for name, values in recipe.vary:
        if name == "colour":
            span, *named = values[0].split()
            least, _dash, most = span.partition("-")
            pool = [COLOURS[code] for code in (named or _USUAL)]
            count = min(len(pool), dice.randint(int(least), int(most or least)))
            axes.append([("颜色", colour) for colour in dice.sample(pool, count)])
        else:
            count = max(2, len(values) - dice.randint(0, 2))
            first = dice.randint(0, len(values) - count)
            axes.append([(name, value) for value in values[first : first + count]])
    combined: list[tuple[tuple[str, str], ...]] = [()]
    for axis in axes:
        combined = [(*chosen, pair) for chosen in combined for pair in axis]
    return combined


def _tiers(ladder: str, price: Decimal, batch: Decimal, dice: Random) -> tuple[TierDraft, ...]:
    steps = [_multiple(Decimal(step), batch) for step in dice.choice(_STEPS[ladder])]
    steps = sorted(set(steps))
    found: list[TierDraft] = []
    at = price
    for step in steps:
        shown = rounded(at)
        if not found or shown < found[-1][1]:
            found.append((step, shown))
        at *= Decimal(str(round(dice.uniform(0.86, 0.94), 3)))
    return tuple(found)


def _multiple(step: Decimal, batch: Decimal) -> Decimal:
    return max(batch, (step / batch).to_integral_value(ROUND_HALF_UP) * batch)


def rounded(price: Decimal) -> Decimal:
    """A price as traders write it: finer steps for cheaper goods."""
    steps = ((1, "0.01"), (10, "0.05"), (100, "0.5"), (500, "1"))
    unit = Decimal(next((step for limit, step in steps if price < limit), "5"))
    return max(unit, (price / unit).to_integral_value(ROUND_HALF_UP) * unit).quantize(Decimal("0.01"))


def _forms(
    tiers: tuple[TierDraft, ...], options: Sequence[tuple[tuple[str, str], ...]], dice: Random
) -> tuple[tuple[TierDraft, ...], list[tuple[TierDraft, ...]]]:
    """The shared ladder and each SKU's own: most goods share one, some price by variant (domain.md A2)."""
    turn = dice.random()
    if len(options) < 2 or turn < 0.84:
        return tiers, [()] * len(options)
    last = [chosen[-1] for chosen in options]
    levels = {pair: Decimal(str(1 + 0.06 * place)) for place, pair in enumerate(dict.fromkeys(last))}
    kept = tiers[:1] if turn > 0.93 else tiers
    own = [tuple((least, rounded(price * levels[pair])) for least, price in kept) for pair in last]
    if any(later >= earlier for ladder in own for (_a, earlier), (_b, later) in pairwise(ladder)):
        return tiers, [()] * len(options)
    return (), own


def _sample(tiers: Sequence[TierDraft], dice: Random) -> Decimal | None:
    turn = dice.random()
    if turn < 0.42:
        return None
    return Decimal("0.00") if turn < 0.5 else rounded(tiers[0][1] * Decimal(str(round(dice.uniform(1, 1.6), 2))))


def _grams(leaf: Leaf, answers: Mapping[str, tuple[str, ...]], place: Decimal, dice: Random) -> Decimal | None:
    if dice.random() < 0.07:
        return None
    if leaf.unit == "KGM":
        return Decimal(1000)
    if leaf.kind == "FABRIC" and "weight" in answers:
        width = Decimal(answers.get("width", ("150",))[0])
        return (Decimal(answers["weight"][0]) * width / 100).quantize(Decimal(1))
    least, most = _GRAMS.get(leaf.kind, (50, 1000))
    return (least * (Decimal(most) / least) ** place).quantize(Decimal(1))


def _packaging(
    recipe: Recipe, leaf: Leaf, answers: Mapping[str, tuple[str, ...]], grams: Decimal | None, dice: Random
) -> tuple[PackagingDraft, ...]:
    if dice.random() < 0.12:
        return ()
    how, *numbers = recipe.pack
    if how == "roll":
        return (_roll(leaf, answers, grams, int(numbers[1]), dice),)
    piece = _packed(PackagingLevel.PIECE, Decimal(1), grams, how, dice)
    if how == "big" or dice.random() < 0.1:
        return (piece,)
    inner, carton = (int(number) for number in numbers)
    chain = [piece]
    if inner > 1:
        chain.append(_packed(PackagingLevel.INNER, Decimal(inner), grams, how, dice))
    chain.append(_packed(PackagingLevel.CARTON, Decimal(carton), grams, how, dice))
    if dice.random() < 0.3:
        chain.append(PackagingDraft(PackagingLevel.PALLET, Decimal(carton * dice.choice((20, 24, 32, 40)))))
    return tuple(chain)


def _packed(level: str, holds: Decimal, grams: Decimal | None, how: str, dice: Random) -> PackagingDraft:
    if grams is None:
        return PackagingDraft(level, holds)
    net = grams * holds
    gross = (net * Decimal("1.08") + (600 if level == PackagingLevel.CARTON else 10)).quantize(Decimal(1))
    if dice.random() < 0.15:
        return PackagingDraft(level, holds, net, gross)
    if how == "shoe" and level == PackagingLevel.PIECE:
        return PackagingDraft(level, holds, net, gross, 330, 210, 120)
    edge = float(net * 5) ** (1 / 3) * 10
    sides = [max(10, round(edge * share * dice.uniform(0.9, 1.1) / 5) * 5) for share in (1.35, 1.0, 0.78)]
    return PackagingDraft(level, holds, net, gross, *sides)


def _roll(
    leaf: Leaf, answers: Mapping[str, tuple[str, ...]], grams: Decimal | None, usual: int, dice: Random
) -> PackagingDraft:
    holds = Decimal(25 if leaf.unit == "KGM" else usual)
    if grams is None:
        return PackagingDraft(PackagingLevel.INNER, holds)
    net = grams * holds
    across = int(Decimal(answers.get("width", ("150",))[0])) * 10 + 80
    thick = dice.choice((160, 180, 200, 220, 240))
    return PackagingDraft(PackagingLevel.INNER, holds, net, net + 700, across, thick, thick)


def _stock(ladder: str, count: int, moq: Decimal, dice: Random) -> tuple[Decimal, ...]:
    turn = dice.random()
    if turn < 0.06:
        return (Decimal(0),) * count
    usual = float(_STOCKED[ladder]) if turn > 0.16 else float(moq) * dice.uniform(0.4, 2.5) / 2
    found = [max(0, round(usual * dice.lognormvariate(0, 0.7))) for _number in range(count)]
    return tuple(Decimal(0 if dice.random() < 0.07 else amount) for amount in found)


def _descriptions(
    recipe: Recipe, leaf: Leaf, answers: Mapping[str, tuple[str, ...]], titles: Mapping[str, str], dice: Random
) -> dict[str, str]:
    facts = {code.replace("-", "_"): values[0] for code, values in answers.items()}
    usable = [pair for pair in recipe.about if all(name in facts for name in re.findall(r"\{(\w+)\}", pair[0]))]
    chosen = dice.sample(usable, min(len(usable), dice.choice((2, 3, 3, 4))))
    described = {}
    for place, language in enumerate((Language.ZH.value, Language.EN.value)):
        rows = "".join(f"<li>{_row(leaf.specs[code], values, place)}</li>" for code, values in sorted(answers.items()))
        end = "。" if place == 0 else "."
        lines = [f"<p>{titles[language]}{end}</p>", f"<ul>{rows}</ul>" if rows else ""]
        lines += [f"<p>{pair[place].format(**facts)}</p>" for pair in chosen]
        described[language] = "".join(lines)
    return described


def _row(spec: Spec, values: Sequence[str], place: int) -> str:
    comma = "、" if place == 0 else ", "
    words = [spec.options[value][place] if value in spec.options else value for value in values]
    if spec.kind == "FLAG":
        words = [("是", "yes")[place] if values[0] == "yes" else ("否", "no")[place]]
    unit = f" {spec.unit}" if spec.unit and spec.kind == "NUMBER" else ""
    return f"{spec.names[place]}{'：' if place == 0 else ': '}{comma.join(words)}{unit}"
