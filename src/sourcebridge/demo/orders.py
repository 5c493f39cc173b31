"""Past orders of many buyers with many suppliers, through the verbs, so that figures and balances are true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random
from uuid import UUID

from sourcebridge.catalog.models import Product, Sku
from sourcebridge.demo import people
from sourcebridge.demo.history import delivered, paid, shipped
from sourcebridge.demo.people import House
from sourcebridge.demo.town import SEED, Stocked
from sourcebridge.domestic import services as domestic
from sourcebridge.domestic.models import CloseReason, SpotOrder
from sourcebridge.inventory.models import Pool
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.logistics import queries as logistics
from sourcebridge.logistics import services as carriers
from sourcebridge.payments import services as payments
from sourcebridge.payments.states import Provider

BUSY = 40
DAYS = 84
BUYERS = (
    ("杭州四季青悦尚服饰行", "Yueshang Apparel, Hangzhou", "浙江杭州", "33", "杭州市", "上城区", "92330102MA2DEB001"),
    (
        "成都荷花池百货商行",
        "Hehuachi General Store, Chengdu",
        "四川成都",
        "51",
        "成都市",
        "金牛区",
        "92510106MA6DEB002",
    ),
    ("郑州中原优选电商", "Central Select Online, Zhengzhou", "河南郑州", "41", "郑州市", "二七区", "92410103MA4DEB003"),
    ("沈阳五爱裕丰商行", "Wuai Yufeng Trading, Shenyang", "辽宁沈阳", "21", "沈阳市", "沈河区", "92210103MA1DEB004"),
    ("深圳跨境品牌出海", "Crossing Brands, Shenzhen", "广东深圳", "44", "深圳市", "南山区", "91440305MA5DEB005"),
    ("武汉汉正街红星服装", "Hongxing Garments, Wuhan", "湖北武汉", "42", "武汉市", "硚口区", "92420104MA4DEB006"),
)


def trade_many(
    stocked: list[Stocked], *, orders: int, operator: House, now: datetime,
    tell: Callable[[int, int, str], None],
) -> int:  # fmt: skip
    """Completed orders, late ones and refunds of the last weeks with some forty suppliers; returns how many were made.

    How often a house ships late follows its diligence; how often buyers come back, its luck.
    """
    dice = Random(SEED + 7)
    buyers = [_buyer(number, operator, now - timedelta(days=DAYS + 3)) for number in range(len(BUYERS))]
    busy = dice.sample(stocked, min(BUSY, len(stocked)))
    skus = _sellable([product for one in busy for product in one.products])
    made = 0
    for turn in range(orders):
        seller = busy[int(len(busy) * dice.random() ** 1.7)]
        choice = [product for product in seller.products if product in skus]
        if not choice:
            continue
        buyer = dice.choice(buyers[: 2 + seller.supplier.trader.number % 5])
        at = now - timedelta(days=DAYS * (1 - turn / orders)) + timedelta(hours=dice.randint(0, 9))
        if not _one(seller, buyer, skus[dice.choice(choice)], at, dice, turn):
            continue
        made += 1
        if made % 20 == 0:
            tell(made, orders, "history")
    return made


def _one(seller: Stocked, buyer: House, skus: list[tuple[Sku, Decimal]], at: datetime, dice: Random, turn: int) -> bool:
    """One order from placing to its end; False when earlier orders left too little for it."""
    sku, quantity = dice.choice(skus)
    unit = sku.product.unit
    address = logistics.addresses(company_id=buyer.company.id).get()
    try:
        order = domestic.place(
            buyer_company_id=buyer.company.id, lines=[(sku.id, Quantity(quantity, unit))],
            address=logistics.snapshot(address), carrier="zhongtong", by=buyer.by(Actor.BUYER), now=at,
        )  # fmt: skip
    except Refusal:
        return False
    paid(order, buyer, at)
    hours = sku.product.dispatch_hours
    if dice.random() < 0.07:
        _refunded(order, seller, buyer, at + timedelta(hours=3))
        return True
    late = dice.random() > seller.supplier.trader.diligence
    left = at + timedelta(hours=hours + dice.randint(6, 40) if late else max(1, hours * dice.uniform(0.2, 0.9)))
    shipped(order, seller.supplier.house, f"7536{turn:010d}", left, carrier="zhongtong")
    delivered(order, left + timedelta(days=dice.randint(2, 4)))
    domestic.confirm(deal_id=order.deal_id, by=buyer.by(Actor.BUYER), now=left + timedelta(days=5))
    return True


def _refunded(order: SpotOrder, seller: Stocked, buyer: House, at: datetime) -> None:
    domestic.ask_refund(
        deal_id=order.deal_id, reason=CloseReason.BUYER_CHANGED_MIND, by=buyer.by(Actor.BUYER), now=at
    )  # fmt: skip
    domestic.accept_refund(deal_id=order.deal_id, by=seller.supplier.by, now=at + timedelta(hours=5))


def _sellable(product_ids: list[UUID]) -> dict[UUID, list[tuple[Sku, Decimal]]]:
    """Of each product the SKUs in stock, with a quantity an order may have."""
    pools = Pool.objects.filter(sku__product_id__in=product_ids).select_related("sku__product")
    found: dict[UUID, list[tuple[Sku, Decimal]]] = {}
    for pool in pools.order_by("sku__product__handle", "sku__position"):
        product: Product = pool.sku.product
        batch = product.batch_multiple
        wanted = max(product.moq, (pool.on_hand / 12 / batch).to_integral_value(ROUND_CEILING) * batch)
        if wanted <= pool.on_hand / 2:
            found.setdefault(product.id, []).append((pool.sku, wanted))
    return found


def _buyer(number: int, operator: House, at: datetime) -> House:
    name, name_en, region, province, city, district, stem = BUYERS[number]
    who = people.Person(f"buyer{number + 1}@demo.example", f"{name[:4]} 采购", "buyer")
    house = people.trader(
        who, name=name, name_en=name_en, region=region, address=f"{city}{district}批发市场 {number + 11} 号",
        phone=f"1380000{number + 1000}", code=stem, sells=False, now=at,
    )  # fmt: skip
    fields = {
        "recipient": name[:6], "phone": house.company.phone, "province": province, "city": city, "district": district,
        "street": house.company.address,
    }  # fmt: skip
    carriers.save_address(company_id=house.company.id, fields=fields, is_default=True, by=house.by(), now=at)
    _top_up(house, operator, number, at + timedelta(hours=1))
    return house


def _top_up(house: House, operator: House, number: int, at: datetime) -> None:
    money = Money.of("900000.00", "CNY")
    by = house.by(Actor.BUYER)
    intent = payments.open_top_up(
        company_id=house.company.id,
        amount=money,
        provider=Provider.BANK_TRANSFER,
        title="预存货款 Top-up",
        by=by,
        now=at,
    )
    payments.start(intent_id=intent.id, provider=Provider.BANK_TRANSFER, by=by, now=at)
    payments.record_bank_line(
        bank_ref=f"DEMO-{1000 + number}", amount=money, payer_name=house.company.name,
        payer_account=f"62220212345678{number:05d}", payer_bank="中国农业银行", text=intent.number,
        value_date=(at + timedelta(hours=2)).date(), by=operator.by(Actor.OPERATOR), now=at + timedelta(hours=2),
    )  # fmt: skip
