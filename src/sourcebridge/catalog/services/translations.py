"""Translate texts: a draft by machine, the word of a person, and whole tables of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sourcebridge.audit import services as audit
from sourcebridge.catalog import drafts, events, richtext, translating
from sourcebridge.catalog.drafts import LONGEST_TITLE
from sourcebridge.catalog.errors import TextMoved
from sourcebridge.catalog.models import Product, Shop, TextStatus, Translation
from sourcebridge.catalog.queries import drafts as stored
from sourcebridge.catalog.queries import translations as texts
from sourcebridge.catalog.queries.translations import MACHINE, MISSING, Pair
from sourcebridge.catalog.queries.words import PRODUCT, source_hash
from sourcebridge.catalog.services import goods, writing
from sourcebridge.kit import locks
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotAllowed, NotFound, Refusal

MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of the table of texts as it came back; `number` is where it stands in the file."""

    number: int
    key: str
    original: str
    translation: str
    digest: str


@dataclass
class Taken:
    """What a table of texts did: rows by outcome, and why rows were left out, by row number."""

    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def draft_text(*, company_id: UUID, pair_id: UUID, by: By, now: datetime) -> Translation | None:
    """Compose a draft of one translation from the glossary; None when it knows no word of the original.

    Only a missing translation or an earlier draft is replaced, never what a person wrote. Announces
    catalog.product.changed (texts of goods). Raises NotFound, NotAllowed.
    """
    if by.actor not in {Actor.SUPPLIER, Actor.SYSTEM}:
        raise NotAllowed
    return _draft(texts.pair_of(company_id, pair_id), company_id, by, now)


@transaction.atomic
def draft_missing(*, product_ids: Sequence[UUID], by: By, now: datetime) -> int:
    """Compose drafts of everything these goods say in one language only; returns how many. Announces as above."""
    owners = dict(Product.objects.filter(pk__in=product_ids).values_list("id", "shop__company_id"))
    drafted = [_draft(pair, owners[pair.object_id], by, now) for pair in texts.untranslated(list(owners))]
    return sum(row is not None for row in drafted)


@transaction.atomic
def review_text(*, company_id: UUID, pair_id: UUID, text: str, digest: str, by: By, now: datetime) -> Pair:
    """Say what a translation shall be, or that it is right as it stands; it counts as reviewed from now on.

    `digest` is the SHA-256 of the original the person read. Correcting what was reviewed is an edit of the goods like
    any other, so a material one waits for the platform. Saying the same twice changes nothing. Announces
    catalog.product.changed or catalog.shop.changed. Raises TextMoved, Malformed, NotFound, NotAllowed.
    """
    if by.actor != Actor.SUPPLIER:
        raise NotAllowed
    pair = texts.pair_of(company_id, pair_id)
    if pair.digest != digest:
        raise TextMoved
    said = text.strip()[:LONGEST_TITLE] if pair.field == "title" else richtext.clean(text.strip())
    if not said or len(said) > MOST_WORDS:
        raise Malformed(fields={"text": _("Write the translation, up to 20,000 characters.")})
    if said == pair.translation and pair.condition == texts.REVIEWED:
        return pair
    if pair.object_type == PRODUCT:
        _edit(pair, said, company_id, by, now)
    else:
        _write(pair, said, TextStatus.REVIEWED)
        _announce(pair, company_id, by, now, "reviewed")
    return texts.pair_of(company_id, pair_id)


def take_table(*, company_id: UUID, rows: Iterable[TextRow], by: By, now: datetime) -> Taken:
    """Take a table of texts back: changed translations count as reviewed, unchanged rows do nothing.

    A row whose original changed since it was written out is refused with a sentence, each row for itself.
    """
    done = Taken()
    for row in rows:
        try:
            with transaction.atomic():
                changed = _take(company_id, row, by, now)
        except Refusal as refusal:
            done.refused.append((row.number, next(iter(refusal.fields.values()), refusal.text)))
            continue
        if changed:
            done.changed += 1
        else:
            done.unchanged += 1
    return done


def _take(company_id: UUID, row: TextRow, by: By, now: datetime) -> bool:
    pair = texts.pair_named(company_id, row.key)
    said = row.translation.strip()
    if said in ("", pair.translation.strip()):
        return False
    digest = row.digest.strip() or source_hash(row.original)
    review_text(company_id=company_id, pair_id=pair.id, text=said, digest=digest, by=by, now=now)
    return True


def _draft(pair: Pair, company_id: UUID, by: By, now: datetime) -> Translation | None:
    if pair.condition not in {MISSING, MACHINE} and not _is_machine(pair):
        return None
    made = translating.draft(pair.original, source=pair.source, target=pair.target)
    if not made.text or made.text == pair.translation:
        return None
    row = _write(pair, made.text[:LONGEST_TITLE] if pair.field == "title" else made.text, TextStatus.MACHINE)
    _announce(pair, company_id, by, now, "drafted")
    return row


def _is_machine(pair: Pair) -> bool:
    rows = Translation.objects.filter(object_type=pair.object_type, object_id=pair.object_id, field=pair.field)
    return rows.filter(language=pair.target, status=TextStatus.MACHINE).exists()


def _edit(pair: Pair, said: str, company_id: UUID, by: By, now: datetime) -> None:
    product = locks.locked(Product, pair.object_id)
    draft = stored.draft_of(product)
    if pair.field == "title":
        wanted = replace(draft, titles={**draft.titles, pair.target: said})
    else:
        wanted = replace(draft, descriptions={**draft.descriptions, pair.target: said})
    changed = drafts.changes(draft.flat(), wanted.flat())
    if pair.condition == texts.REVIEWED:
        goods.edit_product(company_id=company_id, product_id=product.id, draft=wanted, by=by, now=now)
    elif changed:
        writing.apply(product, wanted, changed, by=by, now=now)
    row = _rows(pair).first()
    if row is not None and row.text == said:
        _write(pair, said, TextStatus.REVIEWED)
        _announce(pair, company_id, by, now, "reviewed")


def _rows(pair: Pair) -> QuerySet[Translation]:
    return Translation.objects.filter(
        object_type=pair.object_type, object_id=pair.object_id, field=pair.field, language=pair.target
    )


def _write(pair: Pair, said: str, status: TextStatus) -> Translation:
    row, _made = Translation.objects.update_or_create(
        object_type=pair.object_type,
        object_id=pair.object_id,
        field=pair.field,
        language=pair.target,
        defaults={"text": said, "status": status, "source_hash": pair.digest},
    )
    return row


def _announce(pair: Pair, company_id: UUID, by: By, now: datetime, verb: str) -> None:
    said = f"{pair.field}.{pair.target}"
    if pair.object_type == PRODUCT:
        product = Product.objects.filter(pk=pair.object_id).first()
        if product is None:
            raise NotFound
        audit.record(verb=f"catalog.text.{verb}", subject=product, by=by, at=now, text=said)
        audit.publish(
            events.ProductChanged(
                at=now,
                product_id=product.id,
                shop_id=product.shop_id,
                company_id=company_id,
                fields=[said],
            )
        )
        return
    shop = Shop.objects.filter(pk=pair.object_id).first()
    if shop is None:
        raise NotFound
    audit.record(verb=f"catalog.text.{verb}", subject=shop, by=by, at=now, text=said)
    audit.publish(events.ShopChanged(at=now, shop_id=shop.id, company_id=company_id))
