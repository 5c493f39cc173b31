"""Estimates for lists and export floors follow goods and rates; the supplier hears of a floor once."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog import events as goods
from sourcebridge.catalog import queries as catalog
from sourcebridge.clock import queries as clock
from sourcebridge.customs import events as customs
from sourcebridge.freight import events as freight
from sourcebridge.fx import events as fx
from sourcebridge.kit.events import listens
from sourcebridge.landedcost import events, queries, services
from sourcebridge.loading import events as loading
from sourcebridge.messaging import services as messaging
from sourcebridge.parties.permissions import Permission


@listens(goods.ProductPublished)
def on_published(fact: goods.ProductPublished) -> None:
    """New goods cost something at every door."""
    services.estimate([fact.product_id], now=clock.now())
    services.check_later([fact.product_id])


@listens(goods.ProductChanged)
def on_changed(fact: goods.ProductChanged) -> None:
    """Price, least order or packaging changed."""
    services.estimate([fact.product_id], now=clock.now())
    services.check_later([fact.product_id])


@listens(goods.ProductWithdrawn)
def on_withdrawn(fact: goods.ProductWithdrawn) -> None:
    """Goods that are not for sale have no price at any door."""
    services.forget([fact.product_id])
    services.check_later([fact.product_id])


@listens(freight.CardPublished)
def on_card(_fact: freight.CardPublished) -> None:
    """Carriage costs something else."""
    services.refresh_later()


@listens(loading.CartonSet)
def on_carton(_fact: loading.CartonSet) -> None:
    """Goods are packed otherwise."""
    services.refresh_later()


@listens(loading.EstimatesSet)
def on_sizes(_fact: loading.EstimatesSet) -> None:
    """Goods nobody has measured take more or less."""
    services.refresh_later()


@listens(freight.CardEnds)
def on_card_ends(_fact: freight.CardEnds) -> None:
    """A service ends."""
    services.refresh_later()


@listens(fx.RatesLoaded)
def on_rates(_fact: fx.RatesLoaded) -> None:
    """Currencies moved."""
    services.refresh_later()
    services.check_all_later()


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
    services.check_all_later()


@listens(customs.ProductClassified)
def on_code(fact: customs.ProductClassified) -> None:
    """Goods have a code."""
    services.estimate([fact.product_id], now=clock.now())
    services.check_later([fact.product_id])


@listens(goods.ExportListed)
def on_listed(fact: goods.ExportListed) -> None:
    """Buyers abroad are asked other prices."""
    services.check_later([fact.product_id])


@listens(goods.ExportWithdrawn)
def on_unlisted(fact: goods.ExportWithdrawn) -> None:
    """What is not listed abroad cannot be below its floor."""
    services.check_later([fact.product_id])


@listens(events.RebateSet)
def on_rebate(_fact: events.RebateSet) -> None:
    """The state gives back more or less."""
    services.check_all_later()


@listens(events.FloorAlarmed)
def mail_alarm(fact: events.FloorAlarmed) -> None:
    """Tell those who set prices, once per alarm, unless it is mended already."""
    open_rows = queries.alarms([fact.product_id]).get(fact.product_id, [])
    rows = [row.figures() for row in open_rows if str(row.id) in fact.alarm_ids]
    if not rows:
        return
    texts = catalog.words_of([fact.product_id])
    messaging.notify(
        company_id=fact.company_id, permission=Permission.AGREED_PRICE_EDIT,
        subject=_("An export price needs your look"), template="floor_alarm",
        context={
            "product_id": fact.product_id, "rows": rows, "title": texts.text(fact.product_id, "title", "zh-hans"),
            "title_en": texts.text(fact.product_id, "title", "en"),
        },
        now=fact.at,
    )  # fmt: skip
