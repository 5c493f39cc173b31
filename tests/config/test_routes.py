"""The API's addresses, grouped by their first part, are the same addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from sourcebridge.config.api import api
from sourcebridge.config.routes import by_first_part


def flat(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, Any, str | None]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from flat(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one.callback, one.name


class TestByFirstPart:
    def test_nothing_is_lost_or_renamed(self) -> None:
        given = api.urls[0]
        kept, grouped = list(flat(given)), list(flat(by_first_part(given)))
        assert sorted(kept, key=str) == sorted(grouped, key=str)
        assert len(by_first_part(given)) < len(given) / 2

    def test_those_of_one_group_keep_their_order_and_converters_come_last(self) -> None:
        def view(_request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        routes = ["<slug:any>/last", "a/<slug:x>", "b/1", "a/2", "plain"]
        made = [route for route, _view, _name in flat(by_first_part([path(route, view) for route in routes]))]
        assert made == ["a/<slug:x>", "a/2", "b/1", "<slug:any>/last", "plain"]
