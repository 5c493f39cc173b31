"""The demo's supplying houses as rows: people, companies, licences, shops, belts, stalls, price lists of carriers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from sourcebridge.audit.models import AuditEntry, EventRecord
from sourcebridge.catalog.models import MixRule, Shop, TextStatus, Translation
from sourcebridge.catalog.queries.words import SHOP, source_hash
from sourcebridge.clock import services as clock
from sourcebridge.demo import people
from sourcebridge.demo.bulk import Sink
from sourcebridge.demo.people import House
from sourcebridge.demo.traders import Trader
from sourcebridge.inventory.models import Site
from sourcebridge.inventory.services.counting import MAIN_SITE
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.uploads import StoredFile
from sourcebridge.logistics.models import ChargeBy, FreightRate, FreightTemplate
from sourcebridge.parties import events
from sourcebridge.parties.models import Company, Licence, LicenceKind, Membership, User
from sourcebridge.parties.permissions import Role
from sourcebridge.parties.states import LICENCE_EXPIRES, LicenceState
from sourcebridge.places.events import BeltClaimed, BeltJoined, StallAssigned
from sourcebridge.places.models import Belt, BeltMember, Hall, Market, Stall
from sourcebridge.places.states import MemberState

SHANGHAI = ZoneInfo("Asia/Shanghai")
EAST = ("31", "32", "33", "34")
FAR = ("15", "54", "62", "63", "64", "65")
_CARRIERS = (
    ("debangkuaidi", "德邦标准", 3, ("12", "1.8", "18", "2.6", "30", "6")),
    ("zhongtong", "中通经济", 4, ("8", "3", "10", "5", "18", "12")),
)
_CERTIFICATES = ("OEKO-TEX Standard 100", "ISO 9001:2015", "CE Declaration", "CCC 强制性产品认证", "BSCI", "GRS 4.0")
_ORDER = (
    Company, User, EmailAddress, Membership, Shop, Translation, Site, Licence, BeltMember, FreightTemplate, FreightRate,
    Stall, AuditEntry, EventRecord,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supplier:
    """A house that sells, with its shop and the site of its stock."""

    trader: Trader
    house: House
    shop: Shop
    site: Site

    @property
    def by(self) -> By:
        """The owner acting for the shop."""
        return self.house.by(Actor.SUPPLIER)


class Houses:
    """Writes supplying houses that opened their shops between `began` and shortly before `now`."""

    def __init__(self, *, operator: House, paper: StoredFile, began: datetime, now: datetime, dice: Random) -> None:
        self.sink = Sink(*_ORDER)
        self._operator, self._paper, self._dice = operator, paper, dice
        self._began, self._now = began, now
        self._password = make_password(people.PASSWORD)
        self._slugs = set(Shop.objects.values_list("slug", flat=True))
        self._ends: list[tuple[Licence, datetime]] = []
        self._stalls = _free_stalls(self.sink, dice)
        self._belts = Belt.objects.in_bulk()

    def found(self, traders: Sequence[Trader]) -> list[Supplier]:
        """Write these houses; one COPY per table."""
        suppliers = [self._found(trader) for trader in traders]
        for rows in self._stalls.values():
            self.sink.add(*rows)
        self.sink.flush()
        for licence, ends in self._ends:
            clock.set_deadline(kind=LICENCE_EXPIRES, subject_id=licence.id, due_at=ends)
        return suppliers

    def _found(self, trader: Trader) -> Supplier:
        at = self._began + timedelta(minutes=11 * trader.number % 40_000)
        belt = self._belts[trader.place.belt]
        company = Company(
            name=trader.name, name_en=trader.name_en, sells=True, region=belt.city_zh, address=trader.address,
            phone=trader.phone, credit_code=people.credit_code(trader.code_stem),
        )  # fmt: skip
        user = User(email=trader.email, name=trader.founder, password=self._password, current_company=company)
        company.founded_at = user.joined_at = at
        self.sink.add(user, EmailAddress(user=user, email=user.email, primary=True, verified=True), company)
        self.sink.add(Membership(user=user, company=company, roles=[Role.OWNER]))
        alone = By(Actor.PERSON, user.id, None, user.name)
        self.sink.note("parties.person.registered", user, alone, at)
        house = House(company, user)
        self.sink.note("parties.company.founded", company, house.by(), at, name=company.name)
        self.sink.tell(events.CompanyFounded(at=at, company_id=company.id, user_id=user.id))
        shop = self._shop(trader, company, house, at)
        site = Site(company=company, name=MAIN_SITE)
        self.sink.add(site)
        self._papers(company, house, at)
        self._places(trader, company, house, at)
        self._freight(company, house, at)
        return Supplier(trader, house, shop, site)

    def _shop(self, trader: Trader, company: Company, house: House, at: datetime) -> Shop:
        dice, by = self._dice, house.by(Actor.SUPPLIER)
        slug = slugify(company.name_en)[:48].strip("-")
        if slug in self._slugs:
            slug = f"{slug}-{trader.number + 1}"
        self._slugs.add(slug)
        shop = Shop(company=company, name=company.name, name_en=company.name_en, slug=slug, opened_at=at)
        if dice.random() < 0.86:
            shop.founded_year, shop.employees, shop.lines = trader.founded_year, trader.employees, trader.lines
            shop.makes_to_order = dice.random() < 0.6
        if dice.random() < 0.7:
            shop.floor_area_m2 = trader.floor_area
            shop.monthly_output = f"{trader.lines * dice.choice((8, 12, 20, 30))} 万件"
        if dice.random() < 0.35:
            shop.mix_number = Decimal(dice.choice((5, 10, 20, 50)))
            shop.mix_amount = Decimal(dice.choice((200, 300, 500, 1000))) if dice.random() < 0.6 else None
            shop.mix_rule = dice.choice((MixRule.EITHER, MixRule.EITHER, MixRule.BOTH))
        shop.freight_note = dice.choice(("", "", "满 1000 元减免首重", "江浙沪次日达", "大件走德邦物流"))
        self.sink.add(shop)
        self.sink.note("catalog.shop.opened", shop, by, at, slug=slug)
        self._about(trader, shop)
        facts: dict[str, Any] = {"founded_year": shop.founded_year, "employees": shop.employees, "lines": shop.lines}
        self.sink.note("catalog.shop.profile_saved", shop, by, at, **facts, name=shop.name)
        return shop

    def _about(self, trader: Trader, shop: Shop) -> None:
        belt = self._belts[trader.place.belt]
        zh = (
            f"<p>{trader.short}创办于 {trader.founded_year} 年，位于{belt.city_zh}，现有员工 {trader.employees} 人、"
            f"{trader.lines} 条生产线。</p>"
            f"<p>主做{belt.name_zh.removesuffix('产业带')}现货与小单快返，看样订货，欢迎到厂。</p>"
        )
        en = (
            f"<p>{trader.short_en} began in {trader.founded_year} in {belt.city_en}; {trader.employees} people work on "
            f"{trader.lines} lines.</p><p>Ready stock and small repeat orders of {belt.name_en.lower()}; "
            "buyers are welcome at the works.</p>"
        )
        digest = source_hash(zh)
        for language, text, status in (("zh-hans", zh, TextStatus.ORIGINAL), ("en", en, TextStatus.REVIEWED)):
            self.sink.add(
                Translation(
                    object_type=SHOP, object_id=shop.id, field="about", language=language, text=text, status=status,
                    source_hash=digest,
                )
            )  # fmt: skip

    def _papers(self, company: Company, house: House, at: datetime) -> None:
        dice = self._dice
        if dice.random() < 0.88:
            lapsed = dice.random() < 0.05
            self._licence(company, house, LicenceKind.BUSINESS_LICENCE, company.credit_code, at, lapsed=lapsed)
        for name in dice.sample(_CERTIFICATES, dice.choice((0, 0, 0, 1, 1, 2))):
            number = f"{name} · {dice.randint(10**7, 10**8 - 1)}"
            self._licence(company, house, LicenceKind.PRODUCT_CERTIFICATE, number[:60], at, lapsed=dice.random() < 0.18)

    def _licence(
        self, company: Company, house: House, kind: LicenceKind, number: str, at: datetime, *, lapsed: bool
    ) -> None:
        paper, operator, read = self._paper, self._operator, at + timedelta(hours=4)
        days = self._dice.randint(3, 40) if lapsed else self._dice.randint(60, 1400)
        today = self._now.astimezone(SHANGHAI).date()
        until: date = today - timedelta(days=days) if lapsed else today + timedelta(days=days)
        row = Licence(
            company=company, kind=kind, claimed_name=company.name, claimed_number=number, path=paper.path,
            file_name="证书.pdf", sha256=paper.sha256, media_type=paper.media_type, size=paper.size,
            submitted_by=house.owner, submitted_at=at, review_due_at=at + timedelta(days=2),
            state=LicenceState.EXPIRED if lapsed else LicenceState.APPROVED, reviewer=operator.owner,
            verified_name=company.name, verified_number=number, verified_by=operator.owner, verified_at=read,
            verified_sha256=paper.sha256, valid_until=until,
        )  # fmt: skip
        ends = datetime.combine(until + timedelta(days=1), time.min, tzinfo=SHANGHAI)
        whose = {"licence_id": row.id, "company_id": company.id}
        review = operator.by(Actor.OPERATOR)
        self.sink.note("parties.licence.submitted", row, house.by(), at, after=LicenceState.SUBMITTED, kind=kind)
        self.sink.note("parties.licence.approve", row, review, read, LicenceState.IN_REVIEW, LicenceState.APPROVED)
        self.sink.tell(events.LicenceSubmitted(at=at, **whose))
        self.sink.tell(events.LicenceApproved(at=read, **whose))
        if lapsed:
            row.closed_at = ends
            system = By(Actor.SYSTEM, name="clock")
            self.sink.note("parties.licence.expire", row, system, ends, LicenceState.APPROVED, LicenceState.EXPIRED)
            self.sink.tell(events.LicenceExpired(at=ends, **whose))
        else:
            self._ends.append((row, ends))
        self.sink.add(row)

    def _places(self, trader: Trader, company: Company, house: House, at: datetime) -> None:
        confirmed, read = self._dice.random() < 0.8, at + timedelta(hours=5)
        code = trader.place.belt
        row = BeltMember(
            belt_id=code, company=company, claimed_at=at, evidence=trader.address,
            state=MemberState.CONFIRMED if confirmed else MemberState.CLAIMED,
            verified_by=self._operator.owner if confirmed else None, verified_at=read if confirmed else None,
        )  # fmt: skip
        self.sink.add(row)
        self.sink.note("places.belt.claimed", row, house.by(), at, after=MemberState.CLAIMED, belt=code)
        self.sink.tell(BeltClaimed(at=at, company_id=company.id, belt=code))
        review = self._operator.by(Actor.OPERATOR)
        if confirmed:
            self.sink.note("places.belt.confirm", row, review, read, MemberState.CLAIMED, MemberState.CONFIRMED)
            self.sink.tell(BeltJoined(at=read, company_id=company.id, belt=code))
        free = [stall for stall in self._stalls.get(trader.place.market, ()) if stall.company_id is None]
        if free and self._dice.random() < 0.55:
            for stall in free[: self._dice.choice((1, 1, 1, 2))]:
                stall.company, stall.since = company, read
                self.sink.note("places.stall.assigned", stall, review, read, number=stall.number)
                self.sink.tell(StallAssigned(at=read, company_id=company.id, stall_id=stall.id))

    def _freight(self, company: Company, house: House, at: datetime) -> None:
        kilo = Decimal(1000)
        for carrier, name, days, fees in _CARRIERS:
            row = FreightTemplate(
                company=company, carrier=carrier, name=name, charge_by=ChargeBy.WEIGHT, transit_days=days, created_at=at
            )
            self.sink.add(row)
            for regions, first, further in (((), fees[2], fees[3]), (EAST, fees[0], fees[1]), (FAR, fees[4], fees[5])):
                self.sink.add(
                    FreightRate(
                        template=row, regions=list(regions), first_unit=kilo, first_fee=Decimal(first), next_unit=kilo,
                        next_fee=Decimal(further), least_fee=Decimal(0),
                    )
                )  # fmt: skip
            self.sink.note("logistics.template.saved", row, house.by(Actor.SUPPLIER), at, version=1)


def _free_stalls(sink: Sink, dice: Random) -> dict[str, list[Stall]]:
    found: dict[str, list[Stall]] = {}
    for market in Market.objects.filter(active=True):
        rows: list[Stall] = []
        for hall in Hall.objects.filter(market=market, active=True).order_by("position"):
            floors = int(hall.floor.rpartition("F")[2] or 1)
            rows += [
                Stall(hall=hall, number=f"F{floor}-{1000 * floor + 2 * place + 1}")
                for floor in range(1, floors + 1)
                for place in range(8)
            ]
        dice.shuffle(rows)
        found[market.code] = rows
    return found
