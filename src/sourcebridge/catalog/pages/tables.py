"""Tables to take away: our template, the goods of a filter in it, the failed rows of an import as they came."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from sourcebridge.catalog import downloads
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission


@require_GET
@access.page(Permission.IMPORT_RUN)
def template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Our template with an example, as Excel workbook or CSV."""
    return downloads.template(kind)


@require_GET
@access.page(Permission.PRODUCT_VIEW)
def export(request: HttpRequest, kind: str = "csv") -> HttpResponseBase:
    """The goods of the desk's filter in our template, one row per variant; imported again they change nothing."""
    return downloads.exported(access.member_of(request).company, kind, Filter.read(request.GET.dict()))


@require_GET
@access.page(Permission.IMPORT_RUN)
def failures(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The failed rows as they came, with row, field, reason and what to do behind them, in the file's own format."""
    return downloads.failed(access.member_of(request).company, run_id)
