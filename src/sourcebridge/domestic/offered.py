"""One product in API form at the caller's prices with its stock, in one statement (offered.sql).

The same answer as `catalog.offer` and `inventory.available_to_promise` give together, made without their models: this
call is asked more than any other. Held equal by tests/domestic/test_offered.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sourcebridge.catalog import pictured, told
from sourcebridge.catalog.models import PackagingLevel
from sourcebridge.catalog.queries import words
from sourcebridge.catalog.told import Ladders, Step
from sourcebridge.kit import rows
from sourcebridge.kit.errors import NotFound

STATEMENT = Path(__file__).with_name("offered.sql")
_LEVELS = {level: place for place, level in enumerate(PackagingLevel.values)}


def offered(*, shop: str, handle: str, company_id: UUID | None, language: str | None) -> dict[str, Any]:
    """The answer of `GET /goods/{shop}/{handle}` for a member of this company; raises NotFound.

    Prices in force at business time; goods of the caller's own shop are shown in any state.
    """
    said = words.known(language)
    found = rows.planned(
        rows.statement(STATEMENT),
        {"shop": shop, "handle": handle, "buyer": company_id, "language": said, "english": said == "en"},
    )
    if found is None:
        raise NotFound
    answer: dict[str, Any] = found["answer"]
    hidden: bool = found["hidden"]
    public = {} if hidden else told.ladders(found["tiers"])
    agreed = {} if hidden else told.ladders(found["agreed"])
    unit, currency = answer["unit"], answer["currency"]
    made: dict[tuple[Step, ...], list[dict[str, Any]]] = {}

    def shown(steps: list[Step]) -> list[dict[str, Any]]:
        key = tuple(steps)
        if key not in made:
            made[key] = [told.tier(step, currency, unit) for step in steps]
        return made[key]

    pictures = found["pictures"] or []
    skus = found["skus"] or []
    for sku in skus:
        steps, promised, per_product = _ladder(sku["sku_id"], public, agreed)
        sku["options"] = dict(sku["options"])
        sku["tiers"], sku["agreed"], sku["per_product"] = shown(steps), promised, per_product
        sku["picture_url"] = _picture(sku["sku_id"], pictures, answer["revision"])
        sku["available"] = {"amount": sku["available"], "unit": unit}
    shared, promised, _per_product = _ladder(None, public, agreed)
    if any(not sku["per_product"] for sku in skus):
        shared_out = skus[0]["tiers"] if all(sku["tiers"] == skus[0]["tiers"] for sku in skus) else []
    else:
        shared_out = shown(shared)
    sample = found["sample"]
    answer.update(
        tiers=shared_out,
        agreed=promised or any(sku["agreed"] for sku in skus),
        skus=skus,
        pictures=[pictured.stored(picture_id, digest) for picture_id, digest, _sku in pictures]
        or [pictured.drawn(answer["product_id"], answer["revision"])],
        attributes=_attributes(found["answers"] or ()),
        packaging=[
            _pack(pack, unit) for pack in sorted(found["packaging"] or (), key=lambda one: _LEVELS[one["level"]])
        ],
        price_hidden=hidden,
        sample_price=told.tier(tuple(sample), currency, unit)["price"] if sample else None,
        sample_most={"amount": sample[0], "unit": unit} if sample else None,
    )
    return answer


def _ladder(sku_id: str | None, public: Ladders, agreed: Ladders) -> tuple[list[Step], bool, bool]:
    """(the buyer's steps, whether some are agreed, whether they go by the product's sum)."""
    own = public.get(sku_id, []) if sku_id else []
    promised = (agreed.get(sku_id, []) if sku_id else []) or agreed.get(None, [])
    return told.merged(own or public.get(None, []), promised), bool(promised), not own


def _picture(sku_id: str, pictures: list[list[Any]], revision: int) -> str:
    if not pictures:
        return pictured.drawn(sku_id, revision)
    picture_id, digest, _sku = next((one for one in pictures if one[2] == sku_id), pictures[0])
    return pictured.stored(picture_id, digest)


def _attributes(given: Any) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for code, name, option, text, number, unit, flag in given:
        if option is None and number is not None:
            text = f"{number} {unit}".strip()
        elif option is None and flag is not None:
            text = _("yes") if flag else _("no")
        one = found.get(code)
        if one is None:
            one = found[code] = {"code": code, "name": name, "text": text, "options": []}
        else:
            one["text"] += f", {text}"
        if option is not None:
            one["options"].append(option)
    return list(found.values())


def _pack(pack: dict[str, Any], unit: str) -> dict[str, Any]:
    holds, sides = pack["holds"], pack["sides_mm"]
    return pack | {
        "holds": None if holds is None else {"amount": holds, "unit": unit},
        "sides_mm": sides if all(sides) else None,
    }
