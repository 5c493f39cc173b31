"""Listings follow what others announce; each handler reads the present state, so running it twice changes nothing."""

from uuid import UUID

from sourcebridge.catalog import events as goods
from sourcebridge.catalog.models import Sku
from sourcebridge.clock import queries as clock
from sourcebridge.discovery import services
from sourcebridge.inventory import events as stock
from sourcebridge.inventory import queries as inventory
from sourcebridge.kit.events import listens
from sourcebridge.parties import events as parties
from sourcebridge.places import events as places


@listens(goods.ProductPublished)
def on_published(fact: goods.ProductPublished) -> None:
    """New goods are found."""
    services.refresh([fact.product_id], now=clock.now())


@listens(goods.ProductChanged)
def on_changed(fact: goods.ProductChanged) -> None:
    """Words, prices or terms changed."""
    services.refresh([fact.product_id], now=clock.now())


@listens(goods.ProductWithdrawn)
def on_withdrawn(fact: goods.ProductWithdrawn) -> None:
    """Goods are no longer found."""
    services.refresh([fact.product_id], now=clock.now())


@listens(goods.ShopChanged)
def on_shop(fact: goods.ShopChanged) -> None:
    """The shop's name stands in its goods' words."""
    services.refresh_later(company_id=fact.company_id)


@listens(goods.CategoryChanged)
def on_category(fact: goods.CategoryChanged) -> None:
    """Names of a category and of its attributes stand in its goods' words."""
    services.refresh_where_later(category=fact.code)


@listens(places.PlaceChanged)
def on_place(fact: places.PlaceChanged) -> None:
    """The name of a belt or market stands in its goods' words."""
    services.refresh_where_later(place=fact.code)


def _company(fact: parties.LicenceApproved | parties.LicenceExpired | places.BeltJoined | places.BeltLeft
             | places.StallAssigned | places.StallFreed) -> None:  # fmt: skip
    services.refresh_later(company_id=fact.company_id)


@listens(parties.LicenceApproved)
def on_verified(fact: parties.LicenceApproved) -> None:
    """The company is verified."""
    _company(fact)


@listens(parties.LicenceExpired)
def on_expired(fact: parties.LicenceExpired) -> None:
    """The company is no longer verified."""
    _company(fact)


@listens(places.BeltJoined)
def on_belt(fact: places.BeltJoined) -> None:
    """The company works in a belt."""
    _company(fact)


@listens(places.BeltLeft)
def on_left(fact: places.BeltLeft) -> None:
    """The company works there no more."""
    _company(fact)


@listens(places.StallAssigned)
def on_stall(fact: places.StallAssigned) -> None:
    """The company has a stall."""
    _company(fact)


@listens(places.StallFreed)
def on_stall_freed(fact: places.StallFreed) -> None:
    """The company has the stall no more."""
    _company(fact)


@listens(stock.StockChanged)
def on_stock(fact: stock.StockChanged) -> None:
    """Goods came or went: a level may have been crossed."""
    products = set(
        Sku.objects.filter(pk__in=[UUID(sku_id) for sku_id in fact.sku_ids]).values_list("product_id", flat=True)
    )
    services.note_stock(product_ids=products, now=clock.now())


def _of_deal(
    fact: stock.StockReserved | stock.ReservationReleased | stock.ReservationConsumed | stock.ReservationExpired,
) -> None:
    if fact.deal_id is not None:
        products = set(inventory.of_deal(fact.deal_id).values_list("pool__sku__product_id", flat=True))
        services.note_stock(product_ids=products, now=clock.now())


@listens(stock.StockReserved)
def on_reserved(fact: stock.StockReserved) -> None:
    """Goods are promised."""
    _of_deal(fact)


@listens(stock.ReservationReleased)
def on_released(fact: stock.ReservationReleased) -> None:
    """Goods are free again."""
    _of_deal(fact)


@listens(stock.ReservationConsumed)
def on_consumed(fact: stock.ReservationConsumed) -> None:
    """Goods left."""
    _of_deal(fact)


@listens(stock.ReservationExpired)
def on_lapsed(fact: stock.ReservationExpired) -> None:
    """A promise lapsed."""
    _of_deal(fact)
