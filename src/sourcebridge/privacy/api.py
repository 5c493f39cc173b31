"""Personal data as calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotAllowed, NotFound
from sourcebridge.parties import access
from sourcebridge.parties.models import User
from sourcebridge.parties.permissions import Permission
from sourcebridge.privacy import queries, services
from sourcebridge.privacy.models import Export
from sourcebridge.privacy.schemas import ErasureOut, ExportOut, HoldIn, HoldOut, ProofIn, ReleaseIn

router = Router()


def _person(request: HttpRequest) -> UUID:
    acting = access.member_of(request)
    if acting.narrowed:
        raise NotAllowed
    return acting.user_id


def _out(row: Export) -> dict[str, Any]:
    url = reverse("privacy:download", args=[row.id, queries.link_key(row)]) if row.path else ""
    names = ("id", "state", "asked_at", "ends_at", "size", "sha256")
    return {**{name: getattr(row, name) for name in names}, "url": url}


@access.operation(router, "POST", "/me/exports", access.SIGNED_IN, response=ExportOut, status=202)
def ask_export(request: HttpRequest, data: ProofIn) -> dict[str, Any]:
    """Have all data about oneself gathered into one ZIP file; needs the password."""
    user_id = _person(request)
    return _out(services.ask_export(request=request, user_id=user_id, password=data.password, now=clock.now()))


@access.operation(router, "GET", "/me/exports", access.SIGNED_IN, response=list[ExportOut])
def exports(request: HttpRequest) -> list[dict[str, Any]]:
    """The files with one's data, newest first, each with a fresh link of 15 minutes for the same person."""
    return [_out(row) for row in queries.exports(_person(request))[:20]]


@access.operation(router, "POST", "/me/erasure", access.SIGNED_IN, response=ErasureOut, status=202)
def ask_erasure(request: HttpRequest, data: ProofIn) -> Any:
    """Ask to be forgotten; needs the password, runs at `due_at`, can be taken back until then."""
    user_id = _person(request)
    return services.ask(request=request, user_id=user_id, password=data.password, now=clock.now())


@access.operation(router, "GET", "/me/erasure", access.SIGNED_IN, response=ErasureOut)
def erasure(request: HttpRequest) -> Any:
    """The erasure that waits."""
    row = queries.erasure_of(_person(request))
    if row is None:
        raise NotFound
    return row


@access.operation(router, "POST", "/me/erasure/withdraw", access.SIGNED_IN, response=ErasureOut)
def withdraw_erasure(request: HttpRequest) -> Any:
    """Take the erasure back."""
    return services.withdraw(user_id=_person(request), now=clock.now())


@access.operation(router, "GET", "/privacy/erasures", Permission.PRIVACY_OVERSEE, response=list[ErasureOut])
def erasures(request: HttpRequest) -> Any:
    """The latest 200 wishes to be forgotten."""
    return list(queries.erasures()[:200])


@access.operation(router, "GET", "/privacy/holds", Permission.PRIVACY_OVERSEE, response=list[HoldOut])
def holds(request: HttpRequest) -> Any:
    """The latest 200 legal holds."""
    return list(queries.holds()[:200])


@access.operation(router, "POST", "/privacy/holds", Permission.PRIVACY_OVERSEE, response=HoldOut, status=201)
def place_hold(request: HttpRequest, data: HoldIn) -> Any:
    """Keep a person's rows from erasure."""
    if not User.objects.filter(pk=data.user_id).exists():
        raise NotFound
    by = access.member_of(request).by(Actor.OPERATOR)
    return services.place_hold(user_id=data.user_id, tables=data.tables, reason=data.reason, by=by, now=clock.now())


@access.operation(router, "POST", "/privacy/holds/{uuid:hold_id}/release", Permission.PRIVACY_OVERSEE, response=HoldOut)
def release_hold(request: HttpRequest, hold_id: UUID, data: ReleaseIn) -> Any:
    """End a hold; an erasure that waited for it runs."""
    by = access.member_of(request).by(Actor.OPERATOR)
    return services.release_hold(hold_id=hold_id, reason=data.reason, by=by, now=clock.now())
