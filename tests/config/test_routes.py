"""Addresses found by their first part are the addresses Django would find by trying all."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RoutePattern

from sourcebridge.config import urls
from sourcebridge.config.routes import by_first_part
from tests.architecture.test_routes import routes

PARAM = {"uuid": "8c0fdd35-0f0c-4c3c-9a56-6a2f2e9d8a55", "int": "7"}


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def plain(patterns: list[URLPattern | URLResolver]) -> URLResolver:
    """Django's way."""
    return URLResolver(RoutePattern(""), patterns)


def narrowed(patterns: list[URLPattern | URLResolver]) -> URLResolver:
    return URLResolver(RoutePattern(""), by_first_part(patterns))


def found(resolver: URLResolver, asked: str) -> tuple[str | None, dict[str, object], str] | None:
    try:
        match = resolver.resolve(asked)
    except Resolver404:
        return None
    return match.url_name, match.kwargs, match.route


class TestByFirstPart:
    def test_every_address_leads_where_it_led(self) -> None:
        ours, before = get_resolver(), URLResolver(RoutePattern("/"), urls._addresses)
        asked = {"/", "/nothing", "/nothing/", "/api/v1/nothing", "/api/v2/search", "/operator/", "/goods"}
        for place, _name, _view in routes():
            parts = [
                PARAM.get(part.strip("<>{}").split(":")[0], "x") if part[:1] == "<" else part
                for part in place.split("/")
            ]
            asked.add("/" + "/".join(parts))
        assert len(asked) > 400
        for one in asked:
            assert found(ours, one) == found(before, one), one
        assert sum(found(ours, one) is not None for one in asked) > 350

    @pytest.mark.parametrize(
        ("asked", "name"),
        [("a/2", "two"), ("a/x", "slug"), ("a/last", "last"), ("b/last", "last"), ("plain", "plain"), ("plain/", None),
         ("in/side", "side"), ("in/any", "any"), ("c/", "c"), ("c", None), ("", "start"), ("d-1", "dash")],
    )  # fmt: skip
    def test_the_first_that_fits_wins(self, asked: str, name: str | None) -> None:
        inner = [path("in/side", view, name="side"), path("c/", view, name="c")]
        patterns: list[URLPattern | URLResolver] = [
            path("<slug:any>/last", view, name="last"), path("a/2", view, name="two"), path("", include(inner)),
            path("a/<slug:x>", view, name="slug"), path("in/", include([path("<slug:x>", view, name="any")])),
            path("plain", view, name="plain"), path("", view, name="start"), path("d-<int:x>", view, name="dash"),
        ]  # fmt: skip
        assert (found(narrowed(patterns), asked) or (None,))[0] == name
        assert found(narrowed(patterns), asked) == found(plain(patterns), asked)
