"""What people looked for and at: search notes, saved searches, recently seen goods."""

from __future__ import annotations

from datetime import datetime
from threading import Lock, Timer
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from sourcebridge.audit import services as audit
from sourcebridge.catalog.models import Product
from sourcebridge.catalog.states import ProductState
from sourcebridge.discovery import analysis
from sourcebridge.discovery.errors import NameTaken, NothingToSave, TooManySaved
from sourcebridge.discovery.models import SavedSearch, SearchNote, Seen
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit.actors import By
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.locks import locked

KEPT_SEEN = 60
MOST_SAVED = 50
NOTED_WITHIN = 2.0
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def note_search(
    *, wanted: Wanted, found: int, language: str, company_id: UUID | None, now: datetime
) -> SearchNote | None:
    """Keep what was looked for on its first page, normalised; nothing without words. `day` is Shanghai's."""
    note = _note(wanted, found, language, company_id, now)
    if note is not None:
        note.save(force_insert=True)
    return note


def _note(wanted: Wanted, found: int, language: str, company_id: UUID | None, now: datetime) -> SearchNote | None:
    text = analysis.normalise(wanted.q)[:120]
    if not text or wanted.page > 1:
        return None
    return SearchNote(
        text=text,
        language="zh-hans" if language.startswith("zh") else "en",
        door=wanted.door,
        found=found,
        at=now,
        day=now.astimezone(_SHANGHAI).date(),
        company_id=company_id,
    )


_kept: list[SearchNote] = []
_keeping = Lock()


def note_soon(*, wanted: Wanted, found: int, language: str, company_id: UUID | None, now: datetime) -> None:
    """`note_search` without making the searcher wait: notes of two seconds are written together by a thread.

    A process that is killed loses the notes of its last two seconds. In tests each is written at once.
    """
    note = _note(wanted, found, language, company_id, now)
    if note is None:
        return
    if settings.TESTING:
        note.save(force_insert=True)
        return
    with _keeping:
        _kept.append(note)
        if len(_kept) > 1:
            return
    writer = Timer(NOTED_WITHIN, _write_kept)
    writer.daemon = True
    writer.start()


def _write_kept() -> None:
    with _keeping:
        notes = _kept[:]
        _kept.clear()
    try:
        SearchNote.objects.bulk_create(notes)
    finally:
        connection.close()


def mark_seen(*, user_id: UUID, product_id: UUID, now: datetime) -> None:
    """Remember that a person looked at goods for sale; the 60 latest are kept. Raises NotFound."""
    if not Product.objects.filter(pk=product_id, state=ProductState.PUBLISHED).exists():
        raise NotFound
    with transaction.atomic():
        Seen.objects.bulk_create(
            [Seen(user_id=user_id, product_id=product_id, at=now)],
            update_conflicts=True,
            unique_fields=["user", "product"],
            update_fields=["at"],
        )
        kept = Seen.objects.filter(user_id=user_id).order_by("-at", "-id").values("id")[:KEPT_SEEN]
        Seen.objects.filter(user_id=user_id).exclude(pk__in=list(kept.values_list("id", flat=True))).delete()


def save_search(*, company_id: UUID, user_id: UUID, name: str, query: str, by: By, now: datetime) -> SavedSearch:
    """Keep a search under a name; raises NothingToSave, NameTaken, TooManySaved (50 a person)."""
    name, wanted = name.strip()[:80], Wanted.read(query)
    if not wanted.asks or not (name or wanted.q):
        raise NothingToSave
    with transaction.atomic():
        mine = SavedSearch.objects.filter(user_id=user_id, company_id=company_id)
        if mine.filter(name=name or wanted.q[:80]).exists():
            raise NameTaken(name=name or wanted.q[:80])
        if mine.count() >= MOST_SAVED:
            raise TooManySaved(most=MOST_SAVED)
        saved = SavedSearch.objects.create(
            company_id=company_id,
            user_id=user_id,
            name=name or wanted.q[:80],
            query=wanted.query_string()[:600],
            saved_at=now,
            last_seen_at=now,
        )
        audit.record(verb="discovery.search.saved", subject=saved, by=by, at=now)
    return saved


def _own(saved_id: UUID, user_id: UUID, company_id: UUID) -> SavedSearch:
    saved = locked(SavedSearch, saved_id)
    if saved.user_id != user_id or saved.company_id != company_id:
        raise NotFound
    return saved


def look_at_search(*, saved_id: UUID, company_id: UUID, user_id: UUID, now: datetime) -> SavedSearch:
    """The person looks at what the search finds: counting of new goods starts again. Raises NotFound."""
    with transaction.atomic():
        saved = _own(saved_id, user_id, company_id)
        saved.last_seen_at = now
        saved.save(update_fields=["last_seen_at"])
    return saved


def rename_search(*, saved_id: UUID, company_id: UUID, user_id: UUID, name: str, by: By, now: datetime) -> SavedSearch:
    """Give a saved search another name; raises NotFound, NothingToSave, NameTaken."""
    name = name.strip()[:80]
    if not name:
        raise NothingToSave
    with transaction.atomic():
        saved = _own(saved_id, user_id, company_id)
        others = SavedSearch.objects.filter(~Q(pk=saved_id), user_id=user_id, company_id=company_id, name=name)
        if others.exists():
            raise NameTaken(name=name)
        saved.name = name
        saved.save(update_fields=["name"])
        audit.record(verb="discovery.search.renamed", subject=saved, by=by, at=now)
    return saved


def forget_search(*, saved_id: UUID, company_id: UUID, user_id: UUID, by: By, now: datetime) -> None:
    """Drop a saved search; raises NotFound."""
    with transaction.atomic():
        saved = _own(saved_id, user_id, company_id)
        audit.record(verb="discovery.search.forgotten", subject=saved, by=by, at=now)
        saved.delete()
