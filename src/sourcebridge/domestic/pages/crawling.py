"""Pages for programs that index the site: robots.txt and the sitemap, cut into files of 10,000 addresses."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from sourcebridge.domestic.discoverable import absolute
from sourcebridge.domestic.sitemaps import SITEMAPS
from sourcebridge.parties import access

PRIVATE = ("/account/", "/api/", "/cart/", "/checkout/", "/company/", "/companies/", "/mailbox/", "/operator/",
           "/orders/", "/searches/", "/seen/", "/supplier/")  # fmt: skip


@access.page(access.PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """What may be crawled, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@access.page(access.PUBLIC)
def index(request: HttpRequest) -> HttpResponseBase:
    """The list of sitemap files."""
    return sitemaps.index(request, SITEMAPS, sitemap_url_name="domestic:sitemap")


@access.page(access.PUBLIC)
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """One file of addresses."""
    return sitemaps.sitemap(request, SITEMAPS, section=section)
