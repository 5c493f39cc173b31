"""The operator's verbs on the attributes of categories and their listed answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog.errors import CodeTaken, KindFixed
from sourcebridge.catalog.models import Attribute, AttributeKind, AttributeOption, AttributeValue, Category
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.services import carrying
from sourcebridge.catalog.services.categories import CODE, announce, hold
from sourcebridge.kit import locks
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import Malformed, NotFound

LISTED = (AttributeKind.CHOICE, AttributeKind.SEVERAL)
MOST_CODE = 40
MOST_OPTIONS = 200


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One listed answer as the operator wants it."""

    code: str
    name_zh: str
    name_en: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """An attribute as the operator wants it; `unit` is the sign a number is shown with, e.g. g/m²."""

    name_zh: str
    name_en: str
    kind: str
    unit: str = ""
    is_variant_axis: bool = False
    is_filter: bool = False
    is_required: bool = False
    position: int | None = None
    active: bool = True
    options: tuple[OptionDraft, ...] = ()


@transaction.atomic
def add_attribute(*, category: str, code: str, draft: AttributeDraft, by: By, now: datetime) -> Attribute:
    """Add an attribute to a category and all below it, last unless a position is given.

    Announces catalog.category.changed. Raises NotAllowed, NotFound, Malformed, CodeTaken, AttributeRepeats,
    TooManyFilters.
    """
    hold(by)
    row = locks.locked(Category, category)
    _check(code, draft)
    if Attribute.objects.filter(category=row, code=code).exists():
        raise CodeTaken(code=code)
    carrying.refuse_repeat_of(code, category)
    place = draft.position or Attribute.objects.filter(category=row).count() + 1
    attribute = Attribute.objects.create(category=row, code=code, **_wanted(draft, place))
    _write_options(attribute, draft.options)
    carrying.refuse_many_filters(category, tree=queries.fresh())
    announce("catalog.attribute.added", row, by=by, now=now, attribute=code, kind=draft.kind)
    return attribute


@transaction.atomic
def edit_attribute(*, category: str, code: str, draft: AttributeDraft, by: By, now: datetime) -> Attribute:
    """Bring an attribute and its list of answers to the draft; answers left out are retired, goods keep them.

    How it is answered stays once goods answer it. Nothing happens when nothing differs. Announces
    catalog.category.changed. Raises NotAllowed, NotFound, Malformed, KindFixed, TooManyFilters.
    """
    hold(by)
    row = locks.locked(Category, category)
    attribute = Attribute.objects.select_for_update().filter(category=row, code=code).first()
    if attribute is None:
        raise NotFound
    _check(code, draft)
    wanted = _wanted(draft, draft.position or attribute.position)
    if attribute.kind != draft.kind or attribute.unit != wanted["unit"]:
        _refuse_answered(attribute)
    changed = {
        name: [getattr(attribute, name), value] for name, value in wanted.items() if getattr(attribute, name) != value
    }
    for name, value in wanted.items():
        setattr(attribute, name, value)
    if changed:
        attribute.save(update_fields=list(changed))
    options = _write_options(attribute, draft.options)
    if changed or options:
        carrying.refuse_many_filters(category, tree=queries.fresh())
        announce("catalog.attribute.edited", row, by=by, now=now, attribute=code, changed=changed, options=options)
    return attribute


def draft_of(category: str, code: str) -> AttributeDraft:
    """The attribute as a draft to edit; raises NotFound."""
    tree = queries.whole()
    facts = next((one for one in tree.attributes.get(category, ()) if one.code == code), None)
    if facts is None:
        raise NotFound
    plain = {field.name: getattr(facts, field.name) for field in fields(AttributeDraft) if field.name != "options"}
    options = tuple(OptionDraft(one.code, one.name_zh, one.name_en, one.active) for one in facts.options)
    return AttributeDraft(**plain, options=options)


def _refuse_answered(attribute: Attribute) -> None:
    count = AttributeValue.objects.filter(attribute=attribute).values("product_id").distinct().count()
    if count:
        raise KindFixed(count=count, name=attribute.name(get_language()))


def _wanted(draft: AttributeDraft, position: int) -> dict[str, Any]:
    return {
        "name_zh": draft.name_zh.strip(),
        "name_en": draft.name_en.strip(),
        "kind": draft.kind,
        "unit": draft.unit.strip(),
        "is_variant_axis": draft.is_variant_axis,
        "is_filter": draft.is_filter,
        "is_required": draft.is_required,
        "position": position,
        "active": draft.active,
    }


def _write_options(attribute: Attribute, options: Iterable[OptionDraft]) -> list[str]:
    """Add, rename, order and retire the listed answers; returns the codes that differ from before."""
    there = {row.code: row for row in AttributeOption.objects.filter(attribute=attribute)}
    wanted = list(options) if attribute.kind in LISTED else []
    touched: list[str] = []
    for place, option in enumerate(wanted, start=1):
        facts = {"name_zh": option.name_zh.strip(), "name_en": option.name_en.strip(), "active": option.active,
                 "position": place}  # fmt: skip
        row = there.pop(option.code, None)
        if row is None:
            AttributeOption.objects.create(attribute=attribute, code=option.code, **facts)
        elif all(getattr(row, name) == value for name, value in facts.items()):
            continue
        else:
            for name, value in facts.items():
                setattr(row, name, value)
            row.save(update_fields=list(facts))
        touched.append(option.code)
    gone = [row.code for row in there.values() if row.active]
    AttributeOption.objects.filter(attribute=attribute, code__in=gone).update(active=False)
    return touched + gone


def _check(code: str, draft: AttributeDraft) -> None:
    wrong = {}
    if not CODE.fullmatch(code) or len(code) > MOST_CODE:
        wrong["code"] = _("A code has small letters, digits and single hyphens, 40 at most.")
    for field, value in (("name_zh", draft.name_zh), ("name_en", draft.name_en)):
        if not value.strip() or len(value.strip()) > 60:
            wrong[field] = _("Give a name of at most 60 characters in both languages.")
    if draft.kind not in AttributeKind.values:
        wrong["kind"] = _("Choose how it is answered.")
    if len(draft.unit.strip()) > 12:
        wrong["unit"] = _("A unit's sign has at most 12 characters.")
    if draft.position is not None and not 1 <= draft.position <= 999:
        wrong["position"] = _("The place is a number from 1 to 999.")
    if draft.kind in LISTED:
        wrong |= _check_options(draft.options)
    if wrong:
        raise Malformed(fields=wrong)


def _check_options(options: tuple[OptionDraft, ...]) -> dict[str, str]:
    if not any(option.active for option in options):
        return {"options": _("List at least one answer.")}
    if len(options) > MOST_OPTIONS:
        return {"options": _("A list has at most %(most)s answers.") % {"most": MOST_OPTIONS}}
    seen: set[str] = set()
    for option in options:
        if not CODE.fullmatch(option.code) or len(option.code) > 60 or option.code in seen:
            return {"options": _("“%(code)s”: each answer has its own code of small letters and digits.")
                    % {"code": option.code}}  # fmt: skip
        if not (0 < len(option.name_zh.strip()) <= 80 and 0 < len(option.name_en.strip()) <= 80):
            return {"options": _("“%(code)s”: give a name in both languages.") % {"code": option.code}}
        seen.add(option.code)
    return {}
