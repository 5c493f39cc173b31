"""The demo's mailbox: every mail that would have gone out."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sourcebridge.kit import paging
from sourcebridge.messaging import queries
from sourcebridge.parties import access


@access.page(access.PUBLIC)
def mailbox(request: HttpRequest) -> HttpResponse:
    """Mails, newest first, of all addresses or of one."""
    to = request.GET.get("to", "").strip().lower()
    rows, after = paging.page_of(queries.mailbox(to=to), cursor=request.GET.get("cursor", ""), limit=30)
    more = f"?{urlencode({'to': to, 'cursor': after})}" if after else ""
    return render(request, "messaging/mailbox.html", {"rows": rows, "to": to, "more": more})


@access.page(access.PUBLIC)
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail with its links."""
    return render(request, "messaging/mail.html", {"mail": queries.mail(mail_id)})
