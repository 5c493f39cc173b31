"""What an imported file means for a shop: compared are what it said last, what stands, what it says now. Pure.

A fact of the file is taken over only when it differs from what the last file said, so hand edits survive the same
file coming again. Answers (currency, MOQ, unit, weight...) shape new goods only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import (
    AttributeDraft,
    PackagingDraft,
    ProductDraft,
    SkuDraft,
    TierDraft,
    changes,
    options_key,
    plain,
)
from sourcebridge.catalog.models import Audience, DeductOn, Language
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
_PLAIN = (
    "category", "unit", "currency", "moq", "batch_multiple", "dispatch_hours", "sell_unit", "sample_price",
    "sample_most", "audience", "deduct_on", "language",
)  # fmt: skip
_AMOUNTS = frozenset({"moq", "batch_multiple", "sample_price", "sample_most"})


def flat(said: Said) -> dict[str, Any]:
    """What the file says, each fact under its own name; counts of stock are told apart, not compared."""
    facts: dict[str, Any] = {"option_names": said["option_names"]}
    if "titles" in said:
        facts |= {f"title.{language}": text for language, text in said["titles"].items()}
        facts |= {f"description.{language}": text for language, text in said["descriptions"].items()}
        facts |= {name: said[name] for name in _PLAIN if said.get(name) is not None}
        facts |= {f"attribute.{code}": values for code, values in (said.get("attributes") or {}).items()}
        facts |= {f"packaging.{pack['level']}.{pack['sku_key']}": pack for pack in said.get("packaging") or ()}
    else:
        facts |= {"title": said["title"], "description": said["description"]}
    if said.get("published") is not None:
        facts["published"] = said["published"]
    if said.get("pictures") is not None:
        facts["pictures"] = [picture["src"] for picture in said["pictures"]]
    for sku in said["skus"]:
        key = options_key(sku["options"])
        facts |= {f"sku.{name}.{key}": sku[name] for name in ("code", "price", "grams", "barcode", "picture")}
        facts |= {f"sku.{name}.{key}": sku[name] for name in ("tiers", "active") if name in sku}
    return facts


def touched(before: dict[str, Any], said: Said) -> frozenset[str]:
    """The facts in which the file differs from what the last file said."""
    told = flat(said)
    return frozenset(change["field"] for change in changes(before, told) if change["field"] in told)


def new_draft(said: Said, handle: str, answers: Answers) -> ProductDraft:
    """A product the shop does not have yet, of the file's facts and the answers."""
    language, titles, descriptions = _words(said, answers)
    moq = Decimal(said["moq"]) if said.get("moq") else _least(said) or answers.moq
    prices = {options_key(sku["options"]): _ladder(sku, moq) for sku in said["skus"]}
    batch = Decimal(said["batch_multiple"]) if said.get("batch_multiple") else answers.batch_multiple
    draft = ProductDraft(
        handle=handle,
        titles=titles,
        descriptions=descriptions,
        category=said.get("category") or said["category_guessed"],
        language=language,
        unit=said.get("unit") or answers.unit,
        currency=said.get("currency") or answers.currency,
        moq=moq,
        batch_multiple=batch,
        dispatch_hours=said.get("dispatch_hours") or answers.dispatch_hours,
        deduct_on=said.get("deduct_on") or answers.deduct_on,
        option_names=tuple(said["option_names"]),
        tiers=(),
        skus=tuple(_new_sku(sku, answers) for sku in said["skus"]),
        sell_unit=said.get("sell_unit") or "",
        sample_price=_decimal(said.get("sample_price")),
        sample_most=_decimal(said.get("sample_most")),
        audience=said.get("audience") or Audience.PUBLIC,
        attributes=tuple(AttributeDraft(code, tuple(v)) for code, v in (said.get("attributes") or {}).items()),
        packaging=tuple(_pack(told, None) for told in said.get("packaging") or ()),
    )
    return _priced(draft, prices)


def _words(said: Said, answers: Answers) -> tuple[str, dict[str, str], dict[str, str]]:
    """(original language, titles, descriptions) of a new product."""
    if "titles" not in said:
        described = {answers.language: said["description"]} if said["description"] else {}
        return answers.language, {answers.language: said["title"]}, described
    titles = said["titles"]
    told = said.get("language") or answers.language
    return told if told in titles else next(iter(titles)), dict(titles), dict(said["descriptions"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _least(said: Said) -> Decimal | None:
    """The smallest quantity a price is named for; None where some variant's price names none."""
    firsts = [Decimal(sku["tiers"][0][0]) if sku.get("tiers") else Decimal(0) for sku in said["skus"]]
    return max(firsts) if all(firsts) else None


def _ladder(sku: dict[str, Any], moq: Decimal) -> tuple[TierDraft, ...]:
    """A variant's steps; a price that names no quantity starts at the MOQ."""
    if not sku.get("tiers"):
        return ((moq, Decimal(sku["price"])),)
    return tuple((Decimal(least) or moq, Decimal(price)) for least, price in sku["tiers"])


def _lone_price(sku: dict[str, Any]) -> bool:
    return not sku.get("tiers") or not Decimal(sku["tiers"][0][0])


def _new_sku(sku: dict[str, Any], answers: Answers) -> SkuDraft:
    return SkuDraft(
        options=tuple((name, value) for name, value in sku["options"]),
        code=sku["code"],
        weight_g=Decimal(sku["grams"]) if sku["grams"] else answers.weight_g,
        barcode=sku["barcode"],
        active=sku.get("active", True),
    )


def _pack(told: dict[str, Any], before: PackagingDraft | None) -> PackagingDraft:
    """A level of packing with the figures the file names; the others stay."""
    pack = before or PackagingDraft(level=told["level"], sku_key=told["sku_key"])
    figures: dict[str, Any] = {
        name: int(value) if name.endswith("_mm") else Decimal(value)
        for name, value in told.items()
        if name not in {"level", "sku_key"}
    }
    return replace(pack, **figures)


def edited(current: ProductDraft, said: Said, fields: frozenset[str], answers: Answers) -> ProductDraft:
    """The product as it stands with the touched facts taken over; raises CannotTake."""
    currency = said.get("currency") or answers.currency
    if current.currency != currency:
        raise CannotTake("currency_differs", "currency", currency)
    draft = _retold(current, said, fields, answers)
    if "option_names" in fields and (
        not current.option_names or set(said["option_names"]) >= set(current.option_names)
    ):
        draft = replace(draft, option_names=tuple(said["option_names"]))
    known = {sku.key: sku for sku in current.skus}
    by_code = {sku.code: sku.key for sku in current.skus}
    ladders = {sku.key: sku.tiers or current.tiers for sku in current.skus}
    wanted = dict(ladders)
    for sku in said["skus"]:
        told = options_key(sku["options"])
        key = told if told in known or not sku["code"] else by_code.get(sku["code"], told)
        fresh = key not in known
        known[key] = _new_sku(sku, answers) if fresh else _taken(known[key], sku, told, fields)
        if fresh or f"sku.price.{told}" in fields or f"sku.tiers.{told}" in fields:
            if _lone_price(sku) and any(len(steps) > 1 for steps in ladders.values()):
                if not fresh and ladders[key] and ladders[key][0][1] == Decimal(sku["price"]):
                    continue
                raise CannotTake("ladder_by_hand", "Variant Price", sku["price"])
            start = ladders[key][0][0] if not fresh and ladders[key] else draft.moq
            wanted[key] = _ladder(sku, start)
    draft = replace(draft, skus=tuple(known.values()))
    return draft if wanted == ladders else _priced(draft, wanted)


def _retold(current: ProductDraft, said: Said, fields: frozenset[str], answers: Answers) -> ProductDraft:
    """Words, terms, attributes and packing as far as the file touches them."""
    draft = current
    if "title" in fields:
        draft = replace(draft, titles={**draft.titles, answers.language: said["title"]})
    if "description" in fields:
        draft = replace(draft, descriptions={**draft.descriptions, answers.language: said["description"]})
    for name, texts in (("title", "titles"), ("description", "descriptions")):
        news = {code: text for code, text in said.get(texts, {}).items() if f"{name}.{code}" in fields}
        if news:
            draft = replace(draft, **{texts: {**getattr(draft, texts), **news}})  # type: ignore[arg-type]
    plains: dict[str, Any] = {name: said[name] for name in _PLAIN if name in fields and "titles" in said}
    if plains:
        plains |= {name: Decimal(value) for name, value in plains.items() if name in _AMOUNTS}
        draft = replace(draft, **plains)
    answers_now = {
        code: values for code, values in (said.get("attributes") or {}).items() if f"attribute.{code}" in fields
    }
    if answers_now:
        kept = {answer.code: answer for answer in draft.attributes}
        kept |= {code: AttributeDraft(code, tuple(values)) for code, values in answers_now.items()}
        draft = replace(draft, attributes=tuple(sorted(kept.values(), key=lambda answer: answer.code)))
    packs = [pack for pack in said.get("packaging") or () if f"packaging.{pack['level']}.{pack['sku_key']}" in fields]
    if packs:
        levels = {(pack.level, pack.sku_key): pack for pack in draft.packaging}
        for told in packs:
            place = (told["level"], told["sku_key"])
            levels[place] = _pack(told, levels.get(place))
        draft = replace(draft, packaging=tuple(levels.values()))
    return draft


def _taken(stored: SkuDraft, sku: dict[str, Any], key: str, fields: frozenset[str]) -> SkuDraft:
    if f"sku.code.{key}" in fields and sku["code"]:
        stored = replace(stored, code=sku["code"])
    if f"sku.grams.{key}" in fields and sku["grams"]:
        stored = replace(stored, weight_g=Decimal(sku["grams"]))
    if f"sku.barcode.{key}" in fields and (sku["barcode"] or "tiers" not in sku):
        stored = replace(stored, barcode=sku["barcode"])
    if f"sku.active.{key}" in fields:
        stored = replace(stored, active=sku["active"])
    return stored


def _priced(draft: ProductDraft, prices: dict[str, tuple[TierDraft, ...]]) -> ProductDraft:
    """One ladder for all goes to the product, several to the SKUs."""
    if len(set(prices.values())) == 1:
        only = next(iter(prices.values()))
        return replace(draft, tiers=only, skus=tuple(replace(sku, tiers=()) for sku in draft.skus))
    skus = tuple(replace(sku, tiers=prices.get(sku.key, sku.tiers)) for sku in draft.skus)
    return replace(draft, tiers=(), skus=skus)


def counts(said: Said) -> dict[str, str]:
    """The stock the file names, by normal form of the options."""
    return {options_key(sku["options"]): str(sku["quantity"]) for sku in said["skus"] if sku["quantity"] is not None}
