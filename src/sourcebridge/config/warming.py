"""What a worker makes at its first answers, made once before the workers are forked: then it is shared memory.

Some pages are asked for as a reader does, by the application itself: so addresses, templates, fields of tables and
words are what they will be, whatever they come to be made of. Only pages that write nothing and leave no thread behind:
nobody is signed in, and nothing is searched for by words (its note waits for a thread).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.urls import get_resolver
from django.utils import translation

LANGUAGES = {"zh-hans": "zh", "en": "en"}
FOLLOWED = (re.compile(r'href="(/c/[^"?#]+/)["?]'), re.compile(r'href="(/goods/[^"/?#]+/[^"/?#]+/)["?]'))
CALLED = ("/api/v1/clock", "/api/v1/search")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def warm(application: Application) -> list[str]:
    """Ask for pages in both languages over one connection that cannot write; the addresses that answered with success.

    Without a database nothing is asked. Afterwards no connection is open.
    """
    for language in LANGUAGES:
        with translation.override(language):
            get_resolver()._populate()  # noqa: SLF001 - `reverse` does it at the first address of a language
    with _one_connection():
        try:
            connections[DEFAULT_DB_ALIAS].ensure_connection()
        except DatabaseError:
            return []
        return [path for name in LANGUAGES.values() for path in _asked(application, f"hl={name}")]


@contextmanager
def _one_connection() -> Iterator[None]:
    """Connect without the pool, which has threads, and only to read; close."""
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
    before = dict(options)
    options.pop("pool", None)
    options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
    try:
        yield
    finally:
        connections.close_all()
        options.clear()
        options.update(before)


def _asked(application: Application, query: str) -> Iterator[str]:
    """The entrance, the first category it leads to, the first goods there, some calls."""
    text = ""
    for following in (None, *FOLLOWED):
        found = following.search(text) if following else None
        path = found.group(1) if found else "/" if following is None else ""
        if path and (read := _read(application, path, query)) is not None:
            text += read
            yield path
    for path in CALLED:
        if _read(application, path, query) is not None:
            yield path


def _read(application: Application, path: str, query: str) -> str | None:
    """The answer to a GET; None when it is no success."""
    site = urlsplit(settings.PUBLIC_URL)
    environ: dict[str, Any] = {
        "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    setup_testing_defaults(environ)
    states: list[str] = []
    answer = application(environ, lambda state, _headers, _error=None: states.append(state))
    try:
        text = b"".join(answer).decode(errors="replace")
    finally:
        getattr(answer, "close", lambda: None)()
    return text if states and states[0].startswith("200") else None
