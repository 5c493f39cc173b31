"""What a bulk change makes of one product, and what puts it back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import MOST_HOURS, ProductDraft, TierDraft, plain
from sourcebridge.catalog.errors import BulkValueWrong, PriceVanishes
from sourcebridge.catalog.models import Audience, BulkAct, DeductOn
from sourcebridge.kit import digits
from sourcebridge.kit.currency import exponent

PERCENT, AMOUNT = "PERCENT", "AMOUNT"
MOST_PERCENT = Decimal(1000)
FIELDS = {
    BulkAct.DISPATCH: "dispatch_hours",
    BulkAct.CATEGORY: "category",
    BulkAct.DEDUCT: "deduct_on",
    BulkAct.AUDIENCE: "audience",
}


def checked(act: str, value: dict[str, Any]) -> dict[str, Any]:
    """The value in normal form, as JSON; raises BulkValueWrong naming the field.

    PRICE: {"by": PERCENT or AMOUNT, "step": "-5"}; DISPATCH: {"dispatch_hours": 48}; CATEGORY: {"category": code};
    DEDUCT: {"deduct_on": ...}; AUDIENCE: {"audience": ...}; PUBLISH and WITHDRAW: {}.
    """
    if act not in BulkAct.values:
        raise BulkValueWrong(fields={"act": _("Choose one of the listed values.")})
    given = {name: str(text).strip() for name, text in value.items()}
    match BulkAct(act):
        case BulkAct.PRICE:
            return _price_step(given)
        case BulkAct.DISPATCH:
            hours = digits.whole(given.get("dispatch_hours", ""), least=1, most=MOST_HOURS)
            if hours is None:
                raise BulkValueWrong(fields={"dispatch_hours": _("Choose between 1 hour and 365 days.")})
            return {"dispatch_hours": hours}
        case BulkAct.CATEGORY:
            if not given.get("category"):
                raise BulkValueWrong(fields={"category": _("Choose a category of the third level.")})
            return {"category": given["category"]}
        case BulkAct.DEDUCT:
            return _listed("deduct_on", given, DeductOn.values)
        case BulkAct.AUDIENCE:
            return _listed("audience", given, Audience.values)
    return {}


def _listed(name: str, given: dict[str, str], known: Sequence[str]) -> dict[str, Any]:
    if given.get(name) not in known:
        raise BulkValueWrong(fields={name: _("Choose one of the listed values.")})
    return {name: given[name]}


def _price_step(given: dict[str, str]) -> dict[str, Any]:
    wrong = BulkValueWrong(fields={"step": _("Write a number other than zero, such as 5 or -0.50.")})
    by = given.get("by", PERCENT)
    try:
        step = Decimal(given.get("step", "").replace("−", "-").removesuffix("%").strip())
    except InvalidOperation:
        raise wrong from None
    if by not in (PERCENT, AMOUNT) or not step.is_finite() or not step or abs(step) >= Decimal(10) ** 9:
        raise wrong
    if by == PERCENT and not -100 < step <= MOST_PERCENT:
        raise BulkValueWrong(fields={"step": _("Between -99 and 1000 percent.")})
    return {"by": by, "step": plain(step)}


def changed(draft: ProductDraft, act: str, value: dict[str, Any]) -> ProductDraft:
    """The draft with the act done to it (acts of state change nothing here); raises PriceVanishes."""
    if act == BulkAct.PRICE:
        return replace(
            draft,
            tiers=_stepped(draft.tiers, draft.currency, value),
            skus=tuple(replace(sku, tiers=_stepped(sku.tiers, draft.currency, value)) for sku in draft.skus),
        )
    name = FIELDS.get(BulkAct(act))
    return replace(draft, **{name: value[name]}) if name else draft


def _stepped(tiers: Sequence[TierDraft], currency: str, value: dict[str, Any]) -> tuple[TierDraft, ...]:
    return tuple((least, stepped(price, currency, value)) for least, price in tiers)


def stepped(price: Decimal, currency: str, value: dict[str, Any]) -> Decimal:
    """The price raised or lowered, rounded half up to the places it was written with (at least the currency's)."""
    step = Decimal(value["step"])
    new = price * (100 + step) / 100 if value["by"] == PERCENT else price + step
    written = -int(price.normalize().as_tuple().exponent)
    places = max(exponent(currency), written)
    new = new.quantize(Decimal(1).scaleb(-min(places, 6)), rounding=ROUND_HALF_UP)
    if new <= 0:
        raise PriceVanishes(price=plain(price))
    return new


def back_of(draft: ProductDraft, act: str) -> dict[str, Any]:
    """What puts a product back as it was before the act, as JSON."""
    if act == BulkAct.PRICE:
        return {
            "tiers": _written(draft.tiers),
            "skus": {str(sku.id): _written(sku.tiers) for sku in draft.skus if sku.id},
        }
    name = FIELDS.get(BulkAct(act))
    return {name: getattr(draft, name)} if name else {}


def put_back(draft: ProductDraft, back: dict[str, Any]) -> ProductDraft:
    """The draft with what `back_of` kept."""
    if "tiers" not in back:
        return replace(draft, **back)
    own = {UUID(key): _read(tiers) for key, tiers in back["skus"].items()}
    skus = tuple(replace(sku, tiers=own[sku.id]) if sku.id in own else sku for sku in draft.skus)
    return replace(draft, tiers=_read(back["tiers"]), skus=skus)


def _written(tiers: Sequence[TierDraft]) -> list[list[str]]:
    return [[plain(least), plain(price)] for least, price in tiers]


def _read(tiers: Sequence[Sequence[str]]) -> tuple[TierDraft, ...]:
    return tuple((Decimal(least), Decimal(price)) for least, price in tiers)
