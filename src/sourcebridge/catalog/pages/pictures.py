"""Stored and drawn pictures; adding and removing them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.catalog import drawing, queries, services
from sourcebridge.clock import queries as clock
from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

YEAR = 365 * 86400
DAY = 86400


@require_GET
@access.page(access.PUBLIC)
def drawn(request: HttpRequest, subject_id: UUID) -> HttpResponseBase:
    """The drawn picture of a product or SKU; the address carries the revision, so it may be cached."""
    response = HttpResponse(drawing.draw(queries.drawn_subject(subject_id)), content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    patch_cache_control(response, public=True, max_age=DAY)
    return response


@require_GET
@access.page(access.PUBLIC)
def picture(request: HttpRequest, picture_id: UUID, digest: str) -> HttpResponseBase:
    """A stored picture; its address names its content, so it never changes."""
    row = queries.picture(picture_id, digest)
    response = uploads.answer(path=row.path, media_type=row.media_type, inline=True)
    del response["Cache-Control"]
    patch_cache_control(response, public=True, immutable=True, max_age=YEAR)
    return response


@require_POST
@access.page(Permission.PRODUCT_EDIT)
def manage(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """Add uploaded pictures, or take one off."""
    acting = access.member_of(request)
    by, now = acting.by(Actor.SUPPLIER), clock.now()
    if request.POST.get("remove"):
        try:
            gone = UUID(request.POST["remove"])
        except ValueError:
            raise Malformed from None
        services.remove_picture(company_id=acting.company, picture_id=gone, by=by, now=now)
        messages.success(request, _("The picture was taken off."))
    for file in request.FILES.getlist("pictures"):
        services.add_picture(company_id=acting.company, product_id=product_id, file=file, by=by, now=now)
    if request.FILES:
        messages.success(request, _("The pictures were added."))
    return redirect("catalog:edit", product_id)
