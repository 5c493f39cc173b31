"""A day with rates of every kind, for sheets reckoned without a database: figures of the tests, nobody's real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sourcebridge.customs.rules import Rules
from sourcebridge.customs.structures import structure_of
from sourcebridge.demo import calendars, carriage
from sourcebridge.freight.cards import Card, Place
from sourcebridge.fx.rates import Known as Row
from sourcebridge.fx.rates import Table
from sourcebridge.kit.boxes import Box
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.landedcost.asked import Asked, Gateway, Item, Known
from sourcebridge.landedcost.fees import FeeRate
from sourcebridge.landedcost.incoterms import Step
from sourcebridge.loading.cartons import Cartons
from tests.customs import worked

NOW = datetime(2026, 7, 10, 4, tzinfo=UTC)
ON = date(2026, 7, 10)
RATES = {"CNY": "7.2", "USD": "1.2", "GBP": "0.9", "BDT": "144"}
GATEWAYS = {
    "CNSHA": "200120", "CNNGB": "315800", "CNYIW": "322000", "CNCAN": "510730",
}  # fmt: skip


def fee(code: str, step: Step, low: str, high: str = "", *, basis: str = "SHIPMENT", currency: str = "USD",
        country: str = "", mode: str = "", least: str = "0", until: date | None = None) -> FeeRate:  # fmt: skip
    """A fee of the tests."""
    return FeeRate(f"fee:{code}", code, step, country, mode, basis, Decimal(low), Decimal(high or low), Decimal(least),
                   currency, code, "tests", date(2026, 1, 1), until)  # fmt: skip


FEES = (
    fee("insurance", Step.INSURANCE, "0.003", basis="VALUE"),
    fee("export", Step.EXPORT_CLEARANCE, "300", currency="CNY", mode="LCL"),
    fee("origin", Step.ORIGIN_CHARGES, "120", currency="CNY", basis="WM", mode="LCL"),
    fee("terminal", Step.DESTINATION_CHARGES, "45", "60", basis="WM", mode="LCL", country="US"),
    fee("broker", Step.IMPORT_CLEARANCE, "125", mode="LCL", country="US"),
    fee("truck", Step.ON_CARRIAGE, "90", "220", mode="LCL", country="US"),
)


def table(margin: str = "0.01", rates: dict[str, str] = RATES) -> Table:
    """Units for one euro, of the day."""
    rows = {code: Row(Decimal(rate), ON, "tests", f"fx:{code}") for code, rate in rates.items()}
    return Table(ON, Decimal(margin), 7, rows)


def known(country: str, *, cards: tuple[Card, ...] | None = None, fees: tuple[FeeRate, ...] = FEES,
          rates: Table | None = None, rules: Rules | None = None) -> Known:  # fmt: skip
    """What is in force on the day for a country: the demo's cards, the tests' duties and fees."""
    every = carriage.cards(NOW) if cards is None else cards
    own = rules or (worked.rules(country, ON) if structure_of(country) else None)
    gateways = {code: Gateway(code, code, postcode) for code, postcode in GATEWAYS.items()}
    return Known(
        ON, tuple(card for card in every if country != "CN" and country in card.countries),
        tuple(card for card in every if "CN" in card.countries), fees, own, rates or table(), gateways, NOW,
        {one.country: one for one, _source in calendars.CALENDARS},
    )  # fmt: skip


def boxes(count: int, sides: tuple[int, int, int] = (400, 300, 300), gross_g: int = 9_000) -> Cartons:
    """Equal cartons, all known."""
    made = (Box(*sides, gross_g, count),)
    return Cartons(made, made)


def item(price: str = "1000", count: int = 4, *, quantity: int = 200, **more: object) -> Item:
    """Plastic goods from China in known cartons."""
    said: dict[str, object] = {"code": "392690", "cartons": boxes(count), **more}
    return Item("phone case", Quantity.of(quantity, "C62"), Money.of(price, "CNY"), **said)  # type: ignore[arg-type]


def ask(country: str, *items: Item, currency: str = "USD", postcode: str = "", **more: object) -> Asked:
    """A question from the tests."""
    return Asked(items or (item(),), Place(country, postcode=postcode), currency, **more)  # type: ignore[arg-type]
