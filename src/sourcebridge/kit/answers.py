"""Answers of calls that are in API form already: sent as they stand, without another validation.

For the calls asked most. Their declared schema stays true through tests that read the answers with it.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def ready(answer: Any) -> HttpResponse:
    """Plain values (strings, numbers, lists, objects) as a JSON answer."""
    return HttpResponse(_JSON.encode(answer), content_type="application/json")


def written(answer: Any) -> bytes:
    """The same as JSON, to be kept and put together."""
    return _JSON.encode(answer).encode()


def joined(answer: dict[str, Any], **parts: bytes) -> HttpResponse:
    """An object as a JSON answer, some of its values written already."""
    first = b",".join(b'"%b":%b' % (name.encode(), part) for name, part in parts.items())
    rest = written(answer)
    return HttpResponse(
        b"{%b%b%b" % (first, b"," if parts and answer else b"", rest[1:]), content_type="application/json"
    )
