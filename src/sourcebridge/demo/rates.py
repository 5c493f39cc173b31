"""Exchange rates of the demo: the bank's own history, carried on to the demo's day and marked so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sourcebridge.demo.people import House
from sourcebridge.fx import queries
from sourcebridge.fx import services as fx
from sourcebridge.fx.ratefile import Given
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.days import business_day

DAYS = 150
FURTHER = {"BDT": "136.50", "KWD": "0.3410", "AED": "4.1000", "VND": "29400"}
MADE = "[demo] a figure made for the demo, no bank's"


def load(operator: House, *, now: datetime) -> None:
    """Load the history up to the day of `now`, then that day itself at the newest known figures."""
    by, today = operator.by(Actor.OPERATOR), business_day(now)
    fx.load_shipped(since=today - timedelta(days=DAYS), by=by, now=now)
    rates = [_carried(row.currency, row.rate, row.on, today) for row in queries.newest(on=today) if row.on < today]
    rates += [Given(today, code, Decimal(rate), MADE) for code, rate in FURTHER.items()]
    fx.load(rates=rates, by=by, now=now)


def _carried(currency: str, rate: Decimal, known: date, today: date) -> Given:
    return Given(today, currency, rate, f"[demo] ECB reference rate of {known.isoformat()}, carried on")
