"""Sealing numbers without gaps; the verifier finds what the owner changed behind everybody's back."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from sourcebridge.ledger import accounts, head, queries, services
from sourcebridge.ledger.errors import HeadLost
from sourcebridge.ledger.models import Seal
from sourcebridge.ledger.verify import verify
from sourcebridge.runtime.roles import Access
from tests.ledger.booking import cny, pay_in

DEAL = uuid.uuid4()


@pytest.fixture(autouse=True)
def head_file(settings: Settings, tmp_path: Path) -> Path:
    settings.LEDGER_HEAD_FILE = tmp_path / "kept" / "head.txt"
    return tmp_path / "kept" / "head.txt"


def kinds() -> set[str]:
    return {finding.kind for finding in verify()}


def as_owner(access: Access, table: str, *statements: str) -> None:
    """What only a database owner can do: switch the guards off and write."""
    with psycopg.connect(access.owner) as owner:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement)
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class TestSeal:
    def test_numbers_from_one_without_gaps(self, committed_db: Access, head_file: Path) -> None:
        for amount in ("1.00", "2.00", "3.00"):
            pay_in(amount, DEAL)
        assert services.seal(limit=2) == 2
        assert services.seal() == 1
        assert services.seal() == 0
        assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
        assert len(head_file.read_text().splitlines()) == 2
        assert head_file.stat().st_mode & 0o777 == 0o600
        assert verify() == []

    def test_waits_for_an_older_transaction_and_leaves_no_gap(self, committed_db: Access) -> None:
        pay_in("9.00", DEAL)
        services.seal()
        posted, finish = threading.Event(), threading.Event()

        def slow() -> None:
            with transaction.atomic():
                pay_in("1.00", DEAL)
                posted.set()
                finish.wait(5)
            connection.close()

        thread = threading.Thread(target=slow)
        thread.start()
        posted.wait(5)
        pay_in("2.00", uuid.uuid4())
        assert services.seal() == 0
        finish.set()
        thread.join()
        assert services.seal() == 2
        assert verify() == []

    def test_seals_what_a_restored_backup_brings(self, committed_db: Access) -> None:
        entry = pay_in("1.00", DEAL)
        as_owner(committed_db, "ledger_entry", f"UPDATE ledger_entry SET txid = 9000000000 WHERE id = '{entry.id}'")
        assert services.seal() == 1

    def test_parallel_sealers_seal_once(self, committed_db: Access) -> None:
        for _turn in range(6):
            pay_in("1.00", DEAL)
        counts: list[int] = []

        def work() -> None:
            counts.append(services.seal(limit=4))
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(counts) == 6
        assert verify() == []

    def test_catches_the_file_up_after_a_crash_between_commit_and_append(
        self, committed_db: Access, head_file: Path
    ) -> None:
        pay_in("1.00", DEAL)
        services.seal()
        head_file.unlink()
        services.seal()
        assert head.last() == head.Head(1, Seal.objects.get(seq=1).hash)

    def test_reads_past_a_torn_line(self, committed_db: Access, head_file: Path) -> None:
        pay_in("1.00", DEAL)
        services.seal()
        with head_file.open("a") as file:
            file.write("2 abc")
        pay_in("2.00", DEAL)
        services.seal()
        assert [item.seq for item in head.heads()] == [1, 2]
        assert verify() == []


class TestVerify:
    def test_finds_nothing_in_sound_books(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        call_command("ledger_verify")

    def test_finds_one_leg_changed_by_the_owner(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        as_owner(
            committed_db,
            "ledger_leg",
            "UPDATE ledger_leg SET minor = minor - 1 WHERE minor < 0",
        )
        assert kinds() == {"chain", "sum", "balance"}
        with pytest.raises(CommandError, match="do not agree"):
            call_command("ledger_verify")

    def test_finds_both_legs_and_the_balance_changed_together(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        as_owner(
            committed_db,
            "ledger_leg",
            "UPDATE ledger_leg SET minor = minor * 2",
            "UPDATE ledger_balance SET minor = minor * 2",
        )
        assert kinds() == {"chain"}

    @pytest.mark.parametrize(
        ("table", "statement"),
        [
            ("ledger_entry", "UPDATE ledger_entry SET facts = '{}'"),
            ("ledger_entry", "UPDATE ledger_entry SET at = at + interval '1 microsecond'"),
            ("ledger_entry", "UPDATE ledger_entry SET deal_id = NULL"),
            ("ledger_entry", "UPDATE ledger_entry SET why = 'REFUND'"),
            ("ledger_account", "UPDATE ledger_account SET code = code || 'x' WHERE kind = 'ASSET'"),
        ],
    )
    def test_finds_any_changed_figure(self, committed_db: Access, table: str, statement: str) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        as_owner(committed_db, table, statement)
        assert "chain" in kinds()

    def test_finds_a_forged_balance(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        as_owner(committed_db, "ledger_balance", "UPDATE ledger_balance SET minor = 501")
        assert kinds() == {"balance"}

    def test_finds_removed_last_seals_by_the_file(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        pay_in("6.00", DEAL)
        services.seal()
        as_owner(committed_db, "ledger_seal", "DELETE FROM ledger_seal WHERE seq = 2")
        assert kinds() == {"head"}
        with pytest.raises(HeadLost):
            services.seal()
        assert Seal.objects.count() == 1

    def test_finds_a_chain_computed_anew_by_the_file(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        as_owner(committed_db, "ledger_seal", "DELETE FROM ledger_seal")
        as_owner(
            committed_db,
            "ledger_leg",
            "UPDATE ledger_leg SET minor = minor * 2",
            "UPDATE ledger_balance SET minor = minor * 2",
        )
        kept = head.path().rename(head.path().with_name("kept.txt"))
        services.seal()
        kept.rename(head.path())
        assert kinds() == {"head"}
        with pytest.raises(HeadLost):
            services.seal()

    def test_finds_a_hole_in_the_numbers(self, committed_db: Access) -> None:
        for _turn in range(3):
            pay_in("5.00", DEAL)
            services.seal()
        as_owner(committed_db, "ledger_seal", "DELETE FROM ledger_seal WHERE seq = 2")
        assert kinds() == {"gap", "chain", "head"}

    def test_finds_what_was_never_sealed(self, committed_db: Access) -> None:
        pay_in("5.00", DEAL)
        as_owner(committed_db, "ledger_entry", "UPDATE ledger_entry SET posted_at = now() - interval '2 hours'")
        assert kinds() == {"unsealed"}

    def test_agrees_again_after_the_operator_restarts_the_head(self, committed_db: Access, head_file: Path) -> None:
        pay_in("5.00", DEAL)
        services.seal()
        head.append(head.Head(7, "0" * 64))
        with pytest.raises(CommandError):
            call_command("ledger_verify")
        call_command("ledger_verify", "--restart-head")
        assert len(list(head_file.parent.iterdir())) == 2
        assert queries.balance(accounts.escrow(DEAL, "CNY")) == cny("5.00")
