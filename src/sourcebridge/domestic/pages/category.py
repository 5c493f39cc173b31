"""Categories: the whole tree, and the page of one branch or leaf."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import drawing
from sourcebridge.clock import edge as clock
from sourcebridge.domestic import addresses, branches, discoverable
from sourcebridge.domestic.pages import search
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.shell import parts

_DAY = 86400


@access.page(access.PUBLIC)
def categories(request: HttpRequest) -> HttpResponseBase:
    """All categories in their three levels."""
    context = {
        "tree": branches.known().tree.branches(get_language()),
        "crumbs": [parts.Crumb(_("Goods"), reverse("domestic:goods")), parts.Crumb(_("All categories"))],
    }
    return render(request, "domestic/categories.html", context)


@access.page(access.PUBLIC)
def category(request: HttpRequest, code: str) -> HttpResponseBase:
    """One category: what is below it, and its goods with the filters of the address."""
    language = get_language()
    tree = branches.known(code=code).tree
    chain = tree.chain(code)
    if not chain or not all(node.active for node in chain):
        raise NotFound
    wanted = addresses.asked(request, category=code)
    context = search.found(wanted, access.optional_member(request), clock.now(request))
    context |= {"category": chain[-1], "below": tree.branches(language, under=code)}
    names = [node.name(language) for node in chain]
    context["seo"] = discoverable.page(
        reverse("domestic:category", args=[code]), names[-1],
        _("%(names)s wholesale: %(count)s goods with price ladders, stock and dispatch times.")
        % {"names": " › ".join(names), "count": context["total"]},
        hidden=bool(request.META.get("QUERY_STRING")) and set(request.GET) != {"hl"},
        crumbs=[(node.name(language), reverse("domestic:category", args=[node.code])) for node in chain],
    )  # fmt: skip
    return search.answer(request, "domestic/category.html", context)


@access.page(access.PUBLIC)
def picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """The drawn picture of a category."""
    node = branches.known(code=code).tree.nodes.get(code)
    if node is None:
        raise NotFound
    subject = drawing.Subject(kind=node.kind, words=f"{node.name_zh} {node.name_en}", colour="", seed=code)
    response = HttpResponse(drawing.draw(subject), content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    patch_cache_control(response, public=True, max_age=_DAY)
    return response
