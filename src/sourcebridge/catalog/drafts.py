"""What a product should look like: the one value that forms, API, import and seed hand to the services. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sourcebridge.catalog import pricing, richtext
from sourcebridge.catalog.errors import LadderTooLong, OptionsRepeat, StepMismatch
from sourcebridge.catalog.models import OTHER_GOODS, Audience, DeductOn, Language, PackagingLevel, SellUnit
from sourcebridge.catalog.pricing import Tier
from sourcebridge.kit.currency import exponent
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity

HANDLE = re.compile(r"[\w-]{1,120}")
MOST_HOURS = 24 * 365
MOST_SKUS = 300
HEAVIEST_G = Decimal(10) ** 9
LONGEST_TITLE = 300
KEY_LENGTH = 300
TierDraft = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """One variant: options in order, weight in grams or None for unknown, tiers of its own or none.

    `id` names the row an editing form means; without it the SKU is found by its options.
    """

    options: tuple[tuple[str, str], ...] = ()
    code: str = ""
    weight_g: Decimal | None = None
    barcode: str = ""
    active: bool = True
    tiers: tuple[TierDraft, ...] = ()
    id: UUID | None = None

    @property
    def key(self) -> str:
        """The normal form of the options that identifies the SKU within its product."""
        return options_key(self.options)


class PriceForm(StrEnum):
    """How goods are priced (domain.md A2 quoteType 0 to 3); it follows from where the ladders stand."""

    FIXED = "FIXED"
    PER_SKU = "PER_SKU"
    RANGE_FOR_OFFER = "RANGE_FOR_OFFER"
    PER_SKU_RANGE = "PER_SKU_RANGE"


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """One attribute's answer: option codes, a plain number, "yes" or "no", or a text."""

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackagingDraft:
    """One level of packing: base units in it, grams, millimetres; None is unknown. `sku_key` empty: all variants."""

    level: str
    holds: Decimal | None = None
    net_weight_g: Decimal | None = None
    gross_weight_g: Decimal | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    sku_key: str = ""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A whole product. Tiers are (least quantity, price per unit); texts are keyed by language code.

    `category` is the code of a leaf; a sample costs `sample_price` per unit, at most `sample_most` of them.
    """

    handle: str
    titles: dict[str, str]
    unit: str
    tiers: tuple[TierDraft, ...]
    skus: tuple[SkuDraft, ...] = (SkuDraft(),)
    descriptions: dict[str, str] = field(default_factory=dict)
    category: str = OTHER_GOODS
    language: str = Language.ZH
    currency: str = "CNY"
    moq: Decimal = Decimal(1)
    batch_multiple: Decimal = Decimal(1)
    dispatch_hours: int = 48
    deduct_on: str = DeductOn.ON_ORDER
    option_names: tuple[str, ...] = ()
    sell_unit: str = ""
    sample_price: Decimal | None = None
    sample_most: Decimal | None = None
    audience: str = Audience.PUBLIC
    attributes: tuple[AttributeDraft, ...] = ()
    packaging: tuple[PackagingDraft, ...] = ()

    @property
    def price_form(self) -> PriceForm:
        """Which of the four forms the ladders make (domain.md A2)."""
        own = [sku.tiers for sku in self.skus if sku.active and sku.tiers]
        if not own:
            return PriceForm.RANGE_FOR_OFFER if self.option_names else PriceForm.FIXED
        return PriceForm.PER_SKU if all(len(tiers) == 1 for tiers in own) else PriceForm.PER_SKU_RANGE

    def ladder(self, tiers: Sequence[TierDraft]) -> tuple[Tier, ...]:
        """The steps in rising order, typed; raises InexactQuantity, InexactMoney."""
        return tuple(
            Tier(Quantity(least, self.unit), UnitPrice(price, self.currency, self.unit))
            for least, price in sorted(tiers)
        )

    def checked(self, *, most_tiers: int) -> ProductDraft:
        """The draft in normal form (codes derived, ladders sorted); raises Malformed and the refusals of its parts."""
        self._check_fields()
        moq = Quantity(self.moq, self.unit)
        batch = Quantity(self.batch_multiple, self.unit)
        exponent(self.currency)
        if self.tiers:
            self._check_ladder(self.tiers, moq, most_tiers)
        for sku in self.skus:
            if sku.tiers:
                self._check_ladder(sku.tiers, moq, most_tiers)
            elif not self.tiers:
                raise Malformed(fields={"tiers": _("Enter at least one price.")})
        if batch.amount <= 0:
            raise StepMismatch
        skus = tuple(self._normal(sku) for sku in self.skus)
        _refuse_repeats(skus)
        texts = {language: richtext.clean(text) for language, text in self.descriptions.items()}
        titles = {language: text.strip()[:LONGEST_TITLE] for language, text in self.titles.items()}
        return replace(
            self,
            tiers=tuple(sorted(self.tiers)),
            skus=skus,
            titles=titles,
            descriptions=texts,
            attributes=tuple(sorted((a for a in self.attributes if a.values), key=lambda a: a.code)),
        )

    def _check_fields(self) -> None:
        wrong: dict[str, str] = {}
        if not self.titles.get(self.language, "").strip():
            wrong["title"] = _("Give the goods a name in the language they are described in.")
        if not HANDLE.fullmatch(self.handle) and (self.handle or "title" not in wrong):
            wrong["handle"] = _("Use up to 120 letters, digits and hyphens.")
        if not 1 <= self.dispatch_hours <= MOST_HOURS:
            wrong["dispatch_hours"] = _("Choose between 1 hour and 365 days.")
        if self.moq <= 0:
            wrong["moq"] = _("The MOQ is more than nothing.")
        if self.batch_multiple <= 0:
            wrong["batch_multiple"] = _("The batch multiple is more than nothing.")
        for name, value, known in (
            ("sell_unit", self.sell_unit, ["", *SellUnit.values]),
            ("audience", self.audience, Audience.values),
            ("language", self.language, Language.values),
            ("deduct_on", self.deduct_on, DeductOn.values),
        ):
            if value not in known:
                wrong[name] = _("Choose one of the listed values.")
        if not 1 <= len(self.skus) <= MOST_SKUS:
            wrong["skus"] = _("Goods have between 1 and 300 variants.")
        if any(
            least <= 0 or price <= 0 for tiers in (self.tiers, *(s.tiers for s in self.skus)) for least, price in tiers
        ):
            wrong["tiers"] = _("Quantities and prices are more than nothing.")
        wrong |= self._wrong_weight() | self._wrong_sample() | self._wrong_packaging()
        if wrong:
            raise Malformed(fields=wrong)

    def _wrong_weight(self) -> dict[str, str]:
        weights = [sku.weight_g for sku in self.skus if sku.weight_g is not None]
        if any(weight <= 0 for weight in weights):
            return {"weight": _("Leave an unknown weight empty; zero is no weight.")}
        if any(weight >= HEAVIEST_G or weight != round(weight, 3) for weight in weights):
            return {"weight": _("Give the weight in grams, below a thousand tonnes and with at most three decimals.")}
        return {}

    def _wrong_sample(self) -> dict[str, str]:
        if (self.sample_price is None) != (self.sample_most is None):
            return {"sample_price": _("Give a sample both a price and a largest number, or neither.")}
        if self.sample_price is not None and (self.sample_price < 0 or (self.sample_most or 0) <= 0):
            return {"sample_price": _("A sample costs nothing or more, and there is at least one.")}
        return {}

    def _wrong_packaging(self) -> dict[str, str]:
        if any(pack.level not in PackagingLevel.values for pack in self.packaging):
            return {"packaging": _("Choose one of the listed values.")}
        if len({(pack.sku_key, pack.level) for pack in self.packaging}) < len(self.packaging):
            return {"packaging": _("Describe each level of packing once.")}
        figures = ("holds", "net_weight_g", "gross_weight_g", "length_mm", "width_mm", "height_mm")
        given = [getattr(pack, name) for pack in self.packaging for name in figures]
        if any(figure is not None and figure <= 0 for figure in given):
            return {"packaging": _("Leave an unknown weight, size or number empty; zero is none.")}
        return {}

    def _check_ladder(self, tiers: Sequence[TierDraft], moq: Quantity, most: int) -> None:
        if len(tiers) > most:
            raise LadderTooLong(most=most)
        ladder = self.ladder(tiers)
        pricing.check_ladder(ladder)
        if ladder[0].minimum > moq:
            raise StepMismatch

    def _normal(self, sku: SkuDraft) -> SkuDraft:
        code = sku.code.strip() or derived_code(self.handle, sku.key)
        return replace(sku, code=code[:80], barcode=sku.barcode.strip()[:40], tiers=tuple(sorted(sku.tiers)))

    def flat(self) -> dict[str, Any]:
        """Every fact under its own name, as JSON values: two drafts are compared by this."""
        facts: dict[str, Any] = {
            "category": self.category,
            "language": self.language,
            "unit": self.unit,
            "currency": self.currency,
            "moq": plain(self.moq),
            "batch_multiple": plain(self.batch_multiple),
            "dispatch_hours": self.dispatch_hours,
            "deduct_on": self.deduct_on,
            "option_names": list(self.option_names),
            "tiers": ladder_text(self.tiers),
            "sell_unit": self.sell_unit,
            "sample_price": None if self.sample_price is None else plain(self.sample_price),
            "sample_most": None if self.sample_most is None else plain(self.sample_most),
            "audience": self.audience,
        }
        facts |= {f"attribute.{answer.code}": sorted(answer.values) for answer in self.attributes}
        for pack in self.packaging:
            figures = (pack.holds, pack.net_weight_g, pack.gross_weight_g)
            sides = (pack.length_mm, pack.width_mm, pack.height_mm)
            said = [None if figure is None else plain(Decimal(figure)) for figure in (*figures, *sides)]
            facts[f"packaging.{pack.level}{f'[{pack.sku_key}]' if pack.sku_key else ''}"] = said
        facts |= {f"title.{language}": text for language, text in self.titles.items() if text}
        facts |= {f"description.{language}": text for language, text in self.descriptions.items() if text}
        for sku in self.skus:
            name = f"sku[{' / '.join(value for _name, value in sku.options)}]"
            facts |= {
                f"{name}.code": sku.code,
                f"{name}.weight_g": None if sku.weight_g is None else plain(sku.weight_g),
                f"{name}.barcode": sku.barcode,
                f"{name}.active": sku.active,
                f"{name}.tiers": ladder_text(sku.tiers),
            }
        return facts


def _refuse_repeats(skus: Sequence[SkuDraft]) -> None:
    keys, codes = set(), set()
    for sku in skus:
        words = " / ".join(value for _name, value in sku.options) or sku.code
        if sku.key in keys or sku.code in codes:
            raise OptionsRepeat(options=words)
        keys.add(sku.key)
        codes.add(sku.code)


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts that differ: [{"field", "before", "after"}], in the order of the newer ones."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in names
        if before.get(name) != after.get(name)
    ]


def plain(value: Decimal) -> str:
    """A number without idle zeros: 50, 9.8."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def ladder_text(tiers: Sequence[TierDraft]) -> str:
    """A ladder in one line: "1: 12, 50: 10.5"."""
    return ", ".join(f"{plain(least)}: {plain(price)}" for least, price in sorted(tiers))


def options_key(options: Sequence[Sequence[str]]) -> str:
    """Options without regard to letter case, width or outer spaces; a digest when long."""
    normal = [[unicodedata.normalize("NFKC", part).strip().casefold() for part in pair] for pair in options]
    if not normal:
        return ""
    key = json.dumps(normal, ensure_ascii=False, separators=(",", ":"))
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


def derived_code(handle: str, key: str) -> str:
    """The article number of a SKU whose file names none: the same for the same goods, whenever it is imported."""
    return handle[:70] if not key else f"{handle[:70]}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def handle_from(title: str) -> str:
    """A short name for the address, made of a title's letters and digits."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold())
    return "-".join(words)[:80].strip("-")
