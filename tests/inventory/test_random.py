"""Any order of acts, in any sizes, leaves stock as a plain model says: nothing oversold, nothing lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sourcebridge.inventory import queries, services
from sourcebridge.inventory.errors import BelowReserved, MoreThanShipped, NotReserved, OutOfStock
from sourcebridge.inventory.services import ReserveLine, ShipLine
from sourcebridge.inventory.states import Klass
from sourcebridge.kit.errors import Refusal
from tests.inventory.stocked import NOW, WAREHOUSE, company, metres, pool_of, stocked

SIZES = st.integers(1, 30)
HALF_HOUR = timedelta(minutes=30)


@dataclass
class Promise:
    """What the model knows of one deal's line."""

    sku: int
    live: int
    klass: Klass
    until: int
    shipped: int = 0
    line: str = field(default_factory=lambda: f"deal_line:{uuid.uuid4()}")
    deal: uuid.UUID = field(default_factory=uuid.uuid4)


class Stock(RuleBasedStateMachine):
    """Two SKUs, many buyers, one clock."""

    @initialize()
    def begin(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.tick = 0
        self.skus = [stocked(60), stocked(25)]
        self.on_hand = [60, 25]
        self.promises: list[Promise] = []

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return NOW + self.tick * HALF_HOUR

    def free(self, sku: int) -> int:
        return self.on_hand[sku] - sum(p.live for p in self.promises if p.sku == sku)

    def pick(self, index: int) -> Promise:
        return self.promises[index % len(self.promises)]

    def tries(self, act: Callable[[], object], refusal: type[Refusal], allowed: bool) -> bool:
        """Run a verb; it must succeed exactly when the model allows it."""
        try:
            with transaction.atomic():
                act()
        except refusal:
            assert not allowed
            return False
        assert allowed
        return True

    @rule(sku=st.integers(0, 1), size=SIZES, klass=st.sampled_from(list(Klass)), wait=st.integers(1, 3))
    def reserve(self, sku: int, size: int, klass: Klass, wait: int) -> None:
        promise = Promise(sku, size, klass, self.tick + wait)
        done = self.tries(
            lambda: services.reserve(
                lines=[ReserveLine(self.skus[sku].id, metres(size), promise.line)], deal_id=promise.deal,
                company_id=company().id, klass=klass, now=self.now,
                expires_at=self.now + wait * HALF_HOUR if klass == Klass.SOFT else None,
            ),
            OutOfStock,
            self.free(sku) >= size,
        )  # fmt: skip
        if done:
            self.promises.append(promise)

    @precondition(lambda self: self.promises)
    @rule(index=st.integers(0, 99), size=SIZES)
    def secure(self, index: int, size: int) -> None:
        promise = self.pick(index)
        lack = max(0, size - promise.live)
        if self.tries(
            lambda: services.secure(
                lines=[ReserveLine(self.skus[promise.sku].id, metres(size), promise.line)], deal_id=promise.deal,
                company_id=company().id, now=self.now,
            ),
            OutOfStock,
            lack == 0 or self.free(promise.sku) >= lack,
        ):  # fmt: skip
            promise.live, promise.klass = max(promise.live, size), Klass.HARD

    @precondition(lambda self: self.promises)
    @rule(index=st.integers(0, 99), size=SIZES)
    def ship(self, index: int, size: int) -> None:
        promise = self.pick(index)
        if self.tries(
            lambda: services.consume(
                deal_id=promise.deal,
                lines=[ShipLine(promise.line, metres(size))],
                now=self.now,
                by=WAREHOUSE,
            ),
            NotReserved,
            promise.live >= size,
        ):
            promise.live -= size
            promise.shipped += size
            self.on_hand[promise.sku] -= size

    @precondition(lambda self: self.promises)
    @rule(index=st.integers(0, 99), size=SIZES)
    def take_back(self, index: int, size: int) -> None:
        promise = self.pick(index)
        if self.tries(
            lambda: services.restock(
                deal_id=promise.deal, lines=[ShipLine(promise.line, metres(size))], reason="退货", now=self.now,
                by=WAREHOUSE,
            ),
            MoreThanShipped,
            promise.shipped >= size,
        ):  # fmt: skip
            promise.shipped -= size
            self.on_hand[promise.sku] += size

    @precondition(lambda self: self.promises)
    @rule(index=st.integers(0, 99))
    def release(self, index: int) -> None:
        promise = self.pick(index)
        services.release(deal_id=promise.deal, now=self.now)
        promise.live = 0

    @rule(steps=st.integers(1, 3))
    def time_passes(self, steps: int) -> None:
        self.tick += steps
        for promise in self.promises:
            services.expire(deal_id=promise.deal, now=self.now)
            if promise.klass == Klass.SOFT and promise.until <= self.tick:
                promise.live = 0

    @rule(sku=st.integers(0, 1), delta=st.integers(-20, 20).filter(bool))
    def correct(self, sku: int, delta: int) -> None:
        pool = pool_of(self.skus[sku])
        if self.tries(
            lambda: services.adjust(
                pool_id=pool.id, company_id=pool.site.company_id, delta=metres(delta), reason="盘点", by=WAREHOUSE,
                now=self.now,
            ),
            BelowReserved,
            self.free(sku) + delta >= 0,
        ):  # fmt: skip
            self.on_hand[sku] += delta

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "skus"):
            return
        figures = queries.figures([item.id for item in self.skus])
        for index, item in enumerate(self.skus):
            assert figures[item.id].on_hand.amount == Decimal(self.on_hand[index])
            assert figures[item.id].available.amount == Decimal(self.free(index))
        assert queries.reconcile() == []


@pytest.mark.django_db
def test_any_order_of_acts_keeps_the_books_of_goods() -> None:
    run_state_machine_as_test(
        Stock,
        settings=settings(
            max_examples=25, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
