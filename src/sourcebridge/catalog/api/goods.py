"""A supplier's own goods, shop and pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import File, Query, Router
from ninja.files import UploadedFile

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.queries import filtering
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.schemas import OfferOut, PictureOut, ProductIn, ProductOut, ShopIn, ShopOut
from sourcebridge.catalog.schemas_desk import GoodsFilterIn
from sourcebridge.catalog.shown import offer_out
from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


@access.operation(router, "GET", "/shop", Permission.PRODUCT_EDIT, response=ShopOut)
def read_shop(request: HttpRequest) -> Any:
    """The company's shop; opened at the first call of a company that sells."""
    acting = access.member_of(request)
    return services.open_shop(company_id=acting.company, by=acting.by(Actor.SUPPLIER), now=clock.now())


@access.operation(router, "PUT", "/shop", Permission.PRODUCT_EDIT, response=ShopOut)
def rename_shop(request: HttpRequest, body: ShopIn) -> Any:
    """Change what the shop is called."""
    acting = access.member_of(request)
    return services.rename_shop(company_id=acting.company, by=acting.by(Actor.SUPPLIER), now=clock.now(), **body.dict())


@access.operation(router, "GET", "/products", Permission.PRODUCT_VIEW, response=Page[ProductOut])
def list_products(request: HttpRequest, wanted: Query[GoodsFilterIn], cursor: str = "", limit: int = 50) -> Any:
    """The company's own goods that a filter keeps, newest first."""
    kept = Filter.read({**wanted.dict(), "sort": ""})
    found = filtering.goods(access.member_of(request).company, kept, now=clock.now()).order_by()
    rows, following = paging.page_of(found, cursor=cursor, limit=limit)
    return {"items": rows, "next_cursor": following}


@access.operation(router, "POST", "/products", Permission.PRODUCT_EDIT, response=ProductOut, status=201)
def create_product(request: HttpRequest, body: ProductIn) -> Any:
    """Make a draft."""
    acting = access.member_of(request)
    return services.create_product(
        company_id=acting.company, draft=body.draft(), by=acting.by(Actor.SUPPLIER), now=clock.now()
    )


@access.operation(router, "GET", "/products/{product_id}", Permission.PRODUCT_VIEW, response=OfferOut)
def read_product(request: HttpRequest, product_id: UUID) -> Any:
    """One of the company's own goods, in any state."""
    acting = access.member_of(request)
    queries.own_product(acting.company, product_id)
    return offer_out(queries.offer(product_id=product_id, member=acting, language=get_language()))


@access.operation(router, "PUT", "/products/{product_id}", Permission.PRODUCT_EDIT, response=ProductOut)
def edit_product(request: HttpRequest, product_id: UUID, body: ProductIn) -> Any:
    """Bring a product to the form sent; variants left out are retired, material edits of live goods wait for review."""
    acting = access.member_of(request)
    return services.edit_product(
        company_id=acting.company,
        product_id=product_id,
        draft=body.draft(),
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
    )


@access.operation(router, "POST", "/products/{product_id}/publish", Permission.PRODUCT_EDIT, response=ProductOut)
def publish_product(request: HttpRequest, product_id: UUID) -> Any:
    """Offer a product for sale; the attributes its category requires must be answered."""
    acting = access.member_of(request)
    return services.publish(
        company_id=acting.company,
        product_id=product_id,
        by=acting.by(Actor.SUPPLIER),
        now=clock.now(),
        complete=True,
    )


@access.operation(router, "POST", "/products/{product_id}/withdraw", Permission.PRODUCT_EDIT, response=ProductOut)
def withdraw_product(request: HttpRequest, product_id: UUID) -> Any:
    """Take a product off sale."""
    acting = access.member_of(request)
    return services.withdraw(
        company_id=acting.company, product_id=product_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )


def _pictures(product_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": row.picture.id,
            "url": row.url,
            "state": row.picture.state,
            "source_url": row.picture.source_url,
            "problem": row.picture.problem,
        }
        for row in queries.pictures_of(product_id)
    ]


@access.operation(router, "GET", "/products/{product_id}/pictures", Permission.PRODUCT_VIEW, response=list[PictureOut])
def list_pictures(request: HttpRequest, product_id: UUID) -> Any:
    """The pictures of a product, those not (yet) stored too."""
    queries.own_product(access.member_of(request).company, product_id)
    return _pictures(product_id)


@access.operation(
    router, "POST", "/products/{product_id}/pictures", Permission.PRODUCT_EDIT, response=list[PictureOut], status=201
)
def add_picture(request: HttpRequest, product_id: UUID, file: File[UploadedFile]) -> Any:
    """Upload a picture (JPEG, PNG or WebP)."""
    acting = access.member_of(request)
    services.add_picture(
        company_id=acting.company, product_id=product_id, file=file, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )
    return _pictures(product_id)


@access.operation(router, "DELETE", "/pictures/{picture_id}", Permission.PRODUCT_EDIT, response=None)
def remove_picture(request: HttpRequest, picture_id: UUID) -> None:
    """Take a picture off its product."""
    acting = access.member_of(request)
    services.remove_picture(
        company_id=acting.company, picture_id=picture_id, by=acting.by(Actor.SUPPLIER), now=clock.now()
    )
