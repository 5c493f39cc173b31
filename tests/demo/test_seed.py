"""The demo is made once, whole, with balanced books."""

from __future__ import annotations

import json
import time
from io import StringIO

import pytest
from django.core.management import call_command

from sourcebridge.catalog.models import Product
from sourcebridge.clock import queries as clock
from sourcebridge.demo import people
from sourcebridge.demo.seed import seed
from sourcebridge.discovery.models import Listing
from sourcebridge.domestic.models import SpotOrder
from sourcebridge.parties.models import User
from sourcebridge.payments.queries import reconcile

pytestmark = pytest.mark.django_db


class TestSeed:
    def test_made_once_and_told(self) -> None:
        began = time.process_time()
        assert seed(now=clock.now()) is True
        assert time.process_time() - began < 20
        assert Product.objects.filter(state="PUBLISHED").count() == 24
        assert sorted(SpotOrder.objects.values_list("state", flat=True)) == [
            "AWAITING_DISPATCH", "AWAITING_PAYMENT", "COMPLETED", "DISPATCHED",
        ]  # fmt: skip
        assert Listing.objects.count() == 24
        assert reconcile(at=clock.now()).holds
        users = User.objects.count()
        assert seed(now=clock.now()) is False
        out = StringIO()
        call_command("seed_demo", "--json", stdout=out)
        logins = json.loads(out.getvalue().splitlines()[-1])
        assert [row["email"] for row in logins] == [who.email for who in people.LOGINS]
        assert all(row["company"] for row in logins)
        assert User.objects.count() == users
        for row in logins:
            assert User.objects.get(email=row["email"]).check_password(row["password"])
