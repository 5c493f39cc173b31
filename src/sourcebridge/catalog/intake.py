"""What an imported file means for a shop: compared are what it said last, what stands, what it says now. Pure.

A fact of the file is taken over only when it differs from what the last file said, so hand edits survive the same
file coming again. Answers (currency, MOQ, unit, weight...) shape new goods only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft, changes, options_key, plain
from sourcebridge.catalog.models import DeductOn, Language
from sourcebridge.kit.currency import EXPONENTS
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.kit.quantity import UNITS, Quantity

STOCK_NEW, STOCK_IGNORE = "NEW", "IGNORE"
PUBLISH_AS_FILE, PUBLISH_LATER = "AS_FILE", "DRAFT"


class CannotTake(Exception):
    """The file's wish cannot be followed; `reason` is a code of `reasons.ROW`."""

    def __init__(self, reason: str, field: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.value = reason, field, value


@dataclass(frozen=True, slots=True)
class Answers:
    """What Shopify's file cannot say. Weight in grams is used where the file has none; None leaves it unknown."""

    currency: str = "CNY"
    unit: str = "C62"
    moq: Decimal = Decimal(1)
    batch_multiple: Decimal = Decimal(1)
    weight_g: Decimal | None = None
    dispatch_hours: int = 48
    deduct_on: str = DeductOn.ON_ORDER
    language: str = Language.EN
    stock: str = STOCK_NEW
    publish: str = PUBLISH_AS_FILE

    def checked(self) -> Answers:
        """These answers; raises Malformed naming the ones that cannot be."""
        wrong: dict[str, str] = {}
        for name, known in (
            ("currency", EXPONENTS),
            ("unit", UNITS),
            ("deduct_on", DeductOn.values),
            ("language", Language.values),
            ("stock", (STOCK_NEW, STOCK_IGNORE)),
            ("publish", (PUBLISH_AS_FILE, PUBLISH_LATER)),
        ):
            if getattr(self, name) not in known:
                wrong[name] = _("Choose one of the listed values.")
        for name in ("moq", "batch_multiple"):
            amount = getattr(self, name)
            try:
                if "unit" not in wrong and Quantity(amount, self.unit).amount <= 0:
                    wrong[name] = _("Enter more than nothing.")
            except Refusal as refusal:
                wrong[name] = refusal.text
        if self.weight_g is not None and self.weight_g <= 0:
            wrong["weight_g"] = _("Leave an unknown weight empty; zero is no weight.")
        if not 1 <= self.dispatch_hours <= 8760:
            wrong["dispatch_hours"] = _("Choose between 1 hour and 365 days.")
        if wrong:
            raise Malformed(fields=wrong)
        return self

    def as_json(self) -> dict[str, Any]:
        """Strings and numbers for storing."""
        return {
            name: plain(value) if isinstance(value, Decimal) else value
            for name in self.__slots__
            for value in (getattr(self, name),)
        }

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> Answers:
        """The answers again from their stored form; unknown names are dropped."""
        decimals = {"moq", "batch_multiple", "weight_g"}
        known: dict[str, Any] = {
            name: Decimal(value) if name in decimals and value is not None else value
            for name, value in stored.items()
            if name in cls.__slots__
        }
        return cls(**known)


Said = dict[str, Any]


def flat(said: Said) -> dict[str, Any]:
    """What the file says, each fact under its own name; counts of stock are told apart, not compared."""
    facts: dict[str, Any] = {name: said[name] for name in ("title", "description", "published", "option_names")}
    facts["pictures"] = [picture["src"] for picture in said["pictures"]]
    for sku in said["skus"]:
        key = options_key(sku["options"])
        facts |= {f"sku.{name}.{key}": sku[name] for name in ("code", "price", "grams", "barcode", "picture")}
    return facts


def touched(before: dict[str, Any], said: Said) -> frozenset[str]:
    """The facts in which the file differs from what the last file said."""
    return frozenset(change["field"] for change in changes(before, flat(said)) if change["field"] in flat(said))


def new_draft(said: Said, handle: str, answers: Answers) -> ProductDraft:
    """A product the shop does not have yet, of the file's facts and the answers."""
    prices = {options_key(sku["options"]): (answers.moq, Decimal(sku["price"])) for sku in said["skus"]}
    draft = ProductDraft(
        handle=handle,
        titles={answers.language: said["title"]},
        descriptions={answers.language: said["description"]} if said["description"] else {},
        category=said["category"],
        language=answers.language,
        unit=answers.unit,
        currency=answers.currency,
        moq=answers.moq,
        batch_multiple=answers.batch_multiple,
        dispatch_hours=answers.dispatch_hours,
        deduct_on=answers.deduct_on,
        option_names=tuple(said["option_names"]),
        tiers=(),
        skus=tuple(_new_sku(sku, answers) for sku in said["skus"]),
    )
    return _priced(draft, prices)


def _new_sku(sku: dict[str, Any], answers: Answers) -> SkuDraft:
    return SkuDraft(
        options=tuple((name, value) for name, value in sku["options"]),
        code=sku["code"],
        weight_g=Decimal(sku["grams"]) if sku["grams"] else answers.weight_g,
        barcode=sku["barcode"],
    )


def edited(current: ProductDraft, said: Said, fields: frozenset[str], answers: Answers) -> ProductDraft:
    """The product as it stands with the touched facts taken over; raises CannotTake."""
    if current.currency != answers.currency:
        raise CannotTake("currency_differs", "currency", answers.currency)
    draft = current
    if "title" in fields:
        draft = replace(draft, titles={**draft.titles, answers.language: said["title"]})
    if "description" in fields:
        draft = replace(draft, descriptions={**draft.descriptions, answers.language: said["description"]})
    if "option_names" in fields:
        draft = replace(draft, option_names=tuple(said["option_names"]))
    known = {sku.key: sku for sku in current.skus}
    prices = _one_step_prices(current)
    repriced = False
    for sku in said["skus"]:
        key = options_key(sku["options"])
        if key not in known:
            known[key] = _new_sku(sku, answers)
            repriced = True
        else:
            known[key] = _taken(known[key], sku, key, fields)
            repriced = repriced or f"sku.price.{key}" in fields
        if f"sku.price.{key}" in fields or key not in (prices or {}):
            if prices is None:
                if repriced:
                    raise CannotTake("ladder_by_hand", "Variant Price", sku["price"])
                continue
            prices[key] = (prices[key][0] if key in prices else current.moq, Decimal(sku["price"]))
    draft = replace(draft, skus=tuple(known.values()))
    return _priced(draft, prices) if repriced and prices is not None else draft


def _taken(stored: SkuDraft, sku: dict[str, Any], key: str, fields: frozenset[str]) -> SkuDraft:
    if f"sku.code.{key}" in fields and sku["code"]:
        stored = replace(stored, code=sku["code"])
    if f"sku.grams.{key}" in fields and sku["grams"]:
        stored = replace(stored, weight_g=Decimal(sku["grams"]))
    if f"sku.barcode.{key}" in fields:
        stored = replace(stored, barcode=sku["barcode"])
    return stored


def _one_step_prices(draft: ProductDraft) -> dict[str, TierDraft] | None:
    """Each SKU's only price; None when a ladder has several steps, which a file's single price cannot stand for."""
    prices: dict[str, TierDraft] = {}
    for sku in draft.skus:
        tiers = sku.tiers or draft.tiers
        if len(tiers) > 1:
            return None
        if tiers:
            prices[sku.key] = tiers[0]
    return prices


def _priced(draft: ProductDraft, prices: dict[str, TierDraft]) -> ProductDraft:
    """One price for all goes to the product, several to the SKUs."""
    if len(set(prices.values())) == 1:
        only = next(iter(prices.values()))
        return replace(draft, tiers=(only,), skus=tuple(replace(sku, tiers=()) for sku in draft.skus))
    skus = tuple(replace(sku, tiers=(prices[sku.key],)) if sku.key in prices else sku for sku in draft.skus)
    return replace(draft, tiers=(), skus=skus)


def counts(said: Said) -> dict[str, int]:
    """The stock the file names, by normal form of the options."""
    return {options_key(sku["options"]): sku["quantity"] for sku in said["skus"] if sku["quantity"] is not None}
