"""Estimates for lists follow goods and rates."""

from sourcebridge.catalog import events as goods
from sourcebridge.clock import queries as clock
from sourcebridge.customs import events as customs
from sourcebridge.freight import events as freight
from sourcebridge.fx import events as fx
from sourcebridge.kit.events import listens
from sourcebridge.landedcost import events, services


@listens(goods.ProductPublished)
def on_published(fact: goods.ProductPublished) -> None:
    """New goods cost something at every door."""
    services.estimate([fact.product_id], now=clock.now())


@listens(goods.ProductChanged)
def on_changed(fact: goods.ProductChanged) -> None:
    """Price, least order or packaging changed."""
    services.estimate([fact.product_id], now=clock.now())


@listens(goods.ProductWithdrawn)
def on_withdrawn(fact: goods.ProductWithdrawn) -> None:
    """Goods that are not for sale have no price at any door."""
    services.forget([fact.product_id])


@listens(freight.CardPublished)
def on_card(_fact: freight.CardPublished) -> None:
    """Carriage costs something else."""
    services.refresh_later()


@listens(freight.CardEnds)
def on_card_ends(_fact: freight.CardEnds) -> None:
    """A service ends."""
    services.refresh_later()


@listens(fx.RatesLoaded)
def on_rates(_fact: fx.RatesLoaded) -> None:
    """Currencies moved."""
    services.refresh_later()


@listens(events.FeeSet)
def on_fee(_fact: events.FeeSet) -> None:
    """A fee changed."""
    services.refresh_later()


@listens(customs.DutiesPublished)
def on_duties(_fact: customs.DutiesPublished) -> None:
    """A tariff changed."""
    services.refresh_later()


@listens(customs.DutyEnded)
def on_duty_ends(_fact: customs.DutyEnded) -> None:
    """A rate ends."""
    services.refresh_later()


@listens(customs.CategoryClassified)
def on_category(_fact: customs.CategoryClassified) -> None:
    """Goods of a category are assumed to be something else."""
    services.refresh_later()


@listens(customs.ProductClassified)
def on_code(fact: customs.ProductClassified) -> None:
    """Goods have a code."""
    services.estimate([fact.product_id], now=clock.now())
