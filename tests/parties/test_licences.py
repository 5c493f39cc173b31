"""Licences: the whole grid of their lifecycle, and each verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock import services as clock
from sourcebridge.clock.models import Deadline, DeadlineState
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.states import Move
from sourcebridge.kit.uploads import StoredFile
from sourcebridge.parties import errors, queries, services
from sourcebridge.parties.models import Company, Licence, LicenceKind, User
from sourcebridge.parties.states import LICENCE, LICENCE_EXPIRES, LICENCE_REVIEW_DUE, LicenceState
from tests.parties.conftest import CREDIT_CODE, NOW, WRONG_CODE, by

pytestmark = pytest.mark.django_db
ACTS: dict[str, Callable[[Licence, By], Any]] = {
    "start_review": lambda row, who: services.start_review(licence_id=row.id, by=who, now=NOW),
    "approve": lambda row, who: services.approve(licence_id=row.id, valid_until=None, by=who, now=NOW),
    "reject": lambda row, who: services.reject(licence_id=row.id, reason="blurred", by=who, now=NOW),
    "withdraw": lambda row, who: services.withdraw_licence(licence_id=row.id, by=who, now=NOW),
    "remind": lambda row, _who: services.remind_reviewers(licence_id=row.id, now=NOW),
    "expire": lambda row, _who: services.expire(licence_id=row.id, now=NOW),
}
BY_CLOCK = {"remind", "expire"}


def everything() -> list[Any]:
    """What a refusal must leave as it was."""
    return [
        list(Licence.objects.order_by("id").values()),
        AuditEntry.objects.count(),
        EventRecord.objects.count(),
        list(Deadline.objects.order_by("id").values()),
    ]


@pytest.fixture
def submitted(supplier: Company, lin: User, platform: Company, document: StoredFile) -> Licence:
    return submit(supplier, lin, document)


def submit(company: Company, person: User, document: StoredFile, **changed: Any) -> Licence:
    given: dict[str, Any] = {
        "kind": LicenceKind.BUSINESS_LICENCE, "claimed_name": company.name, "claimed_number": CREDIT_CODE,
        "by": by(person, company), "now": NOW, "company_id": company.id, "document": document,
    }  # fmt: skip
    return services.submit_licence(**{**given, **changed})


def put(row: Licence, state: str, operator: User) -> None:
    """Set a state as its own history would have left it."""
    verified = state in {LicenceState.APPROVED, LicenceState.EXPIRED}
    Licence.objects.filter(pk=row.pk).update(
        state=state,
        reason="no" if state == LicenceState.REJECTED else "",
        verified_by=operator if verified else None,
        verified_at=NOW if verified else None,
        verified_sha256=row.sha256 if verified else "",
    )
    row.refresh_from_db()


class TestLifecycle:
    def test_every_state_move_and_actor(self, submitted: Licence, supplier: Company, operator: User) -> None:
        tried = 0
        for state, edge, actor, allowed in LICENCE.grid():
            if edge.name in BY_CLOCK and actor != Actor.SYSTEM:
                continue
            put(submitted, state, operator)
            self._try(edge, submitted, By(actor, operator.id, supplier.id, "x"), allowed=allowed)
            tried += 1
        assert tried == len(LicenceState) * (len(ACTS) - len(BY_CLOCK)) * len(Actor) + len(LicenceState) * len(BY_CLOCK)

    def _try(self, edge: Move, row: Licence, who: By, *, allowed: bool) -> None:
        before, state = everything(), row.state
        if allowed:
            ACTS[edge.name](row, who)
            row.refresh_from_db()
            assert row.state == edge.result(state)
            assert EventRecord.objects.order_by("-id")[0].name == edge.event
            return
        if edge.name in BY_CLOCK:
            ACTS[edge.name](row, who)
        else:
            with pytest.raises(Refusal):
                ACTS[edge.name](row, who)
        assert everything() == before, (state, edge.name, who.actor)


class TestSubmit:
    def test_sets_the_review_deadline(self, submitted: Licence) -> None:
        deadline = Deadline.objects.get(subject_id=submitted.id)
        assert (deadline.kind, deadline.due_at) == (LICENCE_REVIEW_DUE, NOW + timedelta(days=2))
        assert queries.verification(submitted.company_id)[0].state == "pending"

    def test_refuses_a_wrong_check_character(self, supplier: Company, lin: User, document: StoredFile) -> None:
        before = everything()
        with pytest.raises(errors.CreditCodeWrong):
            submit(supplier, lin, document, claimed_number=WRONG_CODE)
        assert everything() == before

    def test_refuses_an_outdated_document(self, supplier: Company, lin: User, document: StoredFile) -> None:
        before = everything()
        with pytest.raises(errors.LicenceOutdated):
            submit(supplier, lin, document, claimed_until=date(2026, 3, 1))
        assert everything() == before

    def test_refuses_a_second_one_while_one_waits(
        self, submitted: Licence, supplier: Company, lin: User, document: StoredFile
    ) -> None:
        before = everything()
        with pytest.raises(errors.LicenceWaiting):
            submit(supplier, lin, document)
        assert everything() == before

    def test_refuses_another_company(
        self, submitted: Licence, platform: Company, operator: User, supplier: Company, document: StoredFile
    ) -> None:
        before = everything()
        with pytest.raises(Refusal):
            submit(supplier, operator, document, by=by(operator, platform))
        assert everything() == before


class TestApprove:
    def test_keeps_claimed_and_verified_apart(self, submitted: Licence, operator: User, platform: Company) -> None:
        who = by(operator, platform)
        services.start_review(licence_id=submitted.id, by=who, now=NOW)
        services.approve(
            licence_id=submitted.id,
            valid_until=date(2026, 12, 31),
            verified_name="柯桥源色纺织有限公司",
            by=who,
            now=NOW,
        )
        row = Licence.objects.get(pk=submitted.pk)
        assert (row.claimed_name, row.verified_name) == ("柯桥源色纺织", "柯桥源色纺织有限公司")
        assert (row.verified_by, row.verified_at, row.verified_sha256) == (operator, NOW, row.sha256)
        mark = queries.verification(row.company_id)[0]
        assert (mark.state, mark.verified_by, mark.valid_until) == ("verified", platform.name, date(2026, 12, 31))
        expiry = Deadline.objects.get(subject_id=row.id, kind=LICENCE_EXPIRES)
        assert expiry.due_at.isoformat() == "2026-12-31T16:00:00+00:00"
        assert Deadline.objects.get(subject_id=row.id, kind=LICENCE_REVIEW_DUE).state == DeadlineState.WITHDRAWN

    def test_expires_at_the_end_of_its_last_day(self, submitted: Licence, operator: User, platform: Company) -> None:
        who = by(operator, platform)
        services.start_review(licence_id=submitted.id, by=who, now=NOW)
        services.approve(licence_id=submitted.id, valid_until=date(2026, 3, 31), by=who, now=NOW)
        clock.run_due()
        assert queries.verification(submitted.company_id)[0].state == "lapsed"

    def test_refuses_an_outdated_day(self, submitted: Licence, operator: User, platform: Company) -> None:
        who = by(operator, platform)
        services.start_review(licence_id=submitted.id, by=who, now=NOW)
        before = everything()
        with pytest.raises(errors.LicenceOutdated):
            services.approve(licence_id=submitted.id, valid_until=date(2026, 3, 1), by=who, now=NOW)
        assert everything() == before


class TestReject:
    def test_refuses_without_reason(self, submitted: Licence, operator: User, platform: Company) -> None:
        who = by(operator, platform)
        services.start_review(licence_id=submitted.id, by=who, now=NOW)
        before = everything()
        with pytest.raises(errors.ReasonMissing):
            services.reject(licence_id=submitted.id, reason=" ", by=who, now=NOW)
        assert everything() == before


class TestOverdue:
    def test_reminds_once(self, submitted: Licence) -> None:
        clock.run_due()
        clock.run_due()
        assert EventRecord.objects.filter(name="parties.licence.review_overdue").count() == 1
        submitted.refresh_from_db()
        assert submitted.state == LicenceState.SUBMITTED


class TestVisibility:
    def test_other_companies_see_nothing(self, submitted: Licence, person: Callable[..., User]) -> None:
        from sourcebridge.parties.member import of_user

        stranger = person("stranger")
        services.found_company(by=stranger, name="Elsewhere", now=NOW)
        assert not queries.licences_visible_to(of_user(stranger)).exists()
        with pytest.raises(Refusal):
            queries.licence(submitted.id, member=of_user(stranger))


def test_statement_count_does_not_grow(
    submitted: Licence, supplier: Company, person: Callable[..., User], django_assert_num_queries: Any
) -> None:
    other = services.found_company(by=person("mei"), name="Other", now=NOW)
    with django_assert_num_queries(3):
        queries.verifications([supplier.id])
    with django_assert_num_queries(3):
        queries.verifications([supplier.id, other.id])
