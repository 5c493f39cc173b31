"""Addresses found by their first part, so that a request does not try hundreds of patterns one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Addresses = Sequence[URLPattern | URLResolver]


def by_first_part(patterns: Iterable[URLPattern | URLResolver]) -> Addresses:
    """The same addresses in their order; of them a request tries those that may begin as it does."""
    return [_ByFirstPart(RoutePattern(""), list(patterns))]


class _ByFirstPart(URLResolver):
    @cached_property
    def _few(self) -> dict[str, URLResolver]:
        each = [(one, _firsts(one)) for one in self.url_patterns]
        known = {first for _one, firsts in each for first in firsts or ()}
        return {
            first: URLResolver(self.pattern, [one for one, firsts in each if firsts is None or first in firsts])
            for first in known
        }

    @cached_property
    def _rest(self) -> URLResolver:
        return URLResolver(self.pattern, [one for one in self.url_patterns if _firsts(one) is None])

    def resolve(self, path: str) -> ResolverMatch:
        """As Django's, which tries all; raises Resolver404."""
        return self._few.get(str(path).partition("/")[0], self._rest).resolve(path)


def _firsts(one: URLPattern | URLResolver) -> set[str] | None:
    """The first parts of the paths a pattern takes; None when they cannot be told."""
    if not isinstance(one.pattern, RoutePattern):
        return None
    first, slash, _rest = str(one.pattern).partition("/")
    if "<" in first:
        return None
    if slash or isinstance(one, URLPattern):
        return {first}
    if first:
        return None  # what is included goes on within this part
    found: set[str] = set()
    inner: Any
    for inner in one.url_patterns:
        firsts = _firsts(inner)
        if firsts is None:
            return None
        found |= firsts
    return found
