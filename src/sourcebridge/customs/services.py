"""Verbs: load the nomenclature, publish and end rows of duty, say which code goods have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import Category, Product
from sourcebridge.customs import dutyfile, models, nomenclature, queries
from sourcebridge.customs.errors import (
    CodeUnknown,
    DutyEndedAlready,
    EndsBeforeStart,
    NationalCodeWrong,
    NothingToPublish,
    NotNewest,
    OriginWrong,
    RowsBroken,
)
from sourcebridge.customs.events import (
    CategoryClassified,
    DutiesPublished,
    DutyEnded,
    HeadingsLoaded,
    ProductClassified,
)
from sourcebridge.customs.rules import Duty
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.kit.ids import uuid7
from sourcebridge.kit.locks import hold, locked

SUBHEADING = 6
NATIONAL = range(8, 13)
_MANY = 20
_SAME = ("section", "name_en", "name_zh", "words", "zh_status")
_PLAIN = tuple(
    one.name for one in fields(Duty)
    if one.name not in {"ref", "kind", "join", "status", "regime", "mode", "not_on"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """How many rows were new, how many replace a version of theirs, how many stood there already."""

    added: int
    corrected: int
    same: int


def _operators_only(by: By) -> None:
    if by.actor != Actor.OPERATOR:
        raise NotAllowed


def _turn_page(part: str) -> models.Edition:
    """A new edition of the duties ("token") or of the nomenclature ("words")."""
    edition = models.Edition.objects.select_for_update().get_or_create(only=True)[0]
    edition.number += 1
    setattr(edition, part, uuid7())
    edition.save(update_fields=["number", part])
    return edition


@transaction.atomic
def load_headings(*, text: str, by: By, now: datetime) -> int:
    """Take the nomenclature's file (see nomenclature.read); what says the same stays as it is. Returns lines changed.

    Announces customs.headings.loaded when something changed. Raises NotAllowed, NomenclatureUnreadable.
    """
    _operators_only(by)
    given = nomenclature.read(text)
    hold("customs", "headings")
    standing = {row[0]: row[1:] for row in models.Heading.objects.values_list("code", *_SAME)}
    changed = [
        models.Heading(
            code=one.code, parent_id=one.parent or None, level=len(one.code), section=one.section,
            name_en=one.name_en, name_zh=one.name_zh, words=one.words, zh_status=one.zh_status,
        )
        for one in given
        if standing.get(one.code) != tuple(getattr(one, name) for name in _SAME)
    ]  # fmt: skip
    if changed:
        models.Heading.objects.bulk_create(
            changed, batch_size=4000, update_conflicts=True, unique_fields=["code"], update_fields=list(_SAME)
        )
        edition = _turn_page("words")
        audit.record(verb="customs.headings.loaded", subject=edition, by=by, at=now, count=len(changed))
        audit.publish(HeadingsLoaded(at=now, count=len(changed)))
    return len(changed)


@transaction.atomic
def publish_duties(*, rows: Sequence[Duty], by: By, now: datetime) -> Published:
    """Add rows of duty (their `ref` is not looked at). One of the same rate and first day is its next version.

    Announces customs.duties.published when something is new. Raises NotAllowed, NothingToPublish, RowsBroken.
    """
    _operators_only(by)
    if not rows:
        raise NothingToPublish
    _checked(rows)
    hold("customs", "duties")
    standing = _standing({row.country for row in rows})
    added: list[models.DutyRow] = []
    corrected = 0
    for row in rows:
        before = standing.get(dutyfile.key(row))
        if before is not None:
            if replace(queries.duty(before, queries.ended_on(before)), ref=row.ref) == row:
                continue
            corrected += 1
        added.append(_stored(row, before.version + 1 if before else 1, now))
    if added:
        models.DutyRow.objects.bulk_create(added, batch_size=1000)
        edition = _turn_page("token")
        countries = sorted({row.country for row in added})
        audit.record(
            verb="customs.duties.published", subject=edition, by=by, at=now, count=len(added), corrected=corrected,
            countries=countries, first=str(added[0].id), last=str(added[-1].id),
        )  # fmt: skip
        audit.publish(DutiesPublished(at=now, edition=edition.number, count=len(added)))
    return Published(len(added) - corrected, corrected, len(rows) - len(added))


def _checked(rows: Iterable[Duty]) -> None:
    wrong: dict[str, str] = {}
    seen: set[tuple[object, ...]] = set()
    for number, row in enumerate(rows, start=1):
        try:
            dutyfile.consistent(row)
        except ValueError as why:
            wrong[f"row {number}"] = str(why)
        if dutyfile.key(row) in seen:
            wrong[f"row {number}"] = dutyfile.twice(row)
        seen.add(dutyfile.key(row))
    if wrong:
        raise RowsBroken(fields=wrong, count=len(wrong))


def _standing(countries: set[str]) -> dict[tuple[object, ...], models.DutyRow]:
    rows = queries.newest(models.DutyRow.objects.filter(country__in=countries))
    return {_key(row): row for row in rows}


def _stored(row: Duty, version: int, now: datetime) -> models.DutyRow:
    return models.DutyRow(
        **{name: getattr(row, name) for name in _PLAIN}, kind=row.kind.value, join=row.join.value,
        status=row.status.value, regime=str(row.regime), mode=str(row.mode), version=version, recorded_at=now,
        not_on=sorted(kind.value for kind in row.not_on),
    )  # fmt: skip


@transaction.atomic
def end_duty(*, row_id: UUID, last_day: date, reason: str, by: By, now: datetime) -> models.Ending:
    """Let a row hold until `last_day` and no longer; the day before its first says that it never held.

    Announces customs.duty.ended. Raises NotAllowed, NotFound, NotNewest, DutyEndedAlready, EndsBeforeStart.
    """
    _operators_only(by)
    hold("customs", "duties")
    row = models.DutyRow.objects.filter(pk=row_id).select_related("ending").first()
    if row is None:
        raise NotFound
    if _standing({row.country})[_key(row)].id != row.id:
        raise NotNewest
    ended = queries.ended_on(row)
    if ended is not None:
        raise DutyEndedAlready(date=ended.isoformat())
    if last_day < row.valid_from - timedelta(days=1):
        raise EndsBeforeStart(date=(row.valid_from - timedelta(days=1)).isoformat())
    ending = models.Ending.objects.create(row=row, last_day=last_day, reason=reason, recorded_at=now)
    edition = _turn_page("token")
    audit.record(
        verb="customs.duty.ended", subject=row, by=by, at=now, last_day=last_day.isoformat(), reason=reason,
        edition=edition.number,
    )  # fmt: skip
    audit.publish(DutyEnded(at=now, row_id=row.id, last_day=last_day.isoformat()))
    return ending


def _key(row: models.DutyRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in queries.KEY)


def _subheading(code: str) -> str:
    digits = code.replace(".", "").replace(" ", "")
    if len(digits) != SUBHEADING or not models.Heading.objects.filter(pk=digits).exists():
        raise CodeUnknown(code=code[:20])
    return digits


@transaction.atomic
def assume(*, codes: Mapping[str, str], source: str, by: By, now: datetime) -> int:
    """Say which subheading goods of categories are assumed to fall under, by category; an empty code takes it back.

    `source` says on what ground, in words a reader understands.
    Announces customs.category.classified for each that changed; returns how many. Raises NotAllowed, NotFound,
    CodeUnknown.
    """
    _operators_only(by)
    hold("customs", "categories")
    known = set(Category.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if known != set(codes):
        raise NotFound
    wanted = {category: code.replace(".", "").replace(" ", "") for category, code in codes.items()}
    fit = {code for code in wanted.values() if len(code) == SUBHEADING}
    fit = set(models.Heading.objects.filter(pk__in=fit).values_list("pk", flat=True))
    for code in wanted.values():
        if code and code not in fit:
            raise CodeUnknown(code=code[:20])
    standing = dict(models.CategoryHeading.objects.filter(category__in=codes).values_list("category_id", "heading_id"))
    changed = {category: code for category, code in wanted.items() if standing.get(category, "") != code}
    if not changed:
        return 0
    models.CategoryHeading.objects.filter(category__in=changed).delete()
    models.CategoryHeading.objects.bulk_create(
        models.CategoryHeading(category_id=category, heading_id=code, source=source[:200], changed_at=now)
        for category, code in changed.items()
        if code
    )
    edition = _turn_page("words")
    facts = changed if len(changed) < _MANY else {}
    audit.record(verb="customs.categories.assumed", subject=edition, by=by, at=now, count=len(changed), codes=facts)
    for category, code in changed.items() if len(changed) < _MANY else ():
        audit.publish(CategoryClassified(at=now, category=category, code=code))
    return len(changed)


@transaction.atomic
def classify(
    *, product_id: UUID, code: str, by: By, now: datetime, origin: str = queries.HOME, confirmed: bool = True,
    national: Mapping[str, str] | None = None,
) -> models.Classification:  # fmt: skip
    """Say which subheading a product falls under: its own company (or the operator) only.

    `national` are longer codes by country or union; None keeps what stands while they fit the code.
    Announces customs.product.classified. Raises NotFound, CodeUnknown, OriginWrong, NationalCodeWrong.
    """
    product = locked(Product, product_id)
    if by.actor != Actor.OPERATOR and product.shop.company_id != by.company_id:
        raise NotFound
    digits = _subheading(code)
    origin = origin.strip().upper()
    if not (len(origin) == 2 and origin.isascii() and origin.isalpha()):
        raise OriginWrong(origin=origin[:20])
    before = models.Classification.objects.filter(product=product).first()
    lines = _national(digits, national, before)
    row = before or models.Classification(product=product)
    was = f"{before.heading_id} {before.status}" if before else ""
    row.heading_id, row.origin, row.national = digits, origin, lines
    row.status = models.Said.CONFIRMED if confirmed else models.Said.SUGGESTED
    row.said_by, row.said_at = by.name[:150], now
    row.save()
    audit.record(
        verb="customs.product.classified", subject=product, by=by, at=now, code=digits, status=row.status,
        origin=origin, national=lines, was=was,
    )  # fmt: skip
    audit.publish(ProductClassified(at=now, product_id=product.id, code=digits, status=row.status))
    return row


def _national(code: str, given: Mapping[str, str] | None, before: models.Classification | None) -> dict[str, str]:
    if given is None:
        return {land: line for land, line in (before.national if before else {}).items() if line.startswith(code)}
    lines = {land.strip().upper(): line.replace(".", "").replace(" ", "") for land, line in given.items() if line}
    for land, line in lines.items():
        if len(land) != 2 or not line.isdigit() or len(line) not in NATIONAL or not line.startswith(code):
            raise NationalCodeWrong(code=code, national=line[:20] or land)
    return lines
