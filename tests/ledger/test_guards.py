"""The database itself refuses unbalanced, rewritten, completed and overdrawn books, whoever asks."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from psycopg import errors

from sourcebridge.ledger import accounts, queries
from sourcebridge.ledger.accounts import AccountRef
from sourcebridge.runtime.roles import Access
from tests.ledger.booking import AT, pay_in

BANK_USD = accounts.custodian("bank", "USD")
OWN_USD = accounts.capital("USD")
OWN_EUR = accounts.capital("EUR")
Leg = tuple[AccountRef, int, str]


@pytest.fixture
def app(committed_db: Access) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(committed_db.app)


def insert(app: psycopg.Connection[tuple[object, ...]], *legs: Leg, entry: uuid.UUID | None = None) -> uuid.UUID:
    """Write an entry by hand and commit; with `entry` only further legs."""
    key = entry or uuid.uuid4()
    with app.transaction():
        if entry is None:
            app.execute(
                "INSERT INTO ledger_entry (id, why, subject, at, facts) VALUES (%s, 'ADJUSTMENT', '', %s, '{}')",
                [key, AT],
            )
        for position, (account, minor, currency) in enumerate(legs, start=1 if entry is None else 50):
            app.execute(
                "INSERT INTO ledger_account (id, code, kind, currency, owner, floored) VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [account.id, account.code, account.kind.value, account.currency, account.owner, account.floored],
            )
            app.execute(
                "INSERT INTO ledger_leg (id, entry_id, position, account_id, minor, currency)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [uuid.uuid4(), key, position, account.id, minor, currency],
            )
    return key


class TestAnEntry:
    def test_is_taken_when_balanced(self, app: psycopg.Connection[tuple[object, ...]]) -> None:
        insert(app, (BANK_USD, 100, "USD"), (OWN_USD, -100, "USD"))
        assert queries.balance(BANK_USD).minor == 100

    @pytest.mark.parametrize(
        ("legs", "constraint"),
        [
            ([(BANK_USD, 10000, "USD"), (OWN_EUR, -10000, "EUR")], "ledger_balanced"),
            ([(BANK_USD, 100, "USD"), (OWN_USD, -99, "USD")], "ledger_balanced"),
            ([], "ledger_two_legs"),
            ([(BANK_USD, 100, "USD")], "ledger_two_legs"),
            ([(BANK_USD, 100, "USD"), (OWN_EUR, -100, "USD")], "ledger_leg_currency"),
            ([(BANK_USD, 0, "USD"), (OWN_USD, 0, "USD")], "leg_not_zero"),
            ([(BANK_USD, 100, "USD"), (accounts.unmatched("USD"), 100, "USD"), (OWN_USD, -200, "USD")], "ledger_floor"),
        ],
    )
    def test_is_refused(self, app: psycopg.Connection[tuple[object, ...]], legs: list[Leg], constraint: str) -> None:
        with pytest.raises(errors.CheckViolation) as refused:
            insert(app, *legs)
        assert refused.value.diag.constraint_name == constraint
        assert app.execute("SELECT count(*) FROM ledger_entry").fetchone() == (0,)

    def test_is_complete_in_its_transaction(self, app: psycopg.Connection[tuple[object, ...]]) -> None:
        key = insert(app, (BANK_USD, 100, "USD"), (OWN_USD, -100, "USD"))
        with pytest.raises(errors.CheckViolation) as refused:
            insert(app, (BANK_USD, 100, "USD"), (OWN_USD, -100, "USD"), entry=key)
        assert refused.value.diag.constraint_name == "ledger_entry_complete"

    def test_cannot_claim_another_transaction_or_time(self, app: psycopg.Connection[tuple[object, ...]]) -> None:
        app.execute(
            "INSERT INTO ledger_entry (id, why, subject, at, facts, txid, posted_at)"
            " VALUES (gen_random_uuid(), 'ADJUSTMENT', '', %s, '{}', 1, '2001-01-01Z')",
            [AT],
        )
        row = app.execute(
            "SELECT txid = pg_current_xact_id()::text::bigint, posted_at > '2020-01-01Z' FROM ledger_entry"
        ).fetchone()
        assert row == (True, True)
        app.rollback()

    def test_stays_checked_when_constraints_are_made_immediate_midway(
        self, app: psycopg.Connection[tuple[object, ...]]
    ) -> None:
        key = uuid.uuid4()
        add = (
            "INSERT INTO ledger_leg (id, entry_id, position, account_id, minor, currency)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'USD')"
        )
        for account in (BANK_USD, OWN_USD):
            app.execute(
                "INSERT INTO ledger_account (id, code, kind, currency, owner, floored)"
                " VALUES (%s, %s, %s, 'USD', '', false)",
                [account.id, account.code, account.kind.value],
            )
        app.execute(
            "INSERT INTO ledger_entry (id, why, subject, at, facts) VALUES (%s, 'ADJUSTMENT', '', %s, '{}')", [key, AT]
        )
        app.execute(add, [key, 1, BANK_USD.id, 5])
        app.execute(add, [key, 2, OWN_USD.id, -5])
        app.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(errors.CheckViolation):
            app.execute(add, [key, 3, BANK_USD.id, 7])
        app.rollback()


REWRITES = [
    "UPDATE ledger_leg SET minor = minor + 1",
    "UPDATE ledger_entry SET at = now()",
    "UPDATE ledger_account SET owner = 'me'",
    "DELETE FROM ledger_leg",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_seal SET hash = ''",
    "TRUNCATE ledger_leg CASCADE",
]


class TestRewriting:
    @pytest.mark.parametrize(
        "statement",
        [
            *REWRITES,
            "UPDATE ledger_balance SET minor = minor + 1",
            "DELETE FROM ledger_balance",
            "INSERT INTO ledger_balance SELECT account_id, 1 FROM ledger_leg",
            "ALTER TABLE ledger_leg DISABLE TRIGGER USER",
            "SET session_replication_role = replica",
            "CREATE TEMPORARY TABLE ledger_leg (a int)",
            "SELECT ledger_keep_balances()",
        ],
    )
    def test_is_refused_to_the_application(self, committed_db: Access, statement: str) -> None:
        pay_in("10.00", uuid.uuid4())
        with psycopg.connect(committed_db.app) as app, pytest.raises(errors.InsufficientPrivilege):
            app.execute(statement)

    @pytest.mark.parametrize("statement", [s for s in REWRITES if "seal" not in s])
    def test_is_refused_to_the_owner(self, committed_db: Access, statement: str) -> None:
        pay_in("10.00", uuid.uuid4())
        with (
            psycopg.connect(committed_db.owner) as owner,
            pytest.raises(errors.RestrictViolation, match="written once"),
        ):
            owner.execute(statement)

    def test_is_refused_to_readers(self, committed_db: Access) -> None:
        with psycopg.connect(committed_db.readonly) as reader, pytest.raises(errors.InsufficientPrivilege):
            reader.execute("INSERT INTO ledger_entry (id) VALUES (gen_random_uuid())")


class TestForgedAccounts:
    @pytest.mark.parametrize(
        ("kind", "floored", "currency"), [("LIABILITY", False, "CNY"), ("ASSET", True, "CNY"), ("ASSET", False, "cny")]
    )
    def test_are_refused(self, committed_db: Access, kind: str, floored: bool, currency: str) -> None:
        with psycopg.connect(committed_db.app) as app, pytest.raises(errors.CheckViolation):
            app.execute(
                "INSERT INTO ledger_account (id, code, kind, currency, owner, floored)"
                " VALUES (gen_random_uuid(), 'x', %s, %s, '', %s)", [kind, currency, floored],
            )  # fmt: skip
