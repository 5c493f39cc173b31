"""Two sides who never met, each a supplier and a buyer who trade, with a row of every kind; and the operator.

Everything is made through the verbs. `rows_of` walks the models and says whose each row is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from PIL import Image

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.drafts import ProductDraft
from sourcebridge.catalog.models import Product, Shop, Sku
from sourcebridge.clock import queries as clock
from sourcebridge.demo import carriage
from sourcebridge.demo.people import PAPER, credit_code
from sourcebridge.discovery import services as discovery
from sourcebridge.domestic import services as domestic
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.freight import services as freight
from sourcebridge.fx import services as fx
from sourcebridge.fx.ratefile import Given
from sourcebridge.inventory import services as inventory
from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.days import business_day
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost import services as landed
from sourcebridge.logistics import services as logistics
from sourcebridge.logistics.freight import Rate
from sourcebridge.parties import services as parties
from sourcebridge.parties.models import Company, Membership, User
from sourcebridge.parties.permissions import Role
from sourcebridge.payments import services as payments
from sourcebridge.payments.states import Provider
from sourcebridge.places import services as places
from sourcebridge.places.models import Hall
from tests.catalog.conftest import fabric
from tests.catalog.shopify_files import pots, shirt, written
from tests.conftest import _use
from tests.landedcost.ground import RATES, ask

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from sourcebridge.runtime.roles import Access
    from sourcebridge.runtime.testing import TestServer

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FOREIGN = 2


def visitor() -> Client:
    """A browser in which nobody is signed in."""
    return Client(headers={"Accept-Language": "en"}, raise_request_exception=False)


@dataclass
class House:
    """A company with a person of every role."""

    company: Company
    people: dict[str, User] = field(default_factory=dict)

    def by(self, actor: Actor = Actor.PERSON) -> By:
        owner = self.people[Role.OWNER]
        return By(actor, owner.id, self.company.id, owner.name)

    def browser(self, role: str = Role.OWNER) -> Client:
        """A browser in which the person of that role is signed in."""
        client = visitor()
        client.force_login(self.people[role], BACKEND)
        return client


@dataclass
class World:
    """The cast; `houses` by name, sides 1 and 2."""

    operator: House
    houses: dict[str, House]
    now: datetime

    def company_ids(self, side: int) -> set[Any]:
        return {house.company.id for name, house in self.houses.items() if name.endswith(str(side))}


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), (shade, 20, 60)).save(out, "PNG")
    return out.getvalue()


def _people(company: Company, stem: str, owner: User) -> dict[str, User]:
    found = {str(Role.OWNER): owner}
    for role in Role.values:
        if role not in found:
            found[role] = User.objects.create_user(f"{role.lower()}@{stem}.example.cn", None, name=f"{role} of {stem}")
            User.objects.filter(pk=found[role].pk).update(language="en")
            Membership.objects.create(user=found[role], company=company, roles=[role])
    return found


def _house(stem: str, number: int, now: datetime, *, sells: bool) -> House:
    owner = User.objects.create_user(f"owner@{stem}.example.cn", None, name=f"Owner of {stem}", language="en")
    company = parties.found_company(
        by=owner, name=f"公司 {stem}", name_en=f"House {stem}", sells=sells, region="浙江绍兴",
        phone=f"1380000000{number}", address=f"{stem} 路 {number} 号",
        credit_code=credit_code(f"91330621MA2DEM{number:03d}"), now=now,
    )  # fmt: skip
    return House(company, _people(company, stem, owner))


def _platform(now: datetime) -> House:
    owner = User.objects.create_user("owner@platform.example.cn", None, name="Operator", language="en")
    company = parties.found_platform(by=owner, name="运营", name_en="Operator", now=now)
    return House(company, _people(company, "platform", owner))


def _goods(supplier: House, number: int, now: datetime) -> list[Product]:
    by, made = supplier.by(Actor.SUPPLIER), []
    company_id = supplier.company.id
    for place in range(3):
        draft: ProductDraft = fabric(handle=f"twill-{number}-{place}", descriptions={"zh-hans": "面料", "en": "Cloth"})
        product = catalog.create_product(company_id=company_id, draft=draft, by=by, now=now)
        for sku in product.skus.all():
            inventory.receive(sku_id=sku.id, quantity=Quantity.of("3000", "MTR"), company_id=company_id, by=by, now=now)
        made.append(product)
    for product in made[:2]:
        catalog.publish(company_id=company_id, product_id=product.id, by=by, now=now)
    catalog.add_picture(company_id=company_id, product_id=made[0].id, file=io.BytesIO(picture(number)), by=by, now=now)
    dearer = fabric(handle=made[1].handle, tiers=((Decimal(1), Decimal(30)),))
    catalog.edit_product(company_id=company_id, product_id=made[1].id, draft=dearer, by=by, now=now)
    return [Product.objects.get(pk=product.pk) for product in made]


def _shop(supplier: House, goods: list[Product], now: datetime) -> None:
    by, company_id = supplier.by(Actor.SUPPLIER), supplier.company.id
    catalog.save_section(company_id=company_id, name="新品", product_ids=[goods[0].id], by=by, now=now)
    catalog.set_closure(
        company_id=company_id, starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=40), note="过年",
        by=by, now=now,
    )  # fmt: skip
    catalog.ask_bulk(
        company_id=company_id, act="DISPATCH", value={"dispatch_hours": "72"}, product_ids=[goods[0].id], by=by, now=now
    )
    catalog.upload(company_id=company_id, file_name="products.csv", content=written([shirt(), *pots()]), by=by, now=now)
    inventory.set_low_mark(
        sku_id=goods[0].skus.all()[0].id, company_id=company_id, number=Quantity.of("10", "MTR"), by=by, now=now
    )
    kilo = Decimal(1000)
    logistics.save_template(
        company_id=company_id, carrier="debangkuaidi", name="德邦", charge_by="WEIGHT", transit_days=2,
        rows=[logistics.RateRow((), Rate(kilo, Decimal(8), kilo, Decimal("0.8"), Decimal(12)))], by=by, now=now,
    )  # fmt: skip


def _offices(house: House, operator: House, now: datetime, stem: str) -> None:
    owner, company_id, desk = house.people[Role.OWNER], house.company.id, operator.by(Actor.OPERATOR)
    parties.invite(company_id=company_id, email=f"guest@{stem}.example.cn", roles=["SALES"], by=house.by(), now=now)
    parties.issue_token(user_id=owner.id, company_id=company_id, name="ERP", now=now)
    parties.submit_licence(
        company_id=company_id, kind="BUSINESS_LICENCE", claimed_name=house.company.name,
        claimed_number=house.company.credit_code, document=uploads.accept_document(io.BytesIO(PAPER)),
        file_name="licence.pdf", by=house.by(), now=now,
    )  # fmt: skip
    discovery.save_search(
        company_id=company_id, user_id=owner.id, name=f"saved {stem}", query="q=twill", by=house.by(), now=now
    )
    if not house.company.sells:
        return
    places.claim_belt(code="keqiao-fabrics", company_id=company_id, evidence="来料", by=house.by(), now=now)
    hall = Hall.objects.get(market_id="china-textile-city", code="north")
    stall = places.open_stalls(hall_id=hall.id, numbers=[f"9-{stem}"], by=desk, now=now)[0]
    places.assign_stall(stall_id=stall.id, company_id=company_id, by=desk, now=now)
    account = payments.claim_account(
        company_id=company_id, holder=house.company.name, bank="绍兴银行", number="62284803301234500" + str(now.day),
        by=house.by(Actor.SUPPLIER), now=now - timedelta(days=9),
    )  # fmt: skip
    payments.verify_account(account_id=account.id, by=desk, now=now - timedelta(days=8))


def _trade(supplier: House, buyer: House, operator: House, goods: list[Product], now: datetime, number: int) -> None:
    seller, by, desk = supplier.by(Actor.SUPPLIER), buyer.by(Actor.BUYER), operator.by(Actor.OPERATOR)
    skus = list(goods[0].skus.order_by("position"))
    fields = {"recipient": "陈姐", "phone": "13800000218", "province": "44", "city": "广州市", "district": "天河区",
              "street": f"沙河 {number} 号"}  # fmt: skip
    for default in (True, False):
        logistics.save_address(company_id=buyer.company.id, fields=fields, is_default=default, by=buyer.by(), now=now)
    money = Money.of("50000.00", "CNY")
    intent = payments.open_top_up(
        company_id=buyer.company.id, amount=money, provider=Provider.BANK_TRANSFER, title="Top-up", by=by, now=now
    )
    payments.start(intent_id=intent.id, provider=Provider.BANK_TRANSFER, by=by, now=now)
    paper = uploads.accept_image(io.BytesIO(picture(100 + number)))
    payments.upload_slip(intent_id=intent.id, file=paper, by=by, now=now)
    for text, amount in ((intent.number, money), ("?", Money.of("77.00", "CNY"))):
        payments.record_bank_line(
            bank_ref=f"LINE-{number}-{text}", amount=amount, payer_name=buyer.company.name, payer_account="6222021",
            payer_bank="工行", text=text, value_date=date(2026, 3, 1), by=desk, now=now,
        )  # fmt: skip

    def place(amount: str) -> SpotOrder:
        return domestic.place(
            buyer_company_id=buyer.company.id, lines=[(skus[0].id, Quantity.of(amount, "MTR"))],
            address=fields, carrier="debangkuaidi", note="尽快", by=by, now=now,
        )  # fmt: skip

    def paid(amount: str) -> SpotOrder:
        order = place(amount)
        domestic.pay_from_balance(deal_id=order.deal_id, by=by, now=now)
        return order

    def shipped(amount: str, waybill: str) -> SpotOrder:
        order = paid(amount)
        domestic.ship(
            deal_id=order.deal_id, quantities=None, carrier="debangkuaidi", waybill=waybill, by=seller, now=now
        )
        return order

    completed = shipped("300", f"DPK00000000{number}1")
    domestic.confirm(deal_id=completed.deal_id, by=by, now=now)
    asked = paid("20")
    domestic.ask_refund(deal_id=asked.deal_id, reason="WRONG_ORDER", note="拍错", by=by, now=now)
    returned = paid("30")
    domestic.ask_refund(deal_id=returned.deal_id, reason="WRONG_ORDER", note="拍错", by=by, now=now)
    domestic.accept_refund(deal_id=returned.deal_id, by=seller, now=now)
    shipped("40", f"DPK00000000{number}2")
    paid("50")
    place("60")
    for sku in skus[1:3]:
        domestic.set_line(company_id=buyer.company.id, sku_id=sku.id, amount="5", by=by)
    for cents in ("300.00", "200.00"):
        payout = payments.ask_payout(company_id=supplier.company.id, amount=Money.of(cents, "CNY"), by=seller, now=now)
        if cents == "300.00":
            payments.make_batch(by=desk, now=now, payout_ids=[payout.id])
    catalog.set_agreed_price(
        company_id=supplier.company.id, product_id=goods[0].id, buyer_company_id=buyer.company.id,
        min_quantity=Decimal(1), unit_price=Decimal("9.33"), valid_from=now, valid_until=None, by=seller, now=now,
    )  # fmt: skip
    shop = Shop.objects.get(company=supplier.company)
    catalog.ask_prices(shop_id=shop.id, buyer_company_id=buyer.company.id, note="月采", by=by, now=now)
    discovery.mark_seen(user_id=buyer.people[Role.OWNER].id, product_id=goods[0].id, now=now)


def _rates(operator: House, now: datetime) -> None:
    """What a landed cost is made of: cards at home and to the United States, rates of exchange."""
    by, today = operator.by(Actor.OPERATOR), business_day(now)
    for card in carriage.cards(now):
        if card.code in {"LCL-US", "HOME-CARGO"}:
            freight.publish(card=card, by=by, now=now)
    fx.load(rates=[Given(today, code, Decimal(rate), "tests") for code, rate in RATES.items()], by=by, now=now)


def _calculations(house: House, stem: str, now: datetime) -> None:
    query = {"path": "/landed/", "query": "to=US"}
    landed.freeze(asked=ask("US"), query=query, card="LCL-US", title=f"quote of {stem}", by=house.by(), now=now)
    landed.save(name=f"calculation of {stem}", asked=query, by=house.by(), now=now)


def populate() -> World:
    """Make the two sides. Two suppliers have the same goods, so that nothing but the owner differs."""
    now = clock.now()
    with transaction.atomic():
        world = World(_platform(now), {}, now)
        _rates(world.operator, now)
        for number in (1, 2):
            supplier = _house(f"supplier{number}", number, now, sells=True)
            buyer = _house(f"buyer{number}", number + 4, now, sells=False)
            world.houses |= {f"supplier{number}": supplier, f"buyer{number}": buyer}
            goods = _goods(supplier, number, now)
            _shop(supplier, goods, now)
            _offices(supplier, world.operator, now, f"supplier{number}")
            _offices(buyer, world.operator, now, f"buyer{number}")
            _trade(supplier, buyer, world.operator, goods, now, number)
            _calculations(supplier, f"supplier{number}", now)
            _calculations(buyer, f"buyer{number}", now)
        discovery.refresh(list(Product.objects.values_list("id", flat=True)), now=now)
    assert Sku.objects.exists()
    return world


@contextmanager
def inhabited(
    server: TestServer, template: str, worker_database: Access, blocker: DjangoDbBlocker, folder: Any
) -> Iterator[tuple[World, Access]]:
    """The world in a committed database of its own; uploads go to `folder`."""
    before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, folder
    with server.clone(template) as access, blocker.unblock():
        _use(access)
        try:
            yield populate(), access
        finally:
            _use(worker_database)
            settings.MEDIA_ROOT = before


def key() -> str:
    """A fresh idempotency key."""
    return uuid4().hex
