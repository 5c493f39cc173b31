"""One product of the domestic door: ladder, variants with stock, and what the buyer may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.catalog import pricing
from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.offers import Offer, PricedLine, SellableSku, price_lines
from sourcebridge.clock import queries as clock
from sourcebridge.domestic import queries, services
from sourcebridge.domestic.errors import NothingOrdered
from sourcebridge.domestic.preview import DOOR
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.freight import FreightLine
from sourcebridge.logistics.regions import province_name
from sourcebridge.parties import access, marks
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts


@dataclass(frozen=True, slots=True)
class Row:
    """One variant in the quantity table."""

    sku: SellableSku
    available: Quantity
    chosen: Quantity
    price: Any
    tiers: str
    error: str = ""

    @property
    def field(self) -> str:
        """The name of its quantity field."""
        return f"quantity-{self.sku.sku_id}"


@access.page(access.PUBLIC)
def product(request: HttpRequest, shop: str, handle: str) -> HttpResponseBase:
    """One product: ladder, variants with stock, freight to the buyer's province, the supplier's evidence."""
    member = access.optional_member(request)
    now = clock.now()
    offer = catalog.offer(
        shop=shop, handle=handle, member=member, buyer_company_id=member.company_id if member else None,
        language=get_language(), at=now,
    )  # fmt: skip
    if request.method == "POST":
        return _chosen(request, offer, member, now)
    return _product_page(request, offer, member, now, request.GET)


def _typed(offer: Offer, data: Mapping[str, Any]) -> tuple[dict[UUID, Quantity], dict[UUID, str]]:
    """The quantities typed per variant, and what is wrong with the unreadable ones."""
    found: dict[UUID, Quantity] = {}
    wrong: dict[UUID, str] = {}
    for sku in offer.skus:
        text = str(data.get(f"quantity-{sku.sku_id}", "")).strip()
        if not text:
            continue
        try:
            if Decimal(text) < 0:
                raise InvalidOperation
            found[sku.sku_id] = Quantity.of(text, sku.unit)
        except Refusal as refusal:
            wrong[sku.sku_id] = refusal.text
        except InvalidOperation:
            wrong[sku.sku_id] = _("This is not a quantity.")
    return found, wrong


def _chosen(request: HttpRequest, offer: Offer, member: Member | None, now: datetime) -> HttpResponseBase:
    here = reverse("domestic:product", args=[offer.shop_slug, offer.handle])
    quantities, wrong = _typed(offer, request.POST)
    wanted = [(sku_id, quantity) for sku_id, quantity in quantities.items() if quantity]
    if member is None:
        typed = {f"quantity-{sku_id}": quantity.text for sku_id, quantity in wanted}
        return redirect_to_login(f"{here}?{urlencode(typed)}" if typed else here)
    if wrong or not wanted:
        refusal = None if wrong else NothingOrdered()
        return _product_page(request, offer, member, now, request.POST, refusal=refusal, wrong=wrong, status=422)
    member.require(Permission.CART_EDIT)
    if request.POST.get("act") == "order":
        lines = [("line", f"{sku_id}:{quantity.text}") for sku_id, quantity in wanted]
        return redirect(f"{reverse('domestic:checkout')}?{urlencode(lines)}")
    for sku_id, quantity in wanted:
        services.set_line(
            company_id=member.company, sku_id=sku_id, amount=quantity.text, add=True, by=member.by(), now=now
        )
    messages.success(
        request,
        ngettext("%(count)d line is in the cart.", "%(count)d lines are in the cart.", len(wanted))
        % {"count": len(wanted)},
    )
    return redirect("domestic:cart" if request.POST.get("act") == "cart_open" else here)


def _product_page(
    request: HttpRequest,
    offer: Offer,
    member: Member | None,
    now: datetime,
    data: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
    wrong: Mapping[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    quantities, unreadable = _typed(offer, data)
    faults = {**unreadable, **(wrong or {})}
    stock = inventory.available_to_promise([sku.sku_id for sku in offer.skus], door=DOOR)
    nothing = Quantity.of(0, offer.unit)
    wanted = {sku_id: quantity for sku_id, quantity in quantities.items() if quantity}
    priced = _priced(offer, wanted)
    total = Money.total((line.amount for line in priced.values()), offer.currency)
    chosen = sum(wanted.values(), nothing)
    rows = [
        Row(
            sku=sku,
            available=stock.get(sku.sku_id, nothing),
            chosen=quantities.get(sku.sku_id, nothing),
            price=priced[sku.sku_id].unit_price if sku.sku_id in priced else _first_price(sku),
            tiers=" ".join(f"{tier.minimum.text}:{tier.price.text}" for tier in sku.tiers),
            error=faults.get(sku.sku_id, "")
            or _fault(sku, quantities.get(sku.sku_id, nothing), stock.get(sku.sku_id, nothing)),
        )
        for sku in offer.skus
    ]
    own = member is not None and member.company_id == offer.supplier_company_id
    context = {
        "offer": offer, **_ladder(offer, chosen or None), "rows": rows, "total": total, "chosen": chosen,
        "step": pricing.order_step(offer.batch_multiple).amount, "refusal": refusal, "own": own,
        "in_stock": sum(stock.values(), nothing), "sold": queries.sold([offer.product_id]).get(offer.product_id),
        "record": queries.record_of(offer.supplier_company_id),
        "marks": marks.marks(parties.verification(offer.supplier_company_id)),
        "freight": _freight(offer, member, wanted),
        "may_buy": member is None or (member.may(Permission.CART_EDIT) and not own),
        "crumbs": [parts.Crumb(_("Goods"), reverse("domestic:goods")),
                   parts.Crumb(offer.shop_name, f"{reverse('domestic:goods')}?shop={offer.shop_slug}"),
                   parts.Crumb(offer.title.text)],
        "wholes": offer.batch_multiple.amount != 1,
    }  # fmt: skip
    return render(request, "domestic/product.html", context, status=status)


def _ladder(offer: Offer, chosen: Quantity | None) -> dict[str, Any]:
    """The public ladder with the agreed price over it; or, when that starts above the MOQ, this buyer's own ladder."""
    starts = [sku.agreed_from for sku in offer.skus if sku.agreed_from is not None]
    if not offer.tiers or not starts or min(starts) <= offer.moq:
        return {"ladder": offer.ladder(chosen), "agreed_tier": None}
    tiers = [parts.Tier(tier.minimum, tier.price) for tier in offer.tiers]
    return {
        "ladder": parts.PriceLadder(tiers=tiers, chosen=chosen),
        "agreed_tier": next((tier for tier in tiers if tier.minimum >= min(starts)), None),
    }


def _first_price(sku: SellableSku) -> Any:
    return sku.tiers[0].price if sku.tiers else None


def _fault(sku: SellableSku, chosen: Quantity, available: Quantity) -> str:
    if not chosen:
        return ""
    if chosen > available:
        return _("Only %(available)s in stock.") % {"available": available.text}
    if not pricing.is_valid(chosen, sku.moq, sku.batch_multiple):
        nearest = [q.text for q in pricing.nearest_valid(chosen, sku.moq, sku.batch_multiple) if q]
        return _("Nearest: %(nearest)s.") % {"nearest": " / ".join(nearest)}
    return ""


def _priced(offer: Offer, wanted: Mapping[UUID, Quantity]) -> dict[UUID, PricedLine]:
    try:
        return price_lines({sku.sku_id: sku for sku in offer.skus}, wanted)
    except Refusal:
        return {}


def _freight(offer: Offer, member: Member | None, wanted: Mapping[UUID, Quantity]) -> dict[str, Any] | None:
    """Freight of what is chosen (else of the MOQ) to the company's default address; None without one."""
    if member is None or member.company_id is None or not offer.skus:
        return None
    address = logistics.addresses(company_id=member.company_id).first()
    if address is None:
        return None
    skus = {sku.sku_id: sku for sku in offer.skus}
    amounts = dict(wanted) or {offer.skus[0].sku_id: offer.moq}
    place = f"{province_name(address.province)} {address.city}"
    try:
        quotes = logistics.quote_freight(
            supplier_company_id=offer.supplier_company_id,
            province=address.province,
            lines=[FreightLine(quantity, skus[sku_id].weight_g, "") for sku_id, quantity in amounts.items()],
            currency=offer.currency,
        )
    except Refusal as refusal:
        return {"place": place, "refusal": refusal.text}
    best = quotes[0]
    return {
        "place": place, "carrier": CARRIERS[best.carrier].name, "fee": best.fee, "days": best.transit_days,
        "quantity": sum(amounts.values(), Quantity.of(0, offer.unit)), "others": len(quotes) - 1,
    }  # fmt: skip
