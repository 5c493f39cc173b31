"""Release, payout account, payout in two persons' hands, the bank file."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.db import transaction

from sourcebridge.kit.errors import IllegalMove, Malformed, NotAllowed
from sourcebridge.ledger.errors import EntryIdReused, InsufficientFunds
from sourcebridge.ledger.models import Entry
from sourcebridge.messaging.models import Mail
from sourcebridge.payments import errors, queries, services
from sourcebridge.payments.models import Payout, PayoutAccount, PayoutBatch
from sourcebridge.payments.states import ACCOUNT, PAYOUT
from tests.payments.cast import NOW, Cast, assert_books_balance, cny, custody, nothing_changes


def release(cast: Cast, gross: str = "1716.00", commission: str = "10.30", key: str = "1") -> Entry:
    return services.release(
        deal_id=cast.deal_id, supplier_company_id=cast.supplier.id, gross=cny(gross), commission=cny(commission),
        at=NOW, key=key,
    )  # fmt: skip


def claim(cast: Cast, number: str = "6228480402564890018", holder: str = "绍兴锦纶纺织有限公司") -> PayoutAccount:
    return services.claim_account(
        company_id=cast.supplier.id, holder=holder, bank="农业银行柯桥支行", number=number, by=cast.seller, now=NOW
    )


def ask(cast: Cast, amount: str = "1000.00") -> Payout:
    return services.ask_payout(company_id=cast.supplier.id, amount=cny(amount), by=cast.seller, now=NOW)


@pytest.fixture
def owed(cast: Cast) -> Cast:
    """1,705.70 owed to the supplier, its account verified."""
    cast.paid()
    release(cast)
    services.verify_account(account_id=claim(cast).id, by=cast.clerk, now=NOW)
    return cast


class TestRelease:
    def test_pays_the_supplier_less_the_commission(self, cast: Cast) -> None:
        cast.paid()
        release(cast)
        assert (cast.held(), cast.payable()) == (cny("0.00"), cny("1705.70"))
        assert queries.reconcile(at=NOW).holds

    def test_the_same_key_releases_once(self, cast: Cast) -> None:
        cast.paid()
        first = release(cast)
        with nothing_changes():
            assert release(cast) == first
        with nothing_changes(), pytest.raises(EntryIdReused), transaction.atomic():
            release(cast, commission="0.00")

    def test_refuses_more_than_is_held(self, cast: Cast) -> None:
        cast.paid()
        with nothing_changes(), pytest.raises(InsufficientFunds), transaction.atomic():
            release(cast, gross="1716.01")

    @pytest.mark.parametrize(("gross", "commission"), [("0.00", "0.00"), ("5.00", "5.01"), ("5.00", "-1.00")])
    def test_refuses_figures_that_make_no_sense(self, cast: Cast, gross: str, commission: str) -> None:
        cast.paid()
        with nothing_changes(), pytest.raises(errors.AmountNotPositive):
            release(cast, gross=gross, commission=commission)


class TestPayoutAccount:
    def test_the_first_is_usable_once_verified(self, owed: Cast) -> None:
        assert ask(owed).state == "ASKED"

    def test_a_change_waits_and_everyone_is_told(self, owed: Cast) -> None:
        changed = claim(owed, number="6222020200112233445")
        assert changed.usable_from == NOW + timedelta(hours=72)
        assert "changed" in Mail.objects.order_by("-id")[0].subject.lower() or Mail.objects.count() >= 3
        services.verify_account(account_id=changed.id, by=owed.clerk, now=NOW)
        with nothing_changes(), pytest.raises(errors.PayoutAccountOnHold):
            ask(owed)
        later = changed.usable_from
        asked = services.ask_payout(company_id=owed.supplier.id, amount=cny("5.00"), by=owed.seller, now=later)
        assert asked.account_number == "6222020200112233445"

    def test_a_payout_already_asked_keeps_its_account(self, owed: Cast) -> None:
        payout = ask(owed)
        claim(owed, number="6222020200112233445")
        payout.refresh_from_db()
        assert payout.account_number == "6228480402564890018"

    def test_refuses_payout_before_verification(self, cast: Cast) -> None:
        cast.paid()
        release(cast)
        claim(cast)
        with nothing_changes(), pytest.raises(errors.NoPayoutAccount):
            ask(cast)

    @pytest.mark.parametrize(
        ("number", "holder"), [("123", "绍兴"), ("6228480402564890018", ""), ("6228;DROP", "绍兴")]
    )
    def test_refuses_what_no_bank_has(self, cast: Cast, number: str, holder: str) -> None:
        with nothing_changes(), pytest.raises(Malformed):
            claim(cast, number=number, holder=holder)

    def test_only_the_operator_verifies(self, cast: Cast) -> None:
        account = claim(cast)
        with nothing_changes(), pytest.raises(NotAllowed):
            services.verify_account(account_id=account.id, by=cast.seller, now=NOW)
        with nothing_changes(), pytest.raises(NotAllowed):
            services.refuse_account(account_id=account.id, reason="x", by=cast.seller, now=NOW)
        services.refuse_account(account_id=account.id, reason="户名不符", by=cast.clerk, now=NOW)
        with nothing_changes(), pytest.raises(IllegalMove):
            services.verify_account(account_id=account.id, by=cast.clerk, now=NOW)


class TestAskPayout:
    def test_sets_the_money_aside(self, owed: Cast) -> None:
        ask(owed)
        assert owed.payable() == cny("705.70")
        assert queries.reconcile(at=NOW).holds

    def test_refuses_more_than_is_owed(self, owed: Cast) -> None:
        with nothing_changes(), pytest.raises(InsufficientFunds), transaction.atomic():
            ask(owed, "1705.71")

    def test_refuses_below_the_smallest(self, owed: Cast) -> None:
        with nothing_changes(), pytest.raises(errors.PayoutTooSmall):
            ask(owed, "0.99")

    def test_refuses_nothing(self, owed: Cast) -> None:
        with nothing_changes(), pytest.raises(errors.AmountNotPositive):
            ask(owed, "0.00")


class TestBankFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_holds_every_waiting_payout_and_its_hash(self, owed: Cast, encoding: str) -> None:
        ask(owed, "1000.00")
        ask(owed, "5.70")
        batch = services.make_batch(by=owed.clerk, now=NOW, encoding=encoding)
        assert (batch.rows, batch.money) == (2, cny("1005.70"))
        _batch, content = services.file_content(batch_id=batch.id, by=owed.clerk, now=NOW)
        assert hashlib.sha256(content).hexdigest() == batch.sha256
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig" if encoding == "utf-8" else encoding))))
        assert rows[0][0] == "序号"
        assert [row[5] for row in rows[1:]] == ["1000.00", "5.70"]

    def test_no_cell_runs_as_a_formula(self, cast: Cast) -> None:
        cast.paid()
        release(cast)
        account = claim(cast, holder='=HYPERLINK("http://x")')
        services.verify_account(account_id=account.id, by=cast.clerk, now=NOW)
        ask(cast)
        assert ",\"'=HYPERLINK" in services.make_batch(by=cast.clerk, now=NOW).content

    def test_refuses_an_empty_file(self, owed: Cast) -> None:
        with nothing_changes(), pytest.raises(errors.NothingToPay):
            services.make_batch(by=owed.clerk, now=NOW)

    def test_refuses_an_unknown_encoding(self, owed: Cast) -> None:
        ask(owed)
        with nothing_changes(), pytest.raises(Malformed):
            services.make_batch(by=owed.clerk, now=NOW, encoding="ebcdic")

    def test_refuses_a_supplier(self, owed: Cast) -> None:
        ask(owed)
        with nothing_changes(), pytest.raises(NotAllowed), transaction.atomic():
            services.make_batch(by=owed.seller, now=NOW)

    def test_refuses_a_damaged_file(self, owed: Cast) -> None:
        ask(owed)
        batch = services.make_batch(by=owed.clerk, now=NOW)
        PayoutBatch.objects.filter(pk=batch.pk).update(content=batch.content.replace("1000.00", "9000.00"))
        with nothing_changes(), pytest.raises(errors.FileDamaged):
            services.file_content(batch_id=batch.id, by=owed.clerk, now=NOW)


class TestSettlePayout:
    @pytest.fixture
    def filed(self, owed: Cast) -> Payout:
        payout = ask(owed)
        services.make_batch(by=owed.clerk, now=NOW)
        payout.refresh_from_db()
        return payout

    def test_a_second_person_confirms(self, owed: Cast, filed: Payout) -> None:
        services.settle_payout(payout_id=filed.id, by=owed.second, now=NOW, bank_ref="ICBC-1")
        assert custody("bank") == cny("716.00")
        assert queries.reconcile(at=NOW).holds

    def test_refuses_the_person_who_made_the_file(self, owed: Cast, filed: Payout) -> None:
        for act in (
            lambda: services.settle_payout(payout_id=filed.id, by=owed.clerk, now=NOW),
            lambda: services.fail_payout(payout_id=filed.id, reason="x", by=owed.clerk, now=NOW),
            lambda: services.settle_batch(batch_id=filed.batch_id, by=owed.clerk, now=NOW),  # type: ignore[arg-type]
        ):
            with nothing_changes(), pytest.raises(errors.SamePerson), transaction.atomic():
                act()

    def test_refuses_a_supplier(self, owed: Cast, filed: Payout) -> None:
        with nothing_changes(), pytest.raises(NotAllowed):
            services.settle_payout(payout_id=filed.id, by=owed.seller, now=NOW)

    def test_refuses_before_filing_and_twice(self, owed: Cast, filed: Payout) -> None:
        fresh = ask(owed, "5.00")
        with nothing_changes(), pytest.raises(IllegalMove):
            services.settle_payout(payout_id=fresh.id, by=owed.second, now=NOW)
        services.settle_payout(payout_id=filed.id, by=owed.second, now=NOW)
        with nothing_changes(), pytest.raises(IllegalMove):
            services.settle_payout(payout_id=filed.id, by=owed.second, now=NOW)

    def test_what_the_bank_refuses_is_owed_again(self, owed: Cast, filed: Payout) -> None:
        services.fail_payout(payout_id=filed.id, reason="户名不符", by=owed.second, now=NOW)
        assert owed.payable() == cny("1705.70")
        assert queries.reconcile(at=NOW).holds

    def test_what_comes_back_after_settling_is_owed_again(self, owed: Cast, filed: Payout) -> None:
        services.settle_payout(payout_id=filed.id, by=owed.second, now=NOW)
        services.bounce_payout(payout_id=filed.id, reason="销户", by=owed.second, now=NOW)
        assert owed.payable() == cny("1705.70")
        assert queries.reconcile(at=NOW).holds
        assert_books_balance()

    def test_a_whole_file_at_once(self, owed: Cast, filed: Payout) -> None:
        assert services.settle_batch(batch_id=filed.batch_id, by=owed.second, now=NOW) == 1  # type: ignore[arg-type]
        with nothing_changes(), pytest.raises(errors.NothingToPay):
            services.settle_batch(batch_id=filed.batch_id, by=owed.second, now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", [PAYOUT, ACCOUNT], ids=lambda table: table.name)
def test_the_grids(table: object) -> None:
    for state, edge, actor, allowed in table.grid():  # type: ignore[attr-defined]
        if allowed:
            assert table.check(state, edge.name, actor)  # type: ignore[attr-defined]
        else:
            with pytest.raises((IllegalMove, NotAllowed)):
                table.check(state, edge.name, actor)  # type: ignore[attr-defined]
