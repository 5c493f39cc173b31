"""The operator's verbs on the category tree. One holds the whole tree at a time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog import events
from sourcebridge.catalog.errors import CodeTaken, HasBranches, NeedsParent, NotRetirable, StillInUse, WrongLevel
from sourcebridge.catalog.models import LEAF, OTHER_GOODS, Category, Kind, Product, ProductChange
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.services import carrying
from sourcebridge.catalog.states import ChangeState
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed
from sourcebridge.kit.quantity import UNITS

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_CODE = 60


@transaction.atomic
def add_category(
    *,
    code: str,
    parent: str,
    name_zh: str,
    name_en: str,
    by: By,
    now: datetime,
    kind: str = "",
    unit: str = "",
    position: int | None = None,
) -> Category:
    """Add a category below `parent` ("" = at the top), last among its siblings unless a position is given.

    Kind and unit are the parent's when left out. Announces catalog.category.changed. Raises NotAllowed, Malformed,
    CodeTaken, WrongLevel, NeedsParent.
    """
    hold(by)
    above = _parent(parent)
    _check(code=code, name_zh=name_zh, name_en=name_en, kind=kind, unit=unit)
    if position is not None and not 0 <= position <= 999:
        raise Malformed(fields={"position": _("The place is a number from 1 to 999.")})
    if Category.objects.filter(pk=code).exists():
        raise CodeTaken(code=code)
    if above is not None and above.level >= LEAF:
        raise WrongLevel(name=code, parent=above.name(get_language()))
    if above is not None and not above.active:
        raise NeedsParent(name=code)
    row = Category.objects.create(
        code=code,
        parent=above,
        level=above.level + 1 if above else 1,
        name_zh=name_zh.strip(),
        name_en=name_en.strip(),
        kind=kind or (above.kind if above else Kind.OTHER),
        unit=unit or (above.unit if above else "C62"),
        position=position or Category.objects.filter(parent=above).count() + 1,
    )
    announce("catalog.category.added", row, by=by, now=now, parent=parent, name_zh=row.name_zh, name_en=row.name_en)
    return row


@transaction.atomic
def edit_category(
    *, code: str, name_zh: str, name_en: str, kind: str, unit: str, position: int, by: By, now: datetime
) -> Category:
    """Change names, drawn kind, default unit and place among the siblings. Nothing happens when nothing differs.

    Announces catalog.category.changed. Raises NotAllowed, NotFound, Malformed.
    """
    hold(by)
    row = locks.locked(Category, code)
    _check(code=code, name_zh=name_zh, name_en=name_en, kind=kind, unit=unit)
    if not 1 <= position <= 999:
        raise Malformed(fields={"position": _("The place is a number from 1 to 999.")})
    wanted = {"name_zh": name_zh.strip(), "name_en": name_en.strip(), "kind": kind or row.kind,
              "unit": unit or row.unit, "position": position}  # fmt: skip
    changed = {name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value}
    if changed:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        announce("catalog.category.edited", row, by=by, now=now, changed=changed)
    return row


@transaction.atomic
def move_category(*, code: str, parent: str, by: By, now: datetime) -> Category:
    """Hang a category with all below it under another parent of the same level.

    Answers of its goods go over to the attributes of the same code and kind on the new branch; answers that have none
    there end, and the audit row says how many. Announces catalog.category.changed. Raises NotAllowed, NotFound,
    WrongLevel, NeedsParent, AttributeRepeats.
    """
    hold(by)
    row = locks.locked(Category, code)
    if (row.parent_id or "") == parent:
        return row
    above = _parent(parent)
    if (above.level if above else 0) != row.level - 1:
        raise WrongLevel(name=row.name(get_language()), parent=above.name(get_language()) if above else "—")
    if above is not None and row.active and not above.active:
        raise NeedsParent(name=row.name(get_language()))
    before, leaves = row.parent_id, [node.code for node in queries.whole().leaves(under=code)]
    carrying.refuse_repeats(code, parent)
    row.parent = above
    row.position = Category.objects.filter(parent=above).count() + 1
    row.save(update_fields=["parent", "position"])
    lost = sum(carrying.carry(leaf) for leaf in leaves)
    announce("catalog.category.moved", row, by=by, now=now, before=before or "", after=parent, answers_ended=lost)
    return row


@transaction.atomic
def retire_category(*, code: str, by: By, now: datetime, goods_to: str = "") -> Category:
    """Take a category out of use; its goods, if any, move to the leaf `goods_to` (like a move they keep what fits).

    Announces catalog.category.changed for both. Raises NotAllowed, NotFound, NotRetirable, HasBranches, StillInUse,
    Malformed.
    """
    hold(by)
    row = locks.locked(Category, code)
    if not row.active:
        return row
    if OTHER_GOODS in {code, *(node.code for node in queries.whole().walk(under=code))}:
        raise NotRetirable
    name = row.name(get_language())
    if Category.objects.filter(parent=row, active=True).exists():
        raise HasBranches(name=name)
    facts: dict[str, Any] = {}
    goods = Product.objects.filter(category_id=code)
    waiting = ProductChange.objects.filter(state=ChangeState.WAITING, draft__category=code)
    if goods.exists() or waiting.exists():
        target = _target(goods_to, count=goods.count() + waiting.count(), name=name, leaving=code)
        facts = {"goods_to": target.code, "goods": goods.update(category=target)}
        for change in waiting:
            change.draft = {**change.draft, "category": target.code}
            change.save(update_fields=["draft"])
        facts["answers_ended"] = carrying.carry(target.code)
        announce("catalog.category.received", target, by=by, now=now, goods_from=code, goods=facts["goods"])
    row.active = False
    row.save(update_fields=["active"])
    announce("catalog.category.retired", row, by=by, now=now, **facts)
    return row


@transaction.atomic
def restore_category(*, code: str, by: By, now: datetime) -> Category:
    """Take a retired category back into use, without its former goods. Raises NotAllowed, NotFound, NeedsParent."""
    hold(by)
    row = locks.locked(Category, code)
    if row.active:
        return row
    if row.parent is not None and not row.parent.active:
        raise NeedsParent(name=row.name(get_language()))
    row.active = True
    row.save(update_fields=["active"])
    announce("catalog.category.restored", row, by=by, now=now)
    return row


def hold(by: By) -> None:
    """Hold the tree until the transaction ends. Raises NotAllowed unless the platform acts."""
    if by.actor not in {Actor.OPERATOR, Actor.SYSTEM}:
        raise NotAllowed
    locks.hold("category", "tree")


def announce(verb: str, row: Category, *, by: By, now: datetime, **facts: Any) -> None:
    """The audit row and the fact of a verb on the tree."""
    audit.record(verb=verb, subject=row, by=by, at=now, **facts)
    audit.publish(events.CategoryChanged(code=row.code, at=now))


def _parent(code: str) -> Category | None:
    if not code:
        return None
    found = Category.objects.filter(pk=code).first()
    if found is None:
        raise Malformed(fields={"parent": _("There is no category “%(code)s”.") % {"code": code}})
    return found


def _target(code: str, *, count: int, name: str, leaving: str) -> Category:
    if not code:
        raise StillInUse(count=count, name=name)
    target = Category.objects.filter(pk=code, level=LEAF, active=True).exclude(pk=leaving).first()
    if target is None:
        raise Malformed(fields={"goods_to": _("Choose a category of the third level.")})
    return target


def _check(*, code: str, name_zh: str, name_en: str, kind: str, unit: str) -> None:
    wrong = {}
    if not CODE.fullmatch(code) or len(code) > MOST_CODE:
        wrong["code"] = _("A code has small letters, digits and single hyphens, 60 at most.")
    for field, value in (("name_zh", name_zh), ("name_en", name_en)):
        if not value.strip() or len(value.strip()) > 80:
            wrong[field] = _("Give a name of at most 80 characters in both languages.")
    if kind and kind not in Kind.values:
        wrong["kind"] = _("Choose one of the listed pictures.")
    if unit and unit not in UNITS:
        wrong["unit"] = _("Choose one of the listed units.")
    if wrong:
        raise Malformed(fields=wrong)
