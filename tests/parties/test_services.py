"""Companies, members, invitations, tokens."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.clock import services as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound, Refusal
from sourcebridge.parties import errors, queries, services
from sourcebridge.parties import member as members
from sourcebridge.parties.models import ApiToken, Company, Invitation, Membership, User
from sourcebridge.parties.permissions import PLATFORM_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role, permissions_of
from sourcebridge.parties.states import INVITATION, InvitationState
from tests.parties.conftest import CREDIT_CODE, NOW, WRONG_CODE, by

pytestmark = pytest.mark.django_db


def everything() -> list[Any]:
    """What a refusal must leave as it was."""
    tables = (User, Company, Membership, Invitation, ApiToken)
    return [
        *(list(table.objects.order_by("id").values()) for table in tables),
        AuditEntry.objects.count(),
        EventRecord.objects.count(),
    ]


class Unchanged:
    """`with refused(X)`: X is raised and nothing changed."""

    def __init__(self, refusal: type[Refusal]) -> None:
        self.refusal = refusal

    def __enter__(self) -> None:
        self.before = everything()

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> bool:
        assert kind is self.refusal, (kind, error)
        assert everything() == self.before
        return True


def join(company: Company, owner: User, user: User, *roles: str) -> Membership:
    invitation = services.invite(company_id=company.id, email=user.email, roles=roles, by=by(owner, company), now=NOW)
    return services.accept_invitation(key=queries.invitation_key(invitation), user=user, now=NOW)


class TestPolicy:
    @pytest.mark.parametrize("platform", [False, True])
    def test_every_role_and_permission(self, platform: bool) -> None:
        table = PLATFORM_PERMISSIONS if platform else ROLE_PERMISSIONS
        assert set(table) == set(Role)
        for role in Role:
            for permission in Permission:
                assert (permission in permissions_of(frozenset({role}), platform=platform)) == (
                    permission in table[role]
                )

    def test_trading_companies_never_have_the_operators_rights(self) -> None:
        operators = {
            Permission.LICENCE_REVIEW, Permission.PAYMENT_MATCH, Permission.UNMATCHED_RESOLVE, Permission.PAYOUT_FILE,
            Permission.PAYOUT_SETTLE, Permission.PLATFORM_STATEMENT_VIEW, Permission.QUEUE_VIEW, Permission.JOB_RETRY,
            Permission.CLOCK_MOVE, Permission.PARAMETER_CHANGE, Permission.AUDIT_VIEW, Permission.ORDER_OVERSEE,
        }  # fmt: skip
        for role in Role:
            assert not permissions_of(frozenset({role}), platform=False) & operators

    def test_operators_never_trade(self) -> None:
        trading = {
            Permission.ORDER_PLACE,
            Permission.ORDER_PAY,
            Permission.CART_EDIT,
            Permission.PAYOUT_ASK,
            Permission.ORDER_SHIP,
        }
        assert not permissions_of(frozenset(Role.values), platform=True) & trading

    def test_every_permission_is_given_to_somebody(self) -> None:
        given = permissions_of(frozenset(Role.values), platform=True) | permissions_of(
            frozenset(Role.values), platform=False
        )
        assert given == set(Permission)


class TestRegisterUser:
    def test_refuses_a_known_address(self, lin: User) -> None:
        with Unchanged(errors.MailTaken):
            services.register_user(email=" LIN@example.cn", password="anders-und-geheim-8", now=NOW)

    @pytest.mark.parametrize("password", ["short", "password123", "lin@example.org"])
    def test_refuses_a_weak_password(self, db: None, password: str) -> None:
        with Unchanged(errors.PasswordWeak):
            services.register_user(email="lin@example.org", password=password, now=NOW)


class TestFoundCompany:
    def test_makes_the_founder_owner(self, supplier: Company, lin: User) -> None:
        acting = members.of_user(lin)
        assert (acting.company_id, acting.roles) == (supplier.id, frozenset({Role.OWNER.value}))
        assert EventRecord.objects.get().name == "parties.company.founded"

    def test_refuses_a_wrong_credit_code(self, lin: User) -> None:
        with Unchanged(errors.CreditCodeWrong):
            services.found_company(by=lin, name="A", credit_code=WRONG_CODE, now=NOW)

    def test_refuses_a_taken_credit_code(self, lin: User) -> None:
        services.found_company(by=lin, name="A", credit_code=CREDIT_CODE, now=NOW)
        with Unchanged(errors.CreditCodeTaken):
            services.found_company(by=lin, name="B", credit_code=CREDIT_CODE, now=NOW)

    def test_refuses_no_name(self, lin: User) -> None:
        with Unchanged(errors.NameMissing):
            services.found_company(by=lin, name=" ", now=NOW)

    def test_refuses_a_second_platform(self, platform: Company, lin: User) -> None:
        with Unchanged(errors.PlatformFounded):
            services.found_platform(by=lin, name="Two", now=NOW)


class TestSwitchCompany:
    def test_acts_for_the_other_company(self, supplier: Company, lin: User) -> None:
        other = services.found_company(by=lin, name="Second", now=NOW)
        services.switch_company(user_id=lin.id, company_id=supplier.id, now=NOW)
        lin.refresh_from_db()
        assert members.of_user(lin).company_id == supplier.id != other.id

    def test_refuses_a_company_of_others(self, supplier: Company, person: Callable[..., User]) -> None:
        mei = person("mei")
        with Unchanged(NotFound):
            services.switch_company(user_id=mei.id, company_id=supplier.id, now=NOW)


class TestMembers:
    def test_last_owner_stays(self, supplier: Company, lin: User) -> None:
        row = Membership.objects.get()
        with Unchanged(errors.LastOwner):
            services.leave(user_id=lin.id, company_id=supplier.id, by=by(lin, supplier), now=NOW)
        with Unchanged(errors.LastOwner):
            services.set_roles(membership_id=row.id, roles=["SALES"], by=by(lin, supplier), now=NOW)
        with Unchanged(errors.LastOwner):
            services.remove_member(membership_id=row.id, by=by(lin, supplier), now=NOW)

    def test_an_owner_may_leave_when_another_stays(
        self, supplier: Company, lin: User, person: Callable[..., User]
    ) -> None:
        join(supplier, lin, person("mei"), "OWNER")
        services.leave(user_id=lin.id, company_id=supplier.id, by=by(lin, supplier), now=NOW)
        assert members.of_user(User.objects.get(pk=lin.id)).company_id is None

    def test_leaving_ends_the_tokens(self, supplier: Company, lin: User, person: Callable[..., User]) -> None:
        mei = person("mei")
        row = join(supplier, lin, mei, "SALES")
        issued = services.issue_token(user_id=mei.id, company_id=supplier.id, name="t", now=NOW)
        assert members.of_token(issued.secret)
        services.remove_member(membership_id=row.id, by=by(lin, supplier), now=NOW)
        assert members.of_token(issued.secret) is None

    def test_refuses_no_role(self, supplier: Company, lin: User) -> None:
        with Unchanged(errors.RolesMissing):
            services.set_roles(membership_id=Membership.objects.get().id, roles=["KING"], by=by(lin, supplier), now=NOW)

    def test_refuses_a_membership_of_another_company(
        self, supplier: Company, lin: User, person: Callable[..., User]
    ) -> None:
        mei = person("mei")
        other = services.found_company(by=mei, name="Other", now=NOW)
        row = Membership.objects.get(company=supplier)
        with Unchanged(NotFound):
            services.set_roles(membership_id=row.id, roles=["OWNER"], by=by(mei, other), now=NOW)


class TestInvitation:
    @pytest.fixture
    def invitation(self, supplier: Company, lin: User) -> Invitation:
        return services.invite(
            company_id=supplier.id, email="Mei@example.cn", roles=["SALES", "FINANCE"], by=by(lin, supplier), now=NOW
        )

    def test_is_accepted_once(self, invitation: Invitation, person: Callable[..., User]) -> None:
        mei, key = person("mei"), queries.invitation_key(invitation)
        row = services.accept_invitation(key=key, user=mei, now=NOW)
        assert row.roles == ["SALES", "FINANCE"]
        assert mei.memberships.get() == row
        with Unchanged(errors.InvitationClosed):
            services.accept_invitation(key=key, user=mei, now=NOW)

    def test_refuses_another_address(self, invitation: Invitation, person: Callable[..., User]) -> None:
        thief = person("thief")
        with Unchanged(errors.InvitationForAnother):
            services.accept_invitation(key=queries.invitation_key(invitation), user=thief, now=NOW)

    def test_refuses_an_unverified_address(self, invitation: Invitation, person: Callable[..., User]) -> None:
        mei = person("mei")
        EmailAddress.objects.update(verified=False)
        with Unchanged(errors.MailUnverified):
            services.accept_invitation(key=queries.invitation_key(invitation), user=mei, now=NOW)

    @pytest.mark.parametrize(
        "forge",
        [lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"), lambda key: key.split(":")[0], lambda _key: ""],
    )
    def test_refuses_a_forged_key(
        self, invitation: Invitation, person: Callable[..., User], forge: Callable[[str], str]
    ) -> None:
        mei = person("mei")
        with Unchanged(NotFound):
            services.accept_invitation(key=forge(queries.invitation_key(invitation)), user=mei, now=NOW)

    def test_refuses_after_its_time_even_before_the_deadline_ran(
        self, invitation: Invitation, person: Callable[..., User]
    ) -> None:
        mei = person("mei")
        with Unchanged(errors.InvitationClosed):
            services.accept_invitation(key=queries.invitation_key(invitation), user=mei, now=NOW + timedelta(days=7))

    def test_refuses_when_withdrawn(
        self, invitation: Invitation, supplier: Company, lin: User, person: Callable[..., User]
    ) -> None:
        mei = person("mei")
        services.withdraw_invitation(invitation_id=invitation.id, by=by(lin, supplier), now=NOW)
        with Unchanged(errors.InvitationClosed):
            services.accept_invitation(key=queries.invitation_key(invitation), user=mei, now=NOW)

    def test_refuses_withdrawal_by_another_company(self, invitation: Invitation, person: Callable[..., User]) -> None:
        mei = person("mei")
        other = services.found_company(by=mei, name="Other", now=NOW)
        with Unchanged(NotFound):
            services.withdraw_invitation(invitation_id=invitation.id, by=by(mei, other), now=NOW)

    def test_refuses_a_second_open_one(self, invitation: Invitation, supplier: Company, lin: User) -> None:
        with Unchanged(errors.AlreadyInvited):
            services.invite(
                company_id=supplier.id, email="mei@EXAMPLE.cn", roles=["SALES"], by=by(lin, supplier), now=NOW
            )

    def test_refuses_a_member(self, supplier: Company, lin: User) -> None:
        with Unchanged(errors.AlreadyMember):
            services.invite(company_id=supplier.id, email=lin.email, roles=["SALES"], by=by(lin, supplier), now=NOW)

    def test_expires_by_deadline_and_may_be_sent_again(
        self, invitation: Invitation, supplier: Company, lin: User
    ) -> None:
        clock.run_due()
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.EXPIRED
        services.invite(company_id=supplier.id, email="mei@example.cn", roles=["SALES"], by=by(lin, supplier), now=NOW)

    def test_grid(self, invitation: Invitation, supplier: Company, lin: User, person: Callable[..., User]) -> None:
        mei = person("mei")
        Invitation.objects.update(email=mei.email)
        acts: dict[str, Callable[[By], Any]] = {
            "withdraw": lambda who: services.withdraw_invitation(invitation_id=invitation.id, by=who, now=NOW),
            "expire": lambda _who: services.expire_invitation(invitation_id=invitation.id, now=NOW),
        }
        for state, edge, actor, allowed in INVITATION.grid():
            if edge.name not in acts or (edge.name == "expire" and actor != Actor.SYSTEM):
                continue
            Invitation.objects.update(state=state)
            before = everything()
            try:
                acts[edge.name](By(actor, lin.id, supplier.id, "x"))
            except Refusal:
                assert not allowed
            invitation.refresh_from_db()
            assert invitation.state == (edge.result(state) if allowed else state)
            assert allowed or everything() == before


class TestTokens:
    def test_stores_only_the_hash(self, supplier: Company, lin: User) -> None:
        issued = services.issue_token(user_id=lin.id, company_id=supplier.id, name="ERP", now=NOW)
        assert issued.secret not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
        acting = members.of_token(issued.secret)
        assert acting is not None
        assert acting.company_id == supplier.id
        assert not acting.narrowed

    def test_is_cut_to_its_scopes_and_never_widens(self, supplier: Company, lin: User) -> None:
        issued = services.issue_token(
            user_id=lin.id, company_id=supplier.id, name="ERP", now=NOW,
            scopes=[Permission.ORDER_VIEW, Permission.TOKEN_MANAGE],
        )  # fmt: skip
        acting = members.of_token(issued.secret)
        assert acting is not None
        assert acting.permissions == {Permission.ORDER_VIEW, Permission.TOKEN_MANAGE}
        for scopes in (["*"], [Permission.ORDER_SHIP]):
            with Unchanged(errors.ScopeTooWide):
                services.issue_token(
                    user_id=lin.id, company_id=supplier.id, name="more", scopes=scopes, acting=acting, now=NOW
                )
        with pytest.raises(NotAllowed):
            acting.require(Permission.ORDER_SHIP)

    def test_refuses_unknown_scopes_and_past_ends(self, supplier: Company, lin: User) -> None:
        with Unchanged(errors.ScopeUnknown):
            services.issue_token(user_id=lin.id, company_id=supplier.id, name="x", scopes=["all:of:it"], now=NOW)
        with Unchanged(errors.ExpiryPast):
            services.issue_token(user_id=lin.id, company_id=supplier.id, name="x", expires_at=timezone.now(), now=NOW)

    def test_refuses_a_company_of_others(self, supplier: Company, person: Callable[..., User]) -> None:
        mei = person("mei")
        with Unchanged(NotFound):
            services.issue_token(user_id=mei.id, company_id=supplier.id, name="x", now=NOW)

    def test_ends_when_revoked_or_past(self, supplier: Company, lin: User) -> None:
        issued = services.issue_token(user_id=lin.id, company_id=supplier.id, name="x", now=NOW)
        services.revoke_token(token_id=issued.token.id, user_id=lin.id, now=NOW)
        assert members.of_token(issued.secret) is None
        other = services.issue_token(user_id=lin.id, company_id=supplier.id, name="y", now=NOW)
        ApiToken.objects.filter(pk=other.token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        assert members.of_token(other.secret) is None

    def test_refuses_revoking_a_token_of_others(
        self, supplier: Company, lin: User, person: Callable[..., User]
    ) -> None:
        issued = services.issue_token(user_id=lin.id, company_id=supplier.id, name="x", now=NOW)
        mei = person("mei")
        with Unchanged(NotFound):
            services.revoke_token(token_id=issued.token.id, user_id=mei.id, now=NOW)

    def test_loses_what_the_roles_lose(self, supplier: Company, lin: User, person: Callable[..., User]) -> None:
        mei = person("mei")
        row = join(supplier, lin, mei, "SALES")
        issued = services.issue_token(
            user_id=mei.id, company_id=supplier.id, name="x", scopes=[Permission.PRODUCT_EDIT], now=NOW
        )
        services.set_roles(membership_id=row.id, roles=["FINANCE"], by=by(lin, supplier), now=NOW)
        acting = members.of_token(issued.secret)
        assert acting is not None
        assert acting.permissions == frozenset()


class TestFoundPlatform:
    def test_command_makes_the_first_operator(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("lang-und-geheim-7\n"))
        call_command("found_platform", email="op@example.cn", name="Op", company="源桥平台", stdout=io.StringIO())
        acting = members.of_user(User.objects.get(email="op@example.cn"))
        assert acting.is_platform
        assert acting.may(Permission.LICENCE_REVIEW)

    def test_command_changes_nothing_the_second_time(
        self, platform: Company, lin: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("lang-und-geheim-7\n"))
        before = everything()
        with pytest.raises(CommandError):
            call_command("found_platform", email="op@example.cn", name="Op", company="Two", stdout=io.StringIO())
        assert everything() == before
