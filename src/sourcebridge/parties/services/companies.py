"""Found, edit and switch companies; who works there and as what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberError

from sourcebridge.audit import services as audit
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.locks import locked
from sourcebridge.parties import queries
from sourcebridge.parties.errors import (
    CreditCodeTaken,
    CreditCodeWrong,
    LastOwner,
    NameMissing,
    PlatformFounded,
    RolesMissing,
)
from sourcebridge.parties.events import CompanyFounded, MemberLeft, MemberRolesSet
from sourcebridge.parties.models import ApiToken, Company, Membership, User
from sourcebridge.parties.permissions import Role


def checked_credit_code(number: str) -> str:
    """A Chinese unified social credit code (GB 32100-2015) in compact form; raises CreditCodeWrong."""
    try:
        return str(uscc.validate(number))
    except NumberError:
        raise CreditCodeWrong(fields={"credit_code": number}, number=number) from None


def checked_roles(roles: Sequence[str]) -> list[str]:
    """Known roles in table order, each once; raises RolesMissing."""
    wanted = set(roles)
    if not wanted or wanted - set(Role.values):
        raise RolesMissing(fields={"roles": str(RolesMissing.sentence)})
    return [role for role in Role.values if role in wanted]


def person_of(by: By) -> UUID:
    """The person who acts; raises NotAllowed for programs."""
    if by.user_id is None:
        raise NotAllowed
    return by.user_id


@transaction.atomic
def found_company(
    *,
    by: User,
    name: str,
    name_en: str = "",
    sells: bool = False,
    region: str = "",
    country: str = "CN",
    address: str = "",
    phone: str = "",
    credit_code: str = "",
    now: datetime,
) -> Company:
    """Found a company; `by` becomes its owner and acts for it from now on. It may trade at once, unverified.

    Announces parties.company.founded. Raises NameMissing, CreditCodeWrong, CreditCodeTaken.
    """
    return _found(
        Company(
            name=name.strip(), name_en=name_en.strip(), sells=sells, region=region.strip(), country=country,
            address=address.strip(), phone=phone.strip(), credit_code=credit_code.strip(),
        ), by, now,
    )  # fmt: skip


@transaction.atomic
def found_platform(*, by: User, name: str, name_en: str = "", region: str = "", now: datetime) -> Company:
    """Found the company that runs this platform; once. Raises PlatformFounded, NameMissing."""
    if queries.platform_company() is not None:
        raise PlatformFounded
    return _found(Company(name=name.strip(), name_en=name_en.strip(), region=region, is_platform=True), by, now)


def _found(company: Company, founder: User, now: datetime) -> Company:
    _check_facts(company)
    _store(company, adding=True)
    Membership.objects.create(user=founder, company=company, roles=[Role.OWNER])
    person = locked(User, founder.id)
    person.current_company = company
    person.save(update_fields=["current_company"])
    founder.current_company = company
    by = By(Actor.PERSON, founder.id, company.id, str(founder))
    audit.record(verb="parties.company.founded", subject=company, by=by, at=now, name=company.name)
    audit.publish(CompanyFounded(at=now, company_id=company.id, user_id=founder.id))
    return company


def _check_facts(company: Company) -> None:
    if not company.name:
        raise NameMissing(fields={"name": str(NameMissing.sentence)})
    if company.credit_code and company.country == "CN":
        company.credit_code = checked_credit_code(company.credit_code)


def _store(company: Company, *, adding: bool) -> None:
    try:
        with transaction.atomic():
            company.save(force_insert=adding)
    except IntegrityError as error:
        if "one_company_per_credit_code" in str(error):
            raise CreditCodeTaken(fields={"credit_code": company.credit_code}) from None
        if "one_platform_company" in str(error):
            raise PlatformFounded from None
        raise


@transaction.atomic
def edit_company(
    *,
    company_id: UUID,
    name: str,
    name_en: str,
    region: str,
    address: str,
    phone: str,
    credit_code: str,
    sells: bool,
    by: By,
    now: datetime,
) -> Company:
    """Change what a company says about itself; what was verified stays on its licences.

    Raises NameMissing, CreditCodeWrong, CreditCodeTaken.
    """
    company = locked(Company, company_id)
    before = {field: getattr(company, field) for field in ("name", "credit_code", "sells")}
    company.name, company.name_en, company.region = name.strip(), name_en.strip(), region.strip()
    company.address, company.phone, company.credit_code = address.strip(), phone.strip(), credit_code.strip()
    company.sells = sells and not company.is_platform
    _check_facts(company)
    _store(company, adding=False)
    changed = {key: [old, getattr(company, key)] for key, old in before.items() if old != getattr(company, key)}
    audit.record(verb="parties.company.edited", subject=company, by=by, at=now, changed=changed)
    return company


@transaction.atomic
def switch_company(*, user_id: UUID, company_id: UUID, now: datetime) -> Company:
    """Let a person act for another of their companies from now on; raises NotFound for a company of others."""
    row = (
        Membership.objects.filter(user_id=user_id, company_id=company_id, left_at=None)
        .select_related("company")
        .first()
    )
    if row is None:
        raise NotFound
    person = locked(User, user_id)
    person.current_company = row.company
    person.save(update_fields=["current_company"])
    by = By(Actor.PERSON, person.id, company_id, str(person))
    audit.record(verb="parties.company.switched", subject=person, by=by, at=now)
    return row.company


def _own_membership(membership_id: UUID, company_id: UUID | None) -> Membership:
    row = Membership.objects.filter(pk=membership_id, left_at=None).first()
    if row is None or row.company_id != company_id:
        raise NotFound
    locked(Company, row.company_id)
    held = locked(Membership, row.pk)
    if held.left_at is not None:
        raise NotFound
    return held


def _guard_last_owner(row: Membership) -> None:
    if Role.OWNER in row.roles and queries.owner_count(row.company_id) <= 1:
        raise LastOwner


@transaction.atomic
def set_roles(*, membership_id: UUID, roles: Sequence[str], by: By, now: datetime) -> Membership:
    """Give a member of the acting company other roles. Raises RolesMissing, LastOwner, NotFound."""
    wanted = checked_roles(roles)
    row = _own_membership(membership_id, by.company_id)
    if Role.OWNER not in wanted:
        _guard_last_owner(row)
    before, row.roles = row.roles, wanted
    row.save(update_fields=["roles"])
    audit.record(verb="parties.member.roles_set", subject=row, by=by, at=now, before_roles=before, roles=wanted)
    audit.publish(MemberRolesSet(at=now, company_id=row.company_id, user_id=row.user_id))
    return row


@transaction.atomic
def remove_member(*, membership_id: UUID, by: By, now: datetime) -> Membership:
    """End a membership of the acting company; the person's tokens for it end too. Raises LastOwner, NotFound."""
    row = _own_membership(membership_id, by.company_id)
    _guard_last_owner(row)
    row.left_at = now
    row.save(update_fields=["left_at"])
    User.objects.filter(pk=row.user_id, current_company_id=row.company_id).update(current_company=None)
    ApiToken.objects.filter(user_id=row.user_id, company_id=row.company_id, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    audit.record(verb="parties.member.left", subject=row, by=by, at=now)
    audit.publish(MemberLeft(at=now, company_id=row.company_id, user_id=row.user_id))
    return row


def leave(*, user_id: UUID, company_id: UUID, by: By, now: datetime) -> Membership:
    """A person leaves a company of theirs. Raises LastOwner, NotFound."""
    row = Membership.objects.filter(user_id=user_id, company_id=company_id, left_at=None).first()
    if row is None:
        raise NotFound
    return remove_member(membership_id=row.id, by=By(by.actor, user_id, company_id, by.name), now=now)
