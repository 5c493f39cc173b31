"""From a form's answers to a question: shared by pages and calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcebridge.freight.cards import Place
from sourcebridge.kit.money import UnitPrice
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.asked import Asked, Item
from sourcebridge.landedcost.forms import FreeForm
from sourcebridge.landedcost.lands import usual_currency

DEFAULT_RULE = "DAP"


def asked(item: Item, data: Mapping[str, Any], *, given: str = "EXW") -> Asked:
    """One kind of goods to a door; `data` holds to, postcode, currency, rule, regime, consumer and card, cleaned."""
    country = data["to"]
    return Asked(
        items=(item,), to=Place(country, postcode=(data.get("postcode") or "").strip().upper()),
        currency=data.get("currency") or usual_currency(country), given=given,
        rule=data.get("rule") or DEFAULT_RULE, to_consumer=bool(data.get("consumer")),
        regime=data.get("regime") or "", card=data.get("card") or "",
    )  # fmt: skip


def free_item(form: FreeForm) -> Item:
    """The goods of a filled form. Raises InexactQuantity."""
    data = form.cleaned_data
    quantity = Quantity.of(data["quantity"], data["unit"])
    price = UnitPrice(data["price"], data["price_currency"], data["unit"])
    box = form.packed().low[0]
    return Item(
        name=data["name"], quantity=quantity, goods=price * quantity, cartons=form.packed(),
        how=f"{quantity.text} x {price.text}", code=data["code"], flags=frozenset(data["flags"]),
        weight_g=box.gross_g * box.count,
    )  # fmt: skip
