"""Make the demo, once: everything through the verbs, in business time of the last three weeks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sourcebridge.catalog import services as catalog
from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import ProductState
from sourcebridge.demo import calendars, carriage, duties, exporting, goods, people, rates, sizes, town, wayfees
from sourcebridge.demo.history import trade
from sourcebridge.demo.orders import trade_many
from sourcebridge.demo.people import House
from sourcebridge.discovery import services as discovery
from sourcebridge.domestic import counting
from sourcebridge.inventory import services as inventory
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import services as logistics
from sourcebridge.logistics.freight import Rate
from sourcebridge.logistics.models import ChargeBy
from sourcebridge.parties import queries as parties
from sourcebridge.parties.permissions import Role
from sourcebridge.payments import services as payments
from sourcebridge.payments.states import Provider

Told = Callable[[int, int, str], None]
EAST = ("31", "32", "33", "34")
FAR = ("15", "54", "62", "63", "64", "65")


def seed(*, now: datetime, size: str = "small", tell: Told = lambda _done, _all, _what: None) -> bool:
    """Make the demo; False when it is there already. `now` is business time (UTC), `size` a key of town.SIZES.

    All or nothing, but for the large one, whose goods are written batch by batch.
    """
    if parties.platform_company() is not None:
        return False
    wanted = town.SIZES[size]
    if not wanted.houses:
        with transaction.atomic():
            _core(now=now, tell=tell)
            _index(now=now)
    elif size == "large":
        _build(wanted, _core(now=now, tell=_part(tell, 0, 4)), now=now, tell=tell)
    else:
        with transaction.atomic():
            _build(wanted, _core(now=now, tell=_part(tell, 0, 4)), now=now, tell=tell)
    return True


def _part(tell: Told, first: int, last: int) -> Told:
    """Progress of a part as that of the whole, in hundredths."""

    def told(done: int, total: int, what: str) -> None:
        count = f"{done:,}/{total:,} {what}" if total > 100 else what
        tell(first + (last - first) * done // max(total, 1), 100, count)

    return told


def _build(size: town.Size, operator: House, *, now: datetime, tell: Told) -> None:
    gc.disable()
    try:
        tell(5, 100, "suppliers")
        houses = town.suppliers(size, operator=operator, now=now)
        stocked = list(town.stock(size, houses, now=now, tell=_part(tell, 8, 48)))
        town.close_some(houses, now=now)
        trade_many(stocked, orders=size.orders, operator=operator, now=now, tell=_part(tell, 48, 62))
    finally:
        gc.enable()
    _index(now=now, tell=_part(tell, 62, 99))
    tell(100, 100, "done")


def _index(*, now: datetime, tell: Told = lambda _done, _all, _what: None) -> None:
    """What the search's and the figures' own listeners would do one by one later."""
    ids = list(Product.objects.filter(state=ProductState.PUBLISHED).values_list("id", flat=True))
    listed = 0

    def told(count: int) -> None:
        nonlocal listed
        listed += count
        tell(listed, len(ids), "search")

    discovery.refresh(ids, now=now, progress=told)
    counting.recount_all(now=now)


@transaction.atomic
def _core(*, now: datetime, tell: Told) -> House:
    began = now - timedelta(days=21)
    tell(0, 8, "people")
    operator = people.platform(began)
    rates.load(operator, now=now)
    sizes.load(operator, now=now)
    carriage.load(operator, now=now)
    calendars.load(operator, now=now)
    wayfees.load(operator, now=now)
    duties.load(operator, now=now)
    exporting.rebates(operator, now=began)
    weaver = people.trader(
        people.WEAVER, name="绍兴锦纶纺织有限公司", name_en="Shaoxing Jinlun Textile", region="浙江绍兴",
        address="绍兴市柯桥区钱清街道纺织园 18 号", phone="0575-8412 0018", code="91330621MA2DEM001", sells=True,
        now=began,
    )  # fmt: skip
    people.join(weaver, people.CLERK, [Role.SALES, Role.FULFILMENT], began)
    maker = people.trader(
        people.MAKER, name="晋江海悦服饰家居有限公司", name_en="Jinjiang Haiyue Garments & Home", region="福建晋江",
        address="晋江市陈埭镇工业路 66 号", phone="0595-8512 0066", code="91350582MA2DEM002", sells=True, now=began,
    )  # fmt: skip
    stall = people.trader(
        people.STALL, name="广州沙河陈姐服装档口", name_en="Chen's Stall, Shahe Market", region="广东广州",
        address="广州市天河区沙河服装批发市场 A 座 218 档", phone="13800000218", code="92440106MA5DEM003", sells=False,
        now=began,
    )  # fmt: skip
    studio = people.trader(
        people.STUDIO, name="杭州云裳直播选品", name_en="Yunshang Live Studio, Hangzhou", region="浙江杭州",
        address="杭州市余杭区直播产业园 3 幢", phone="13900000301", code="91330110MA2DEM004", sells=False, now=began,
    )  # fmt: skip
    tell(1, 8, "licences")
    people.verify(weaver, operator, began)
    people.verify(stall, operator, began)
    tell(2, 8, "fabrics")
    fabrics = _stocked(weaver, goods.FABRICS, began + timedelta(days=1))
    tell(4, 8, "goods")
    _stocked(maker, goods.PIECES, began + timedelta(days=2))
    tell(6, 8, "freight")
    _freight(weaver, began)
    _freight(maker, began)
    _address(stall, "陈姐", "44", "广州市", "天河区", began)
    _address(studio, "王先生", "33", "杭州市", "余杭区", began)
    tell(7, 8, "history")
    _top_up(stall, operator, "30000.00", began + timedelta(days=3))
    _payout_account(weaver, operator, began + timedelta(days=1))
    _agreed(weaver, stall, fabrics[0], now)
    exporting.offers(weaver, fabrics, now=now)
    trade(weaver=weaver, stall=stall, studio=studio, fabrics=fabrics, now=now)
    tell(8, 8, "done")
    return operator


def _stocked(house: House, items: Iterable[goods.Good], now: datetime) -> list[UUID]:
    made: list[UUID] = []
    by = house.by(Actor.SUPPLIER)
    for number, item in enumerate(items):
        at = now + timedelta(minutes=number)
        product: Product = catalog.create_product(company_id=house.company.id, draft=item.draft(), by=by, now=at)
        for sku in product.skus.all():
            quantity = Quantity(Decimal(item.stock), item.unit)
            inventory.receive(sku_id=sku.id, quantity=quantity, company_id=house.company.id, by=by, now=at)
        catalog.publish(company_id=house.company.id, product_id=product.id, by=by, now=at)
        made.append(product.id)
    return made


def _freight(house: House, now: datetime) -> None:
    kilo = Decimal(1000)
    for carrier, name, days, fees in (
        ("debangkuaidi", "德邦标准", 3, ("12", "1.8", "18", "2.6", "30", "6")),
        ("zhongtong", "中通经济", 4, ("8", "3", "10", "5", "18", "12")),
    ):
        rows = [
            logistics.RateRow((), Rate(kilo, Decimal(fees[2]), kilo, Decimal(fees[3]), Decimal(0))),
            logistics.RateRow(EAST, Rate(kilo, Decimal(fees[0]), kilo, Decimal(fees[1]), Decimal(0))),
            logistics.RateRow(FAR, Rate(kilo, Decimal(fees[4]), kilo, Decimal(fees[5]), Decimal(0))),
        ]
        logistics.save_template(
            company_id=house.company.id, carrier=carrier, name=name, charge_by=ChargeBy.WEIGHT, transit_days=days,
            rows=rows, by=house.by(Actor.SUPPLIER), now=now,
        )  # fmt: skip


def _address(house: House, recipient: str, province: str, city: str, district: str, now: datetime) -> None:
    fields = {
        "recipient": recipient, "phone": house.company.phone, "province": province, "city": city,
        "district": district, "street": house.company.address,
    }  # fmt: skip
    logistics.save_address(company_id=house.company.id, fields=fields, is_default=True, by=house.by(), now=now)


def _top_up(house: House, operator: House, amount: str, now: datetime) -> None:
    money = Money.of(amount, "CNY")
    intent = payments.open_top_up(
        company_id=house.company.id, amount=money, provider=Provider.BANK_TRANSFER, title="预存货款 Top-up",
        by=house.by(Actor.BUYER), now=now,
    )  # fmt: skip
    payments.start(intent_id=intent.id, provider=Provider.BANK_TRANSFER, by=house.by(Actor.BUYER), now=now)
    payments.record_bank_line(
        bank_ref="DEMO-0001", amount=money, payer_name=house.company.name, payer_account="6222021234567890218",
        payer_bank="中国工商银行广州沙河支行", text=intent.number, value_date=(now + timedelta(hours=2)).date(),
        by=operator.by(Actor.OPERATOR), now=now + timedelta(hours=2),
    )  # fmt: skip


def _payout_account(house: House, operator: House, now: datetime) -> None:
    account = payments.claim_account(
        company_id=house.company.id, holder=house.company.name, bank="绍兴银行柯桥支行", number="6228480330123450018",
        by=house.by(Actor.SUPPLIER), now=now,
    )  # fmt: skip
    payments.verify_account(account_id=account.id, by=operator.by(Actor.OPERATOR), now=now + timedelta(hours=1))


def _agreed(weaver: House, buyer: House, product_id: UUID, now: datetime) -> None:
    catalog.set_agreed_price(
        company_id=weaver.company.id, product_id=product_id, buyer_company_id=buyer.company.id,
        min_quantity=Decimal(500), unit_price=Decimal("9.40"), valid_from=now, valid_until=now + timedelta(days=90),
        by=weaver.by(Actor.SUPPLIER), now=now,
    )  # fmt: skip
