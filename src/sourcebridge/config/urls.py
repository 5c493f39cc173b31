"""All addresses: each domain brings its own `urls`."""

from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.defaults import page_not_found
from django.views.i18n import set_language

from sourcebridge.config.api import api
from sourcebridge.config.apps import DOMAINS
from sourcebridge.config.routes import by_first_part
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.parties.errors import TooManyAttempts

_addresses: list[URLPattern | URLResolver] = [
    path("api/v1/", (by_first_part(api.urls[0]), *api.urls[1:])),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
]
_addresses += [
    path("", include(f"sourcebridge.{domain}.urls"))
    for domain in sorted(DOMAINS, key=lambda domain: domain != "domestic")  # its addresses come first
    if find_spec(f"sourcebridge.{domain}") and find_spec(f"sourcebridge.{domain}.urls")
]
if settings.DEMO or settings.TESTING:
    from sourcebridge.shell import pages as shell_pages

    _addresses += [path("design/", shell_pages.style_guide, name="style_guide")]
urlpatterns = by_first_part(_addresses)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere: a problem document for programs, a page for people."""
    if request.path.startswith("/api/v1/"):
        return access.problem(NotFound())
    return page_not_found(request, exception)


def handler429(request: HttpRequest) -> HttpResponse:
    """The account library's own limits answer like ours."""
    return access.refused(request, TooManyAttempts())
