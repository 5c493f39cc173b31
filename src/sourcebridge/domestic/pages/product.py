"""One product of the domestic door: ladder, variants with stock, and what the buyer may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.catalog import pricing
from sourcebridge.catalog import queries as catalog
from sourcebridge.catalog.mixing import MixTerms
from sourcebridge.catalog.models import PackagingLevel, SellUnit
from sourcebridge.catalog.offers import Offer, Pack, PricedLine, SellableSku, price_lines
from sourcebridge.clock import edge as clock
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery import services as looking
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import discoverable, grid, kept, matrix, services, trust
from sourcebridge.domestic import surroundings as surrounding
from sourcebridge.domestic.errors import NothingOrdered
from sourcebridge.domestic.preview import nearest_of
from sourcebridge.domestic.surroundings import Surroundings
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.freight import FreightLine
from sourcebridge.logistics.regions import PROVINCES, province_choices, province_name
from sourcebridge.parties import access, marks
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

PROVINCE = "freight_province"


@access.page(access.PUBLIC)
def product(request: HttpRequest, shop: str, handle: str) -> HttpResponseBase:
    """One product: ladder, variants with stock, freight to the buyer's province, the supplier's evidence."""
    member = access.optional_member(request)
    now = clock.now(request)
    buyer = member.company_id if member else None
    if request.method == "POST":
        offer = catalog.offer(
            shop=shop, handle=handle, member=member, buyer_company_id=buyer, language=get_language(), at=now
        )
        return _chosen(request, offer, member, now)
    goods, around = surrounding.told_with_offer(shop=shop, handle=handle, member=member, buyer_company_id=buyer, at=now)
    request.cart_count = around.in_cart  # type: ignore[attr-defined]
    place = _place(request, around)

    def made(told: catalog.Told) -> dict[str, Any]:
        offer = told.offer(buyer_company_id=buyer, language=get_language())
        return _made(offer, around.around(offer), member, place, request.GET)

    if request.GET or goods.approved or around.approval or (buyer is not None and str(buyer) in goods.text):
        return _answered(request, kept.drawn(made(goods)))
    may_buy = member is None or member.may(Permission.CART_EDIT)
    facts = (goods.text, around.text, repr(place), repr((may_buy, buyer is None)), str(now.date()))
    page = kept.page(facts, lambda: made(goods.public))
    if goods.agreed and buyer is not None:

        def own() -> dict[str, Any]:
            offer = goods.offer(buyer_company_id=buyer, language=get_language())
            return _prices(offer, around.stock(offer), {}, {})

        page = kept.repriced(page, buyer, (goods.agreed, *facts), own)
    return _answered(request, page)


def _answered(request: HttpRequest, page: kept.Page, status: int = 200) -> HttpResponseBase:
    token = get_token(request)
    context = {"kept": page.filled(token), "csrf_token": token}
    return render(request, "domestic/product.html", context, status=status)


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
        around = surrounding.told(product_id=offer.product_id, buyer_company_id=member.company_id, at=now)
        place = _place(request, around)
        page = _made(offer, around.around(offer), member, place, request.POST, refusal=refusal, wrong=wrong)
        return _answered(request, kept.drawn(page), status=422)
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


def _made(
    offer: Offer,
    around: Surroundings,
    member: Member | None,
    place: Place | None,
    data: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
    wrong: Mapping[UUID, str] | None = None,
) -> dict[str, Any]:
    quantities, unreadable = _typed(offer, data)
    wanted = {sku_id: quantity for sku_id, quantity in quantities.items() if quantity}
    nothing = Quantity.of(0, offer.unit)
    own = member is not None and member.company_id == offer.supplier_company_id
    language = get_language()
    return {
        **_prices(offer, around.stock, quantities, {**unreadable, **(wrong or {})}),
        "refusal": refusal, "own": own,
        "in_stock": sum(around.stock.values(), nothing), "around": around, "sold": around.sold,
        "figures": trust.figures(around.facts, days=around.days), "marks": marks.marks(around.evidence),
        "holidays": around.holidays, "mix": _mix(offer), "sell_unit": _sell_unit(offer),
        "belt_name": around.belt.name(language) if around.belt else "",
        "stalls": [(stall, stall.text(language)) for stall in around.stalls],
        "freight": _freight(place, offer, around, wanted), "provinces": province_choices(),
        "packs": [_pack(pack) for pack in offer.packaging],
        "may_buy": member is None or (member.may(Permission.CART_EDIT) and not own),
        "samples": [(f"{sku.sku_id}:1", sku.options_text) for sku in offer.skus] if offer.sample_price else [],
        "crumbs": _crumbs(offer), "wholes": offer.batch_multiple.amount != 1,
        "seo": discoverable.product(offer, around.stock),
    }  # fmt: skip


def _prices(
    offer: Offer, stock: Mapping[UUID, Quantity], quantities: Mapping[UUID, Quantity], faults: Mapping[UUID, str]
) -> dict[str, Any]:
    """What the page shows of prices: the ladder, the variants with their quantities, the sum."""
    wanted = {sku_id: quantity for sku_id, quantity in quantities.items() if quantity}
    priced = _priced(offer, wanted)
    chosen = sum(wanted.values(), Quantity.of(0, offer.unit))
    rows = _rows(offer, quantities, faults, priced, stock)
    return {
        "offer": offer, **_ladder(offer, chosen or None), "rows": rows, "grids": matrix.grids(offer, rows),
        "total": Money.total((line.amount for line in priced.values()), offer.currency), "chosen": chosen,
        "step": pricing.order_step(offer.batch_multiple).amount,
    }  # fmt: skip


def _rows(
    offer: Offer, quantities: Mapping[UUID, Quantity], faults: Mapping[UUID, str],
    priced: Mapping[UUID, PricedLine], stock: Mapping[UUID, Quantity],
) -> list[matrix.Row]:  # fmt: skip
    nothing = Quantity.of(0, offer.unit)
    of_product = sum(quantities.values(), nothing)
    return [
        matrix.Row(
            sku=sku,
            available=stock.get(sku.sku_id, nothing),
            chosen=quantities.get(sku.sku_id, nothing),
            price=priced[sku.sku_id].unit_price if sku.sku_id in priced else _first_price(sku),
            tiers=" ".join(f"{tier.minimum.text}:{tier.price.text}" for tier in sku.tiers),
            error=faults.get(sku.sku_id, "")
            or _fault(sku, quantities.get(sku.sku_id, nothing), of_product, stock.get(sku.sku_id, nothing)),
        )
        for sku in offer.skus
    ]


def _crumbs(offer: Offer) -> list[parts.Crumb]:
    steps = [parts.Crumb(name, reverse("domestic:category", args=[code])) for code, name in offer.path]
    return [parts.Crumb(_("All categories"), reverse("domestic:categories")), *steps, parts.Crumb(offer.title.text)]


def _mix(offer: Offer) -> MixTerms | None:
    if offer.mix_amount is None and offer.mix_number is None:
        return None
    amount = None if offer.mix_amount is None else Money(offer.mix_amount, "CNY")
    return MixTerms(amount, offer.mix_number, offer.mix_rule)


def _sell_unit(offer: Offer) -> str:
    return str(SellUnit(offer.sell_unit).label) if offer.sell_unit else ""


def _pack(pack: Pack) -> dict[str, Any]:
    """One line of the packaging table; what is unknown stays None."""
    sides = pack.sides_mm
    return {
        "level": PackagingLevel(pack.level).label, "holds": pack.holds, "net": pack.net_weight_g,
        "gross": pack.gross_weight_g,
        "sides": " × ".join(f"{Decimal(side) / 10:f}".removesuffix(".0") for side in sides) if sides else "",
        "volume": f"{Decimal(sides[0]) * sides[1] * sides[2] / 10**9:.3f}" if sides else "",
    }  # fmt: skip


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


def _fault(sku: SellableSku, chosen: Quantity, of_product: Quantity, available: Quantity) -> str:
    if not chosen:
        return ""
    if chosen > available:
        return _("Only %(available)s in stock.") % {"available": available.text}
    nearest = [quantity.text for quantity in nearest_of(sku, chosen, of_product)]
    return _("Nearest: %(nearest)s.") % {"nearest": " / ".join(nearest)} if nearest else ""


def _priced(offer: Offer, wanted: Mapping[UUID, Quantity]) -> dict[UUID, PricedLine]:
    try:
        return price_lines({sku.sku_id: sku for sku in offer.skus}, wanted)
    except Refusal:
        return {}


class Place(NamedTuple):
    """Where freight is reckoned to: a province, and the city when it is the default address's."""

    province: str
    city: str

    def __str__(self) -> str:
        return " ".join(filter(None, (province_name(self.province), self.city)))


def _place(request: HttpRequest, around: surrounding.Told) -> Place | None:
    """The place asked for, the last one asked for, or the default address's."""
    asked = request.GET.get("province", "")
    if asked in PROVINCES:
        request.session[PROVINCE] = asked
    kept_one = asked if asked in PROVINCES else request.session.get(PROVINCE, "")
    address = around.address
    if not kept_one and address is None:
        return None
    province = kept_one or (address.province if address else "")
    return Place(province, address.city if address and address.province == province else "")


def _freight(
    place: Place | None, offer: Offer, around: Surroundings, wanted: Mapping[UUID, Quantity]
) -> dict[str, Any] | None:
    """Freight of what is chosen (else of the MOQ) to a place; None where no place is known."""
    if place is None or not offer.skus:
        return None
    skus = {sku.sku_id: sku for sku in offer.skus}
    amounts = dict(wanted) or {offer.skus[0].sku_id: offer.moq}
    try:
        quotes = logistics.quotes_of(
            around.freight,
            province=place.province,
            lines=[FreightLine(quantity, skus[sku_id].weight_g, "") for sku_id, quantity in amounts.items()],
        )
    except Refusal as refusal:
        return {"place": str(place), "province": place.province, "refusal": refusal.text}
    best = quotes[0]
    return {
        "place": str(place), "province": place.province, "carrier": CARRIERS[best.carrier].name, "fee": best.fee,
        "days": best.transit_days, "quantity": sum(amounts.values(), Quantity.of(0, offer.unit)),
        "others": len(quotes) - 1,
    }  # fmt: skip


@access.page(access.PUBLIC)
def around(request: HttpRequest, shop: str, handle: str) -> HttpResponseBase:
    """Goods near a product: similar ones, others of the supplier, those seen before. A part, or a page of its own.

    That a signed-in person looked at the goods is noted here, after the page itself was answered.
    """
    member, now, language = access.optional_member(request), clock.now(request), get_language()
    buyer = member.company_id if member else None
    offer = catalog.offer(shop=shop, handle=handle, buyer_company_id=buyer, language=language, at=now)
    like = discovery.similar(offer.product_id, 5)
    others = discovery.search(wanted=Wanted(shop=shop, per_page=6), buyer_company_id=buyer, language=language, now=now)
    same = [hit.product_id for hit in others.rows if hit.product_id != offer.product_id][:5]
    before: list[UUID] = []
    if member is not None:
        before = discovery.seen(member.user_id, 5, without=offer.product_id)
        looking.mark_seen(user_id=member.user_id, product_id=offer.product_id, now=now)
    cards = grid.shown({*like, *same, *before}, buyer_company_id=buyer, language=language, now=now)
    context = {
        "shelves": [
            (title, [cards[product_id] for product_id in ids if product_id in cards], url)
            for title, ids, url in (
                (_("Similar goods"), like, ""),
                (_("More of this shop"), same, reverse("domestic:shop", args=[shop])),
                (_("Recently seen"), before, reverse("domestic:seen")),
            )
        ],
        "offer": offer,
        "crumbs": [*_crumbs(offer)[:-1],
                   parts.Crumb(offer.title.text, reverse("domestic:product", args=[shop, handle])),
                   parts.Crumb(_("Similar goods"))],
    }  # fmt: skip
    name = "domestic/parts/around.html" if request.headers.get("HX-Request") else "domestic/around.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
