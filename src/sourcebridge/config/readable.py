"""Texts that no table can hold are refused before anything is done: the sign of number zero, half a pair of signs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from ninja.parser import Parser

from sourcebridge.config.lanes import API
from sourcebridge.kit.errors import Malformed
from sourcebridge.parties import access

ZERO = "\x00"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def unstorable(value: Any) -> bool:
    """Whether such a text stands anywhere in what JSON can say."""
    if isinstance(value, str):
        return ZERO in value or any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return any(unstorable(name) or unstorable(inner) for name, inner in value.items())
    return isinstance(value, list) and any(map(unstorable, value))


class Readable:
    """An address with the sign leads nowhere; a query or a form with it is refused (422)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on; the look is taken when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _named: object) -> HttpResponse | None:
        """Refuse, or let the view begin."""
        if ZERO in request.path_info:
            raise Http404
        given = [request.GET, request.POST] if request.content_type in FORMS else [request.GET]
        name = next(iter(_unreadable(given)), None)
        if name is None:
            return None
        refusal = Malformed(fields={name.replace(ZERO, ""): "\\u0000"})
        in_api = request.path_info.startswith(API)
        return access.problem(refusal) if in_api else access.refused(request, refusal)


def _unreadable(given: Iterable[QueryDict]) -> Iterable[str]:
    for fields in given:
        for name, values in fields.lists():
            if ZERO in name or any(ZERO in value for value in values):
                yield name


class Reader(Parser):
    """Bodies of the API: JSON without such texts."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read the body; raises ValueError, which the API answers like a body that is no JSON at all."""
        read = json.loads(request.body)
        if b"\\u" in request.body and unstorable(read):
            raise ValueError
        return cast(dict[str, Any], read)
