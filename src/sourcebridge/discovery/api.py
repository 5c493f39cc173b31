"""The search as calls: results with their scores, filters, suggestions, saved searches, the operator's synonyms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.discovery import queries, services
from sourcebridge.discovery.cards import Card
from sourcebridge.discovery.queries import Saved, told
from sourcebridge.discovery.results import Hit
from sourcebridge.discovery.schemas import (
    CardOut,
    FacetOut,
    HitOut,
    MissedOut,
    RenameIn,
    ResultsOut,
    SavedIn,
    SavedOut,
    SuggestionOut,
    SynonymIn,
    SynonymOut,
)
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.kit import answers, paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.schemas import Page
from sourcebridge.landedcost import queries as landed
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _wanted(request: HttpRequest) -> Wanted:
    return Wanted.of([(name, value) for name, values in request.GET.lists() for value in values])


def _card(card: Card) -> dict[str, Any]:
    shown = {name: getattr(card, name) for name in CardOut.model_fields if hasattr(card, name)}
    tiers = {
        name: None if tier is None else {"minimum": tier.minimum, "price": tier.price}
        for name, tier in (("first", card.first), ("best", card.best))
    }
    return shown | tiers | {"shop": card.shop_slug, "title": card.title.text, "translated": card.title.translated}


def _landed(wanted: Wanted, rows: Iterable[Hit]) -> list[dict[str, Any]]:
    """What a unit costs at the door, where a country is asked for (1 statement)."""
    if not wanted.to:
        return []
    return [
        {"product_id": str(row.product_id), "country": row.country, "currency": row.currency, "low": str(row.low),
         "high": str(row.high), "quantity": f"{row.quantity.normalize():f}", "days": row.days, "gaps": row.gaps,
         "card": row.card, "on": row.on.isoformat()}
        for row in landed.estimates([hit.product_id for hit in rows], country=wanted.to).values()
    ]  # fmt: skip


def _cards(rows: Iterable[Any], request: HttpRequest) -> list[Card]:
    member = access.optional_member(request)
    company = member.company_id if member else None
    return queries.cards(rows, buyer_company_id=company, language=get_language(), now=clock.now())


@access.operation(router, "GET", "/search", access.PUBLIC, response=ResultsOut)
def search(
    request: HttpRequest, q: str = "", category: str = "", price_from: str = "", price_to: str = "", moq_to: str = "",
    hours_to: str = "", belt: str = "", market: str = "", province: str = "", near: str = "", shop: str = "",
    in_stock: str = "", sample: str = "", verified: str = "", to: str = "", landed_to: str = "", sort: str = "rank",
    page: int = 1,
) -> Any:  # fmt: skip
    """Goods by words and filters, ordered over the whole result, 30 a page, each with why it ranks there.

    Further parameters `a.<attribute>=<value>` filter by attributes. `sort`: rank, price, -price, sold, newest, repeat,
    landed (what a unit costs at the door of the country `to`, in whose currency `landed_to` is, too).
    """
    wanted, language = _wanted(request), get_language()
    member = access.optional_member(request)
    company = member.company_id if member else None
    found = queries.search(wanted=wanted, buyer_company_id=company, language=language, now=None, with_cards=True)
    services.note_soon(wanted=wanted, found=found.total, language=language or "", company_id=company, now=found.at)
    return answers.joined(
        {
            "total": found.total,
            "about": found.about,
            "page": found.page,
            "pages": found.pages,
            "corrected": found.corrected,
            "loosened": found.loosened,
            "nearly": found.nearly,
            "widened": [asdict(one) for one in found.widened],
            "landed": _landed(wanted, found.rows),
        },
        items=told.found(found.rows, language=language),
        parts=told.parts(found.rows, language),
    )


@access.operation(router, "GET", "/search/facets", access.PUBLIC, response=list[FacetOut])
def search_facets(request: HttpRequest, q: str = "", category: str = "") -> Any:
    """The filters that would narrow a search (same parameters), with how many goods each choice leaves."""
    return queries.facets(_wanted(request), get_language())


@access.operation(router, "GET", "/search/suggest", access.PUBLIC, response=list[SuggestionOut])
def search_suggest(request: HttpRequest, q: str = "", limit: int = 8) -> Any:
    """Ways to finish what is typed: Chinese, pinyin, initials, English."""
    return queries.suggest(q, get_language(), max(1, min(limit, 20)), now=clock.now())


@access.operation(router, "GET", "/search/why", access.PUBLIC, response=HitOut)
def search_why(request: HttpRequest, product_id: UUID, q: str = "", category: str = "") -> Any:
    """Why these goods stand where they stand in a search (same parameters); 404 when the search does not find them."""
    hit = queries.why(wanted=_wanted(request), product_id=product_id, now=clock.now())
    if hit is None:
        raise NotFound
    return hit


@access.operation(router, "GET", "/search/similar/{uuid:product_id}", access.PUBLIC, response=list[CardOut])
def similar_goods(request: HttpRequest, product_id: UUID, limit: int = 10) -> Any:
    """Goods of the same category, attributes and words, those of other shops first."""
    return [_card(card) for card in _cards(queries.similar(product_id, max(1, min(limit, 30))), request)]


@access.operation(router, "GET", "/search/seen", access.SIGNED_IN, response=list[CardOut])
def seen_goods(request: HttpRequest, limit: int = 20) -> Any:
    """Goods the person looked at, the latest first."""
    member = access.member_of(request)
    return [_card(card) for card in _cards(queries.seen(member.user_id, max(1, min(limit, 60))), request)]


def _saved(saved: Saved) -> dict[str, Any]:
    row = saved.row
    return {
        "id": row.id, "name": row.name, "query": row.query, "saved_at": row.saved_at, "last_seen_at": row.last_seen_at,
        "fresh": saved.fresh,
    }  # fmt: skip


@access.operation(router, "GET", "/saved-searches", access.SIGNED_IN, response=list[SavedOut])
def saved_searches(request: HttpRequest) -> Any:
    """The person's saved searches in this company, with how many goods are new in each."""
    member = access.member_of(request)
    return [_saved(row) for row in queries.saved(user_id=member.user_id, company_id=member.company)]


@access.operation(router, "POST", "/saved-searches", access.SIGNED_IN, response=SavedOut, status=201)
def save_search(request: HttpRequest, body: SavedIn) -> Any:
    """Keep a search under a name."""
    member = access.member_of(request)
    return services.save_search(
        company_id=member.company, user_id=member.user_id, name=body.name, query=body.query,
        by=member.by(Actor.BUYER), now=clock.now(),
    )  # fmt: skip


@access.operation(router, "PATCH", "/saved-searches/{uuid:saved_id}", access.SIGNED_IN, response=SavedOut)
def rename_search(request: HttpRequest, saved_id: UUID, body: RenameIn) -> Any:
    """Give a saved search another name."""
    member = access.member_of(request)
    return services.rename_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, name=body.name,
        by=member.by(Actor.BUYER), now=clock.now(),
    )  # fmt: skip


@access.operation(router, "POST", "/saved-searches/{uuid:saved_id}/looked", access.SIGNED_IN, response=SavedOut)
def look_at_search(request: HttpRequest, saved_id: UUID) -> Any:
    """The person looked at what the search finds; counting of new goods starts again."""
    member = access.member_of(request)
    return services.look_at_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, now=clock.now()
    )


@access.operation(router, "DELETE", "/saved-searches/{uuid:saved_id}", access.SIGNED_IN, response=None)
def forget_search(request: HttpRequest, saved_id: UUID) -> None:
    """Drop a saved search."""
    member = access.member_of(request)
    services.forget_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, by=member.by(Actor.BUYER),
        now=clock.now(),
    )  # fmt: skip


@access.operation(router, "GET", "/operator/synonyms", Permission.SYNONYM_EDIT, response=Page[SynonymOut])
def list_synonyms(request: HttpRequest, q: str = "", topic: str = "", cursor: str = "", limit: int = 50) -> Any:
    """Which words mean the same, the newest rows first."""
    found, following = paging.page_of(queries.synonyms(q, topic=topic), cursor=cursor, limit=limit)
    return {"items": found, "next_cursor": following}


@access.operation(router, "PUT", "/operator/synonyms", Permission.SYNONYM_EDIT, response=SynonymOut)
def put_synonym(request: HttpRequest, body: SynonymIn) -> Any:
    """Let words find each other's goods, from the next search on."""
    member = access.member_of(request)
    return services.put_synonym(
        word=body.word, same_as=body.same_as, language=body.language, topic=body.topic, active=body.active,
        by=member.by(Actor.OPERATOR), now=clock.now(),
    )  # fmt: skip


@access.operation(router, "DELETE", "/operator/synonyms/{uuid:synonym_id}", Permission.SYNONYM_EDIT, response=None)
def drop_synonym(request: HttpRequest, synonym_id: UUID) -> None:
    """The words no longer find each other's goods."""
    member = access.member_of(request)
    services.drop_synonym(synonym_id=synonym_id, by=member.by(Actor.OPERATOR), now=clock.now())


@access.operation(router, "GET", "/operator/searches/missed", Permission.SYNONYM_EDIT, response=list[MissedOut])
def missed_searches(request: HttpRequest, days: int = 30) -> Any:
    """What was searched and not found, the most wanted first."""
    return queries.missed(now=clock.now(), days=max(1, min(days, 365)))
