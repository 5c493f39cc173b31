"""Who is in the demo: companies, their people, their checked documents."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stdnum.cn import uscc

from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor, By
from sourcebridge.parties import queries as parties
from sourcebridge.parties import services
from sourcebridge.parties.models import Company, LicenceKind, User
from sourcebridge.parties.permissions import Role

PASSWORD = "sourcebridge-demo"  # noqa: S105 - printed to whoever starts the demo
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Person:
    """A login of the demo."""

    email: str
    name: str
    role: str
    language: str = "zh-hans"


OPERATOR = Person("operator@demo.example", "林岚 Lin Lan", "operator 平台运营")
FINANCE = Person("finance@demo.example", "周敏 Zhou Min", "operator finance 平台财务")
WEAVER = Person("jinlun@demo.example", "陆建国 Lu Jianguo", "supplier owner 面料厂老板")
CLERK = Person("clerk@demo.example", "小方 Fang", "supplier clerk 面料厂跟单")
MAKER = Person("haiyue@demo.example", "吴海月 Wu Haiyue", "supplier owner 服装家居厂老板")
STALL = Person("chenjie@demo.example", "陈姐 Chen", "buyer with balance 档口老板")
STUDIO = Person("studio@demo.example", "Alex Wang", "buyer 直播选品", "en")
LOGINS = (STALL, STUDIO, WEAVER, CLERK, MAKER, OPERATOR, FINANCE)


@dataclass(frozen=True, slots=True)
class House:
    """A company of the demo with the person who founded it."""

    company: Company
    owner: User

    def by(self, actor: Actor = Actor.PERSON) -> By:
        """The owner acting for the company."""
        return By(actor, self.owner.id, self.company.id, self.owner.name)


def credit_code(stem: str) -> str:
    """A unified social credit code with a right check character, of no real company."""
    return f"{stem}{uscc.calc_check_digit(stem)}"


def person(who: Person, now: datetime) -> User:
    """Register someone whose mail address counts as verified."""
    return services.register_user(
        email=who.email, password=PASSWORD, name=who.name, language=who.language, verified=True, now=now
    )


def platform(now: datetime) -> House:
    """The operator's company with two persons, as payouts need them."""
    owner = person(OPERATOR, now)
    name, name_en = "柯桥面料产业带运营有限公司", "Keqiao Fabric Belt Operations"
    house = House(services.found_platform(by=owner, name=name, name_en=name_en, region="浙江绍兴", now=now), owner)
    join(house, FINANCE, [Role.FINANCE], now)
    return house


def join(house: House, who: Person, roles: list[str], now: datetime) -> User:
    """Invite someone into a company and let them accept."""
    user = person(who, now)
    invitation = services.invite(company_id=house.company.id, email=who.email, roles=roles, by=house.by(), now=now)
    services.accept_invitation(key=parties.invitation_key(invitation), user=user, now=now)
    return user


def trader(
    who: Person, *, name: str, name_en: str, region: str, address: str, phone: str, code: str, sells: bool,
    now: datetime,
) -> House:  # fmt: skip
    """A trading company with its founder."""
    owner = person(who, now)
    company = services.found_company(
        by=owner, name=name, name_en=name_en, sells=sells, region=region, address=address, phone=phone,
        credit_code=credit_code(code), now=now,
    )  # fmt: skip
    return House(company, owner)


def verify(house: House, operator: House, now: datetime) -> None:
    """The company's business licence, submitted and approved."""
    row = services.submit_licence(
        company_id=house.company.id,
        kind=LicenceKind.BUSINESS_LICENCE,
        claimed_name=house.company.name,
        claimed_number=house.company.credit_code,
        document=uploads.accept_document(io.BytesIO(PAPER)),
        file_name="营业执照.pdf",
        by=house.by(),
        now=now,
    )
    by = operator.by(Actor.OPERATOR)
    services.start_review(licence_id=row.id, by=by, now=now + timedelta(hours=3))
    until = date(now.year + 3, 12, 31)
    services.approve(licence_id=row.id, valid_until=until, by=by, now=now + timedelta(hours=4))
