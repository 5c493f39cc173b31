"""Cart and checkout: one form each, which works without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.domestic import queries, services, views
from sourcebridge.domestic.errors import AddressMissing, NothingOrdered
from sourcebridge.domestic.ground import ground
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.domestic.preview import SupplierPreview, hash_with, preview
from sourcebridge.kit.errors import Malformed, Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics import services as addresses
from sourcebridge.logistics.carriers import CARRIERS
from sourcebridge.logistics.forms import AddressForm
from sourcebridge.logistics.regions import province_name
from sourcebridge.parties import access
from sourcebridge.parties import queries as parties
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries as payments
from sourcebridge.shell import parts

NEW = "new"


@access.page(Permission.CART_EDIT)
def cart(request: HttpRequest) -> HttpResponseBase:
    """What the company means to order, by supplier; quantities are changed here, problems said line by line."""
    member, now = access.member_of(request), clock.now()
    if request.method == "POST":
        return _change_cart(request, member, now)
    wanted = queries.cart(company_id=member.company)
    found = preview(buyer_company_id=member.company_id, wanted=wanted, now=now) if wanted else []
    names = parties.companies([one.supplier_id for one in found])
    context = {
        "groups": [
            {"preview": one, "name": views.company_name(names[one.supplier_id]), "blocked": _blocked(one)}
            for one in found
        ],
        "sum": Money.total((one.goods for one in found), found[0].goods.currency) if found else None,
        "count": len(wanted), "ready": bool(found) and not any(_blocked(one) for one in found),
        "undo": _undo(request),
    }  # fmt: skip
    return render(request, "domestic/cart.html", context)


def _blocked(one: SupplierPreview) -> bool:
    return any(line.refusals for line in one.lines)


def _undo(request: HttpRequest) -> str:
    sku, _colon, amount = request.GET.get("undo", "").partition(":")
    return f"{sku}:{amount}" if sku and amount else ""


def _pair(text: str) -> tuple[UUID, str]:
    sku, _colon, amount = text.partition(":")
    try:
        return UUID(sku), amount
    except ValueError:
        raise Malformed(fields={"line": text[:60]}) from None


def _change_cart(request: HttpRequest, member: Member, now: datetime) -> HttpResponseBase:
    by, company = member.by(), member.company
    data = request.POST
    if "remove" in data:
        sku_id, _amount = _pair(data["remove"])
        before = services.set_line(company_id=company, sku_id=sku_id, amount="0", by=by, now=now).before
        return redirect(f"{reverse('domestic:cart')}?{urlencode({'undo': f'{sku_id}:{before.text}'})}")
    if "set" in data:
        sku_id, amount = _pair(data["set"])
        services.set_line(company_id=company, sku_id=sku_id, amount=amount, by=by, now=now)
        return redirect("domestic:cart")
    with transaction.atomic():
        for name, typed in data.items():
            if name.startswith("quantity-"):
                sku_id, _none = _pair(name.removeprefix("quantity-"))
                services.set_line(company_id=company, sku_id=sku_id, amount=str(typed) or "0", by=by, now=now)
    if "checkout" in data:
        chosen = {"supplier": data["checkout"]} if data["checkout"] != "all" else {}
        return redirect(reverse("domestic:checkout") + (f"?{urlencode(chosen)}" if chosen else ""))
    return redirect("domestic:cart")


@dataclass(frozen=True, slots=True)
class Choice:
    """One carrier of one future order: what the whole would cost, and the hash of exactly that."""

    value: str
    carrier: str
    fee: Money
    days: int
    total: Money
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One future order on the checkout page."""

    preview: SupplierPreview
    name: str
    choices: Sequence[Choice]
    said: str

    @property
    def field(self) -> str:
        """The name of its carrier field."""
        return f"carrier-{self.preview.supplier_id}"

    @property
    def note(self) -> str:
        """The name of its note field."""
        return f"note-{self.preview.supplier_id}"


@access.page(Permission.ORDER_PLACE, binds=True)
def checkout(request: HttpRequest) -> HttpResponseBase:
    """Address, carrier, the exact sum; placing makes one order per supplier, all or none."""
    member, now = access.member_of(request), clock.now()
    data = request.POST if request.method == "POST" else request.GET
    sample = "sample" in data
    wanted = _wanted(data, member)
    stored = list(logistics.addresses(company_id=member.company))
    picked = data.get("address", "") or (str(stored[0].pk) if stored else NEW)
    placing = request.method == "POST" and request.POST.get("act") == "place"
    form = AddressForm(request.POST if placing and picked == NEW else None, initial=data.dict())
    address = next((logistics.snapshot(row) for row in stored if str(row.pk) == picked), None)
    refusal: Refusal | None = None
    if placing:
        try:
            with transaction.atomic():
                orders = _place(request, member, wanted, address or _new_address(form, member, now), sample, now)
            return _onward(request, member, orders)
        except Refusal as refused:
            refusal = refused
    province = address["province"] if address else str(data.get("province", ""))
    groups, problem = _groups(member, wanted, province, data, sample, now)
    context = {
        "groups": groups, "refusal": refusal or problem, "form": form, "picked": picked, "new": NEW,
        "stored": [{"row": row, "province": province_name(row.province)} for row in stored],
        "lines": [f"{sku_id}:{quantity.text}" for sku_id, quantity in wanted],
        "sample": sample, "line_field": "sample" if sample else "line",
        "total": _total(groups), "goods": Money.total((g.preview.goods for g in groups), _currency(groups)),
        "ready": bool(groups) and all(group.preview.ready for group in groups), "province": province,
        "balance": payments.balance_of(member.company) if member.may(Permission.BALANCE_VIEW) else None,
        "crumbs": [parts.Crumb(_("Cart"), reverse("domestic:cart")), parts.Crumb(_("Check and order"))],
    }  # fmt: skip
    return render(request, "domestic/checkout.html", context, status=refusal.status if refusal else 200)


def _wanted(data: QueryDict, member: Member) -> list[tuple[UUID, Quantity]]:
    given = [_pair(text) for text in (data.getlist("sample") or data.getlist("line"))[:500]]
    if given:
        on = ground([sku_id for sku_id, _text in given], buyer_company_id=member.company_id)
        return views.read_lines(given, on.skus)
    wanted = queries.cart(company_id=member.company)
    supplier = data.get("supplier", "")
    if not supplier or not wanted:
        return wanted
    found = preview(buyer_company_id=member.company_id, wanted=wanted, now=clock.now())
    chosen = {line.sku.sku_id for one in found if str(one.supplier_id) == supplier for line in one.lines}
    return [(sku_id, quantity) for sku_id, quantity in wanted if sku_id in chosen]


def _new_address(form: AddressForm, member: Member, now: datetime) -> dict[str, str]:
    """The address typed into the checkout; it is kept in the company's list. Raises AddressMissing."""
    if not form.is_bound or not form.is_valid():
        raise AddressMissing
    fields = {name: str(value) for name, value in form.cleaned_data.items() if name != "is_default"}
    row = addresses.save_address(
        company_id=member.company, fields=fields, is_default=bool(form.cleaned_data["is_default"]), by=member.by(),
        now=now,
    )  # fmt: skip
    return logistics.snapshot(row)


def _groups(
    member: Member,
    wanted: Sequence[tuple[UUID, Quantity]],
    province: str,
    data: QueryDict,
    sample: bool,
    now: datetime,
) -> tuple[list[Group], Refusal | None]:
    try:
        found = preview(buyer_company_id=member.company_id, wanted=wanted, province=province, sample=sample, now=now)
    except NothingOrdered as nothing:
        return [], nothing
    names = parties.companies([one.supplier_id for one in found])
    groups = []
    for one in found:
        carrier = data.get(f"carrier-{one.supplier_id}", "").partition("|")[0]
        chosen = next((q for q in one.quotes if q.carrier == carrier), one.quote)
        shown = replace(one, quote=chosen)
        choices = [
            Choice(
                value=f"{quote.carrier}|{hash_with(one, quote)}", carrier=CARRIERS[quote.carrier].name, fee=quote.fee,
                days=quote.transit_days, total=one.goods + quote.fee,
                chosen=chosen is not None and quote.carrier == chosen.carrier,
            )
            for quote in one.quotes
        ]  # fmt: skip
        said = data.get(f"note-{one.supplier_id}", "")[:500]
        groups.append(Group(shown, views.company_name(names[one.supplier_id]), choices, said))
    return groups, next((g.preview.first_refusal for g in groups if g.preview.first_refusal), None)


def _currency(groups: Sequence[Group]) -> str:
    return groups[0].preview.goods.currency if groups else "CNY"


def _total(groups: Sequence[Group]) -> Money:
    return Money.total((group.preview.total for group in groups), _currency(groups))


def _place(
    request: HttpRequest,
    member: Member,
    wanted: Sequence[tuple[UUID, Quantity]],
    address: dict[str, str],
    sample: bool,
    now: datetime,
) -> list[SpotOrder]:
    found = preview(
        buyer_company_id=member.company_id, wanted=wanted, province=address.get("province", ""), sample=sample, now=now
    )
    orders = []
    for one in sorted(found, key=lambda group: str(group.supplier_id)):
        carrier, _bar, seen = request.POST.get(f"carrier-{one.supplier_id}", "").partition("|")
        orders.append(
            services.place(
                buyer_company_id=member.company,
                lines=[(line.sku.sku_id, line.quantity) for line in one.lines],
                address=address,
                carrier=carrier,
                note=request.POST.get(f"note-{one.supplier_id}", ""),
                seen_hash=seen or "unseen",
                sample=sample,
                by=member.by(),
                now=now,
            )
        )
    return orders


def _onward(request: HttpRequest, member: Member, orders: Sequence[SpotOrder]) -> HttpResponseBase:
    numbers = ", ".join(order.deal.number for order in orders)
    messages.success(request, _("Ordered: %(numbers)s") % {"numbers": numbers})
    if len(orders) > 1:
        return redirect("domestic:orders")
    intent = payments.open_intent_of(orders[0].deal_id)
    if intent is not None and member.may(Permission.ORDER_PAY):
        return redirect("payments:pay", intent.id)
    return redirect("domestic:order", orders[0].deal.number)
