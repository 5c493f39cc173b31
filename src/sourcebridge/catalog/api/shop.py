"""A supplier's shop: profile, mixed batch, shelves, holidays, texts, approved buyers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.files import texts as tables
from sourcebridge.catalog.models import Shop
from sourcebridge.catalog.queries import approvals, shops, translations
from sourcebridge.catalog.schemas import ShopOut
from sourcebridge.catalog.schemas_shop import (
    ApprovalOut,
    AskIn,
    BuyerIn,
    ClosureIn,
    ClosureOut,
    MixIn,
    SectionIn,
    SectionOrderIn,
    SectionOut,
    ShopProfileIn,
    TextIn,
    TextOut,
    TextTableOut,
)
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _acting(request: HttpRequest) -> tuple[UUID, By]:
    acting = access.member_of(request)
    return acting.company, acting.by(Actor.SUPPLIER)


def _shop(request: HttpRequest) -> Shop:
    own, by = _acting(request)
    return services.open_shop(company_id=own, by=by, now=clock.now())


@access.operation(router, "PUT", "/shop/profile", Permission.SHOP_EDIT, response=ShopOut)
def save_profile(request: HttpRequest, body: ShopProfileIn) -> Any:
    """Say who stands behind the shop; figures are claims."""
    own, by = _acting(request)
    return services.save_profile(company_id=own, profile=body.profile(), by=by, now=clock.now())


@access.operation(router, "PUT", "/shop/mix", Permission.SHOP_EDIT, response=ShopOut)
def save_mix(request: HttpRequest, body: MixIn) -> Any:
    """Offer mixed batches, or end the offer."""
    own, by = _acting(request)
    return services.save_mix(
        company_id=own, amount=body.amount, number=body.number, rule=body.rule, by=by, now=clock.now()
    )


@access.operation(router, "GET", "/shop/sections", Permission.SHOP_EDIT, response=list[SectionOut])
def list_sections(request: HttpRequest) -> Any:
    """The shelves in their order."""
    return list(shops.sections_of(_shop(request)))


@access.operation(router, "POST", "/shop/sections", Permission.SHOP_EDIT, response=SectionOut, status=201)
def add_section(request: HttpRequest, body: SectionIn) -> Any:
    """Make a shelf."""
    own, by = _acting(request)
    return services.save_section(company_id=own, by=by, now=clock.now(), **body.dict())


@access.operation(router, "POST", "/shop/sections/order", Permission.SHOP_EDIT, response=list[SectionOut])
def order_sections(request: HttpRequest, body: SectionOrderIn) -> Any:
    """Put the shelves in order."""
    own, by = _acting(request)
    return services.order_sections(company_id=own, section_ids=body.section_ids, by=by, now=clock.now())


@access.operation(router, "PUT", "/shop/sections/{section_id}", Permission.SHOP_EDIT, response=SectionOut)
def edit_section(request: HttpRequest, section_id: UUID, body: SectionIn) -> Any:
    """Change a shelf's names and goods."""
    own, by = _acting(request)
    return services.save_section(company_id=own, section_id=section_id, by=by, now=clock.now(), **body.dict())


@access.operation(router, "DELETE", "/shop/sections/{section_id}", Permission.SHOP_EDIT, response=None)
def remove_section(request: HttpRequest, section_id: UUID) -> None:
    """Take a shelf away; its goods stay on sale."""
    own, by = _acting(request)
    services.remove_section(company_id=own, section_id=section_id, by=by, now=clock.now())


@access.operation(router, "GET", "/shop/closures", Permission.SHOP_EDIT, response=list[ClosureOut])
def list_closures(request: HttpRequest) -> Any:
    """The holidays, the latest first (at most 100)."""
    return list(shops.all_closures(_shop(request))[:100])


@access.operation(router, "POST", "/shop/closures", Permission.SHOP_EDIT, response=ClosureOut, status=201)
def set_closure(request: HttpRequest, body: ClosureIn) -> Any:
    """Announce holidays; promises begin after them."""
    own, by = _acting(request)
    return services.set_closure(company_id=own, by=by, now=clock.now(), **body.dict())


@access.operation(router, "POST", "/shop/closures/{closure_id}/end", Permission.SHOP_EDIT, response=ClosureOut)
def end_closure(request: HttpRequest, closure_id: UUID) -> Any:
    """End holidays now."""
    own, by = _acting(request)
    return services.end_closure(company_id=own, closure_id=closure_id, by=by, now=clock.now())


@access.operation(router, "GET", "/shop/buyers", Permission.BUYER_APPROVE, response=Page[ApprovalOut])
def list_buyers(request: HttpRequest, state: str = "", cursor: str = "", limit: int = 50) -> Any:
    """Who asked to see the guarded prices, and who sees them."""
    found = queries.approvals_of(access.member_of(request).company, state=state).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit)
    return {"items": rows, "next_cursor": following}


@access.operation(router, "POST", "/shop/buyers", Permission.BUYER_APPROVE, response=ApprovalOut, status=201)
def invite_buyer(request: HttpRequest, body: BuyerIn) -> Any:
    """Show a company the prices without being asked."""
    own, by = _acting(request)
    return services.invite_buyer(company_id=own, buyer_company_id=body.buyer_company_id, by=by, now=clock.now())


@access.operation(router, "POST", "/shop/buyers/{approval_id}/approve", Permission.BUYER_APPROVE, response=ApprovalOut)
def approve_buyer(request: HttpRequest, approval_id: UUID) -> Any:
    """Show a buyer the prices."""
    own, by = _acting(request)
    return services.approve_buyer(company_id=own, approval_id=approval_id, by=by, now=clock.now())


@access.operation(router, "POST", "/shop/buyers/{approval_id}/refuse", Permission.BUYER_APPROVE, response=ApprovalOut)
def refuse_buyer(request: HttpRequest, approval_id: UUID) -> Any:
    """Do not show a buyer the prices."""
    own, by = _acting(request)
    return services.refuse_buyer(company_id=own, approval_id=approval_id, by=by, now=clock.now())


@access.operation(router, "POST", "/shop/buyers/{approval_id}/end", Permission.BUYER_APPROVE, response=ApprovalOut)
def end_buyer(request: HttpRequest, approval_id: UUID) -> Any:
    """Hide the prices from a buyer again."""
    own, by = _acting(request)
    return services.end_buyer(company_id=own, approval_id=approval_id, by=by, now=clock.now())


@access.operation(
    router, "POST", "/goods/{shop}/{handle}/ask-price", Permission.PRICE_ASK, response=ApprovalOut, status=201,
    binds=True,
)  # fmt: skip
def ask_prices(request: HttpRequest, shop: str, handle: str, body: AskIn) -> Any:
    """Ask a shop to show its guarded prices."""
    acting = access.member_of(request)
    product = approvals.guarded(shop, handle)
    return services.ask_prices(
        shop_id=product.shop_id,
        buyer_company_id=acting.company,
        note=body.note,
        by=acting.by(Actor.BUYER),
        now=clock.now(),
    )


@access.operation(router, "GET", "/texts", Permission.TRANSLATION_EDIT, response=Page[TextOut])
def list_texts(request: HttpRequest, condition: str = "", cursor: str = "", limit: int = 50) -> Any:
    """The shop's texts beside their translations."""
    found = translations.pairs_of(access.member_of(request).company, condition=condition).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit)
    return {"items": [translations.pair(row) for row in rows], "next_cursor": following}


@access.operation(router, "POST", "/texts/table", Permission.TRANSLATION_EDIT, response=TextTableOut)
def take_table(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Take the table of texts back from a translator."""
    own, by = _acting(request)
    rows = [services.TextRow(*cells) for cells in tables.read(file)]
    done = services.take_table(company_id=own, rows=rows, by=by, now=clock.now())
    refused = [{"row": number, "sentence": sentence} for number, sentence in done.refused]
    return {"changed": done.changed, "unchanged": done.unchanged, "refused": refused}


@access.operation(router, "PUT", "/texts/{pair_id}", Permission.TRANSLATION_EDIT, response=TextOut)
def review_text(request: HttpRequest, pair_id: UUID, body: TextIn) -> Any:
    """Say what a translation shall be; it counts as reviewed."""
    own, by = _acting(request)
    return services.review_text(
        company_id=own, pair_id=pair_id, text=body.text, digest=body.digest, by=by, now=clock.now()
    )


@access.operation(router, "POST", "/texts/{pair_id}/draft", Permission.TRANSLATION_EDIT, response=TextOut)
def draft_text(request: HttpRequest, pair_id: UUID) -> Any:
    """Compose a draft from the glossary where no person has translated yet."""
    own, by = _acting(request)
    services.draft_text(company_id=own, pair_id=pair_id, by=by, now=clock.now())
    return translations.pair_of(own, pair_id)
