"""The mailbox as calls; only in demo and test."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema

from sourcebridge.kit import paging
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.schemas import Page
from sourcebridge.messaging import queries
from sourcebridge.parties import access
from sourcebridge.streams import tickets

router = Router()


class MailOut(Schema):
    """One mail; `at` is business time in UTC."""

    id: UUID
    to: str
    subject: str
    body: str
    at: datetime


@access.operation(router, "GET", "/mailbox", access.PUBLIC, response=Page[MailOut])
def mailbox(request: HttpRequest, to: str = "", cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """Mails of the demo, newest first; of one address when `to` is given. Not found on a live system."""
    if not (settings.DEMO or settings.TESTING):
        raise NotFound
    items, after = paging.page_of(queries.mailbox(to=to), cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": after}


class LiveOut(Schema):
    """Where to listen: an address with a ticket for the acting company, good for ten minutes; events named `signal`."""

    url: str


@access.operation(router, "GET", "/live", access.SIGNED_IN, response=LiveOut)
def live(request: HttpRequest) -> dict[str, str]:
    """A ticket for the stream of what is told to the acting company (server-sent events)."""
    member = access.member_of(request)
    if not settings.STREAMS_URL:
        raise NotFound
    given = tickets.ticket(key=settings.SECRET_KEY, company_id=member.company, user_id=member.user_id)
    return {"url": f"{settings.STREAMS_URL}?{urlencode({'ticket': given})}"}
