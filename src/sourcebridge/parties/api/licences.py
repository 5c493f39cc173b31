"""Licence documents: submit, review, decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Form, Router, UploadedFile

from sourcebridge.clock import queries as clock
from sourcebridge.kit import paging, uploads
from sourcebridge.kit.errors import NotFound
from sourcebridge.kit.schemas import Page
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Licence
from sourcebridge.parties.permissions import Permission
from sourcebridge.parties.schemas import ApproveIn, LicenceIn, LicenceOut, RejectIn
from sourcebridge.parties.states import LICENCE, LicenceState

router = Router()
_PLAIN = (
    "id", "company", "kind", "state", "claimed_name", "claimed_number", "claimed_until", "submitted_at",
    "review_due_at", "file_name", "sha256", "media_type", "size", "verified_name", "verified_number", "verified_at",
    "verified_sha256", "valid_until", "reason",
)  # fmt: skip


def _out(row: Licence, acting: Member) -> dict[str, Any]:
    moves = LICENCE.open_moves(row.state, acting.actor, frozenset(str(p) for p in acting.permissions))
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "verified_by": str(row.verified_by or ""),
        "document_url": reverse("parties:licence_document", args=[row.id]),
        "moves": [move.act for move in moves],
    }


@access.operation(router, "GET", "/licences", Permission.MEMBER_VIEW, response=Page[LicenceOut])
def licences(
    request: HttpRequest, state: LicenceState | None = None, cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """Documents of the acting company; for reviewers those of all companies. Newest first."""
    acting = access.member_of(request)
    rows = queries.licences_visible_to(acting)
    if state is not None:
        rows = rows.filter(state=state)
    items, after = paging.page_of(rows, cursor=cursor, limit=limit)
    return {"items": [_out(row, acting) for row in items], "next_cursor": after}


@access.operation(router, "POST", "/licences", Permission.LICENCE_SUBMIT, response=LicenceOut, status=201)
def submit_licence(request: HttpRequest, data: Form[LicenceIn], document: File[UploadedFile]) -> dict[str, Any]:
    """Submit a document (PDF or picture, up to 8 MB) with what it claims."""
    acting = access.member_of(request)
    row = services.submit_licence(
        company_id=acting.company, document=uploads.accept_document(document), file_name=document.name or "",
        by=acting.by(), now=clock.now(), **data.dict(),
    )  # fmt: skip
    return _out(row, acting)


@access.operation(router, "GET", "/licences/{licence_id}", Permission.MEMBER_VIEW, response=LicenceOut)
def licence(request: HttpRequest, licence_id: UUID) -> dict[str, Any]:
    """One document this member may read."""
    acting = access.member_of(request)
    return _out(queries.licence(licence_id, member=acting), acting)


def _seen(request: HttpRequest, licence_id: UUID) -> Member:
    acting = access.member_of(request)
    if not queries.licences_visible_to(acting).filter(pk=licence_id).exists():
        raise NotFound
    return acting


@access.operation(router, "POST", "/licences/{licence_id}/withdraw", Permission.LICENCE_SUBMIT, response=LicenceOut)
def withdraw_licence(request: HttpRequest, licence_id: UUID) -> dict[str, Any]:
    """Take an own document back before it is reviewed."""
    acting = _seen(request, licence_id)
    return _out(services.withdraw_licence(licence_id=licence_id, by=acting.by(), now=clock.now()), acting)


@access.operation(router, "POST", "/licences/{licence_id}/start-review", Permission.LICENCE_REVIEW, response=LicenceOut)
def start_review(request: HttpRequest, licence_id: UUID) -> dict[str, Any]:
    """Take a document up."""
    acting = _seen(request, licence_id)
    return _out(services.start_review(licence_id=licence_id, by=acting.by(), now=clock.now()), acting)


@access.operation(router, "POST", "/licences/{licence_id}/approve", Permission.LICENCE_REVIEW, response=LicenceOut)
def approve(request: HttpRequest, licence_id: UUID, data: ApproveIn) -> dict[str, Any]:
    """Confirm what stands on the document, with its last valid day."""
    acting = _seen(request, licence_id)
    row = services.approve(licence_id=licence_id, by=acting.by(), now=clock.now(), **data.dict())
    return _out(row, acting)


@access.operation(router, "POST", "/licences/{licence_id}/reject", Permission.LICENCE_REVIEW, response=LicenceOut)
def reject(request: HttpRequest, licence_id: UUID, data: RejectIn) -> dict[str, Any]:
    """Refuse the document with a reason the company reads."""
    acting = _seen(request, licence_id)
    return _out(services.reject(licence_id=licence_id, reason=data.reason, by=acting.by(), now=clock.now()), acting)
