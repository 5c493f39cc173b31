"""Nouns: belts and who works in them; markets, their halls and stalls."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company, User
from sourcebridge.places.states import BELT_MEMBER, MemberState

LON, LAT = (73, 136), (3, 54)


def is_chinese(language: str | None) -> bool:
    """Whether a reader of this language gets the Chinese names."""
    return (language or "").startswith("zh")


def _on_map(name: str) -> models.CheckConstraint:
    inside = Q(lon__gte=LON[0], lon__lte=LON[1], lat__gte=LAT[0], lat__lte=LAT[1])
    return models.CheckConstraint(condition=inside, name=name)


class Located(models.Model):
    """A place with its names, its city and its position; `province` is a GB/T 2260 code, degrees are WGS 84."""

    code = models.SlugField(_("code"), primary_key=True, max_length=60)
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    province = models.CharField(_("province"), max_length=2)
    city_zh = models.CharField(_("city in Chinese"), max_length=40)
    city_en = models.CharField(_("city in English"), max_length=60)
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    about_zh = models.TextField(_("about, in Chinese"), blank=True, max_length=2000)
    about_en = models.TextField(_("about, in English"), blank=True, max_length=2000)
    active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if is_chinese(language) else self.name_en

    def city(self, language: str | None) -> str:
        """The city in the reader's language."""
        return self.city_zh if is_chinese(language) else self.city_en

    def about(self, language: str | None) -> str:
        """What to know about it, in the reader's language; else in the other one."""
        both = (self.about_zh, self.about_en) if is_chinese(language) else (self.about_en, self.about_zh)
        return both[0] or both[1]


class Belt(Located):
    """An industrial belt 产业带: a town or district whose factories make one family of goods.

    `categories` are codes of catalogue categories it is known for, the best known first.
    """

    categories = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    supplier_count: int  # counted by queries.belts

    class Meta:
        constraints = [_on_map("belt_on_map")]


class BeltMember(Stored):
    """A company in a belt: what it says (`evidence`), and who confirmed it when.

    Refused and left memberships stay as history; a company stands in one belt at a time.
    """

    belt = models.ForeignKey(Belt, on_delete=models.PROTECT, related_name="members")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=MemberState, default=MemberState.CLAIMED)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    claimed_at = models.DateTimeField()
    verified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            BELT_MEMBER.constraint("belt_member_state"),
            models.UniqueConstraint(fields=["belt", "company"], name="one_membership_per_belt"),
            models.UniqueConstraint(
                fields=["company"], condition=Q(state__in=["CLAIMED", "CONFIRMED"]), name="one_live_belt_per_company"
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED") | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="belt_member_confirmed_by_someone",
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(reason=""), name="belt_refused_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} @ {self.belt_id} {self.state}"


class Market(Located):
    """A wholesale market one can walk through: halls with stalls (domain.md A5); `operator_company` runs it."""

    address_zh = models.CharField(_("address in Chinese"), max_length=200, blank=True)
    address_en = models.CharField(_("address in English"), max_length=200, blank=True)
    operator_company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("run by")
    )
    hall_count: int  # these three are counted by queries.markets
    stall_count: int
    taken_count: int

    class Meta:
        constraints = [_on_map("market_on_map")]

    def address(self, language: str | None) -> str:
        """The address in the reader's language; else in the other one."""
        both = (self.address_zh, self.address_en) if is_chinese(language) else (self.address_en, self.address_zh)
        return both[0] or both[1]


class Hall(Stored):
    """A hall or district of a market; `floor` says which floors it has, e.g. "F1-F5"."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="halls")
    code = models.SlugField(_("code"), max_length=40)
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    floor = models.CharField(_("floors"), max_length=20, blank=True)
    sells_zh = models.CharField(_("what is sold here, in Chinese"), max_length=120, blank=True)
    sells_en = models.CharField(_("what is sold here, in English"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    stall_count: int  # these two are counted by queries.halls_of
    taken_count: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["market", "code"], name="one_hall_per_code")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in the reader's language."""
        return self.name_zh if is_chinese(language) else self.name_en

    def sells(self, language: str | None) -> str:
        """What is sold here, in the reader's language."""
        return self.sells_zh if is_chinese(language) else self.sells_en


class Stall(Stored):
    """A stall by its number as painted on the wall, e.g. "F3-12345"; free while `company` is empty."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="stalls")
    number = models.CharField(_("stall number"), max_length=24)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="one_stall_per_number"),
            models.CheckConstraint(
                condition=Q(company=None, since=None) | Q(company__isnull=False, since__isnull=False),
                name="taken_stall_says_since",
            ),
            models.CheckConstraint(condition=Q(active=True) | Q(company=None), name="closed_stall_is_free"),
        ]
        indexes = [models.Index(fields=["company"], condition=Q(company__isnull=False), name="stall_of_company")]

    def __str__(self) -> str:
        return self.number

    def text(self, language: str | None) -> str:
        """Where it is, as people write it: "义乌国际商贸城 二区 F3-12345"."""
        return f"{self.hall.market.name(language)} {self.hall.name(language)} {self.number}"
