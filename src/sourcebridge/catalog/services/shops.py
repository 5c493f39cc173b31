"""Open a shop, say who stands behind it, on which terms and shelves it sells, when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events, richtext
from sourcebridge.catalog.errors import (
    ClosureInPast,
    ClosureOverlaps,
    NotASeller,
    PeriodBackwards,
    SectionNameTaken,
)
from sourcebridge.catalog.models import Closure, Language, MixRule, Product, SectionItem, Shop, ShopSection
from sourcebridge.catalog.queries import desk
from sourcebridge.catalog.queries import words as texts
from sourcebridge.catalog.services import words
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound
from sourcebridge.kit.money import Money
from sourcebridge.parties.models import Company

HOME = ZoneInfo("Asia/Shanghai")
MOST_SECTIONS = 30
MOST_ON_SHELF = 200
OLDEST_YEAR = 1600


@dataclass(frozen=True, slots=True)
class Profile:
    """What a supplier claims about itself; None or empty is not said. Area in m², texts by language code."""

    name: str
    name_en: str = ""
    freight_note: str = ""
    about: tuple[tuple[str, str], ...] = ()
    founded_year: int | None = None
    employees: int | None = None
    floor_area_m2: int | None = None
    lines: int | None = None
    monthly_output: str = ""
    makes_to_order: bool | None = None


@transaction.atomic
def open_shop(*, company_id: UUID, by: By, now: datetime) -> Shop:
    """The company's shop, opened at the first call; raises NotASeller when the company does not sell."""
    found = desk.shop_of(company_id)
    if found is not None:
        return found
    locks.hold("shop", company_id)
    found = desk.shop_of(company_id)
    if found is not None:
        return found
    company = Company.objects.filter(pk=company_id).first()
    if company is None or not company.sells:
        raise NotASeller
    base = slugify(company.name_en)[:48].strip("-") or f"shop-{company_id.hex[-8:]}"
    slug = base if not Shop.objects.filter(slug=base).exists() else f"{base}-{company_id.hex[-6:]}"
    shop = Shop.objects.create(
        company=company, name=company.name[:120], name_en=company.name_en[:120], slug=slug, opened_at=now
    )
    audit.record(verb="catalog.shop.opened", subject=shop, by=by, at=now, slug=slug)
    return shop


@transaction.atomic
def rename_shop(*, company_id: UUID, name: str, name_en: str, freight_note: str, by: By, now: datetime) -> Shop:
    """Change what the shop is called and its note on freight; the address stays.

    Announces catalog.shop.changed. Raises NotASeller, Malformed, NotAllowed.
    """
    shop = _own(company_id, by, now)
    if not name.strip():
        raise Malformed(fields={"name": _("Give the shop a name.")})
    shop.name, shop.name_en, shop.freight_note = name.strip()[:120], name_en.strip()[:120], freight_note.strip()[:200]
    shop.save(update_fields=["name", "name_en", "freight_note"])
    audit.record(verb="catalog.shop.renamed", subject=shop, by=by, at=now, name=shop.name, name_en=shop.name_en)
    _announce(shop, now)
    return shop


@transaction.atomic
def save_profile(*, company_id: UUID, profile: Profile, by: By, now: datetime) -> Shop:
    """Write what the shop says about itself (claims until somebody verified them, domain.md A1).

    The first of the texts that is not empty counts as the original. Announces catalog.shop.changed. Raises NotASeller,
    Malformed, NotAllowed.
    """
    shop = _own(company_id, by, now)
    wrong = _wrong_claims(profile, now)
    if wrong:
        raise Malformed(fields=wrong)
    shop.name, shop.name_en = profile.name.strip()[:120], profile.name_en.strip()[:120]
    shop.freight_note, shop.monthly_output = profile.freight_note.strip()[:200], profile.monthly_output.strip()[:120]
    claims = ("founded_year", "employees", "floor_area_m2", "lines", "makes_to_order")
    for claim in claims:
        setattr(shop, claim, getattr(profile, claim))
    shop.save(update_fields=["name", "name_en", "freight_note", "monthly_output", *claims])
    about = {language: richtext.clean(text) for language, text in profile.about if text.strip()}
    original = texts.words_of([shop.id], ("about",), kind=texts.SHOP).original_language(shop.id, "about")
    if original not in about:
        original = next(iter(about), Language.ZH.value)
    words.write_field(kind=texts.SHOP, object_id=shop.id, field="about", texts=about, original=original)
    facts = {claim: getattr(shop, claim) for claim in (*claims, "name", "monthly_output")}
    audit.record(verb="catalog.shop.profile_saved", subject=shop, by=by, at=now, **facts)
    _announce(shop, now)
    return shop


@transaction.atomic
def save_mix(
    *, company_id: UUID, amount: Decimal | None, number: Decimal | None, rule: str, by: By, now: datetime
) -> Shop:
    """Offer mixed batches 混批 from `amount` (CNY) or `number` (units of any goods) on; None does not ask for it.

    Both None ends the offer. Source: domain.md A2. Announces catalog.shop.changed. Raises Malformed, InexactMoney,
    NotASeller, NotAllowed.
    """
    shop = _own(company_id, by, now)
    wrong = {}
    if amount is not None and amount <= 0:
        wrong["mix_amount"] = _("Leave it empty when it does not count; zero is no limit.")
    if number is not None and number <= 0:
        wrong["mix_number"] = _("Leave it empty when it does not count; zero is no limit.")
    if rule not in MixRule.values:
        wrong["mix_rule"] = _("Choose one of the listed values.")
    if wrong:
        raise Malformed(fields=wrong)
    shop.mix_amount = None if amount is None else Money(amount, "CNY").amount
    shop.mix_number, shop.mix_rule = number, rule
    shop.save(update_fields=["mix_amount", "mix_number", "mix_rule"])
    said = {"amount": None if amount is None else str(amount), "number": None if number is None else str(number)}
    audit.record(verb="catalog.shop.mix_saved", subject=shop, by=by, at=now, rule=rule, said=said)
    _announce(shop, now)
    return shop


@transaction.atomic
def save_section(
    *,
    company_id: UUID,
    name: str,
    name_en: str = "",
    product_ids: Sequence[UUID] = (),
    section_id: UUID | None = None,
    by: By,
    now: datetime,
) -> ShopSection:
    """Make or change a shelf of the shop's page: its names and its goods in the order given.

    Announces catalog.shop.changed. Raises Malformed, SectionNameTaken, NotFound (goods of others too), NotASeller,
    NotAllowed.
    """
    shop = _own(company_id, by, now)
    name, ids = name.strip()[:80], list(dict.fromkeys(product_ids))
    others = ShopSection.objects.filter(shop=shop)
    others = others if section_id is None else others.exclude(pk=section_id)
    if not name:
        raise Malformed(fields={"name": _("Give the shelf a name.")})
    if len(ids) > MOST_ON_SHELF:
        raise Malformed(fields={"products": _("A shelf has room for 200 goods. Leave some out.")})
    if section_id is None and others.count() >= MOST_SECTIONS:
        raise Malformed(fields={"name": _("A shop has at most 30 shelves. Remove one first.")})
    if others.filter(name__iexact=name).exists():
        raise SectionNameTaken(name=name)
    if Product.objects.filter(shop=shop, pk__in=ids).count() != len(ids):
        raise NotFound
    if section_id is None:
        last = others.aggregate(last=Max("position"))["last"] or 0
        section = ShopSection(shop=shop, position=last + 1)
    else:
        section = _section(shop, section_id)
    section.name, section.name_en = name, name_en.strip()[:80]
    section.save()
    section.items.all().delete()
    SectionItem.objects.bulk_create(
        SectionItem(section=section, product_id=product_id, position=place)
        for place, product_id in enumerate(ids, start=1)
    )
    audit.record(verb="catalog.section.saved", subject=section, by=by, at=now, name=name, goods=len(ids))
    _announce(shop, now)
    return section


@transaction.atomic
def remove_section(*, company_id: UUID, section_id: UUID, by: By, now: datetime) -> None:
    """Take a shelf away; its goods stay on sale. Announces catalog.shop.changed. Raises NotFound, NotAllowed."""
    shop = _own(company_id, by, now)
    section = _section(shop, section_id)
    audit.record(verb="catalog.section.removed", subject=section, by=by, at=now, name=section.name)
    section.delete()
    _announce(shop, now)


@transaction.atomic
def order_sections(*, company_id: UUID, section_ids: Sequence[UUID], by: By, now: datetime) -> list[ShopSection]:
    """Put the shelves into this order; those not named follow. Announces catalog.shop.changed.

    Raises NotFound, NotAllowed, NotASeller.
    """
    shop = _own(company_id, by, now)
    rows = {row.id: row for row in locks.locked_all(ShopSection.objects.filter(shop=shop))}
    if any(section_id not in rows for section_id in section_ids):
        raise NotFound
    rest = sorted((row for row in rows.values() if row.id not in set(section_ids)), key=lambda row: row.position)
    ordered = [*(rows[section_id] for section_id in dict.fromkeys(section_ids)), *rest]
    for place, row in enumerate(ordered, start=1):
        row.position = place
    ShopSection.objects.bulk_update(ordered, ["position"])
    audit.record(verb="catalog.section.ordered", subject=shop, by=by, at=now, order=[row.name for row in ordered])
    _announce(shop, now)
    return ordered


@transaction.atomic
def set_closure(
    *, company_id: UUID, starts_at: datetime, ends_at: datetime, note: str = "", by: By, now: datetime
) -> Closure:
    """Announce holidays: from `starts_at` until before `ends_at` (UTC) nothing is shipped and promises wait.

    Announces catalog.closure.set. Raises PeriodBackwards, ClosureInPast, ClosureOverlaps, NotASeller, NotAllowed.
    """
    shop = _own(company_id, by, now)
    if ends_at <= starts_at:
        raise PeriodBackwards
    if ends_at <= now:
        raise ClosureInPast
    others = Closure.objects.filter(shop=shop, starts_at__lt=ends_at, ends_at__gt=starts_at)
    for other in others:
        end = min(other.ends_at, other.ended_early_at or other.ends_at)
        if end > max(starts_at, other.starts_at):
            first, last = (at.astimezone(HOME).date().isoformat() for at in (other.starts_at, end))
            raise ClosureOverlaps(first=first, last=last)
    row = Closure.objects.create(shop=shop, starts_at=starts_at, ends_at=ends_at, note=note.strip()[:200])
    audit.record(
        verb="catalog.closure.set", subject=row, by=by, at=now, starts=starts_at.isoformat(), ends=ends_at.isoformat()
    )
    audit.publish(events.ClosureSet(at=now, shop_id=shop.id, company_id=shop.company_id))
    return row


@transaction.atomic
def end_closure(*, company_id: UUID, closure_id: UUID, by: By, now: datetime) -> Closure:
    """End holidays now, or call off those to come; ending them twice changes nothing.

    Orders paid meanwhile keep the promise they were given. Announces catalog.closure.set. Raises NotFound, NotAllowed.
    """
    shop = _own(company_id, by, now)
    row = locks.locked(Closure, closure_id)
    if row.shop_id != shop.id:
        raise NotFound
    if row.ends_at <= now or row.ended_early_at is not None:
        return row
    row.ended_early_at = now
    row.save(update_fields=["ended_early_at"])
    audit.record(verb="catalog.closure.ended", subject=row, by=by, at=now)
    audit.publish(events.ClosureSet(at=now, shop_id=shop.id, company_id=shop.company_id))
    return row


def _own(company_id: UUID, by: By, now: datetime) -> Shop:
    if by.actor not in {Actor.SUPPLIER, Actor.SYSTEM}:
        raise NotAllowed
    return locks.locked(Shop, open_shop(company_id=company_id, by=by, now=now).id)


def _section(shop: Shop, section_id: UUID) -> ShopSection:
    section = ShopSection.objects.filter(shop=shop, pk=section_id).first()
    if section is None:
        raise NotFound
    return section


def _announce(shop: Shop, now: datetime) -> None:
    audit.publish(events.ShopChanged(at=now, shop_id=shop.id, company_id=shop.company_id))


def _wrong_claims(profile: Profile, now: datetime) -> dict[str, str]:
    wrong = {}
    if not profile.name.strip():
        wrong["name"] = _("Give the shop a name.")
    if profile.founded_year is not None and not OLDEST_YEAR <= profile.founded_year <= now.astimezone(HOME).year:
        wrong["founded_year"] = _("Give the year with four digits, not one to come.")
    for claim in ("employees", "floor_area_m2", "lines"):
        figure = getattr(profile, claim)
        if figure is not None and figure <= 0:
            wrong[claim] = _("Leave an unknown figure empty; zero is none.")
    unknown = [language for language, _text in profile.about if language not in Language.values]
    if unknown:
        wrong["about"] = _("Choose one of the listed values.")
    return wrong
