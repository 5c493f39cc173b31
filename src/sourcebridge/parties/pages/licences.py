"""Documents: submit, queue, review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sourcebridge.audit import queries as audit
from sourcebridge.clock import queries as clock
from sourcebridge.kit import uploads
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access, queries, services
from sourcebridge.parties.forms import ApproveForm, LicenceForm, RejectForm, add_refusal
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Licence
from sourcebridge.parties.permissions import Permission
from sourcebridge.parties.states import LICENCE, LicenceState
from sourcebridge.shell import parts

_TONES: dict[str, parts.Tone] = {
    LicenceState.SUBMITTED: "due",
    LicenceState.IN_REVIEW: "due",
    LicenceState.APPROVED: "good",
    LicenceState.REJECTED: "harm",
    LicenceState.EXPIRED: "harm",
    LicenceState.WITHDRAWN: "neutral",
}


def documents(member: Member) -> list[dict[str, Any]]:
    """The own company's documents with what the member may do about each, newest first."""
    if member.is_platform:
        return []
    rights = frozenset(str(right) for right in member.permissions)
    return [
        {
            "row": row,
            "shown": parts.Document(
                title=row.get_kind_display(),
                status=row.get_state_display(),
                url=reverse("parties:licence_document", args=[row.id]),
                version=row.verified_number or row.claimed_number,
                at=row.submitted_at,
                tone=_TONES[row.state],
                note=row.reason,
            ),
            "moves": LICENCE.open_moves(row.state, member.actor, rights),
        }
        for row in queries.licences_visible_to(member).order_by("-submitted_at", "-id")
    ]


@access.page(Permission.LICENCE_SUBMIT)
def submit(request: HttpRequest) -> HttpResponse:
    """Put a document before the operator."""
    acting = access.member_of(request)
    own = queries.company(acting.company)
    first = {"claimed_name": own.name, "claimed_number": own.credit_code}
    form = LicenceForm(request.POST or None, request.FILES or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            file = given.pop("document")
            try:
                services.submit_licence(
                    company_id=own.id, document=uploads.accept_document(file), file_name=file.name, by=acting.by(),
                    now=clock.now(), **given,
                )  # fmt: skip
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The document waits for review."))
                return redirect("parties:company")
    return render(request, "parties/licence_submit.html", {"form": form}, status=status)


@access.page(Permission.LICENCE_SUBMIT)
@require_POST
def withdraw(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Take a document back."""
    services.withdraw_licence(licence_id=licence_id, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("The document is withdrawn."))
    return redirect("parties:company")


@access.page(Permission.MEMBER_VIEW)
def document(request: HttpRequest, licence_id: UUID) -> HttpResponseBase:
    """The stored file: a picture inline, a PDF as a download."""
    row = queries.licence(licence_id, member=access.member_of(request))
    return uploads.answer(path=row.path, media_type=row.media_type, name=row.file_name, inline=True)


@access.page(Permission.LICENCE_REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for review, the most urgent first."""
    return render(request, "parties/licence_queue.html", {"rows": list(queries.licence_queue())})


def _timeline(row: Licence) -> list[parts.TimelineEntry]:
    labels = {f"parties.licence.{move.name}": move.label for move in LICENCE.moves}
    labels["parties.licence.submitted"] = _("Submit")
    return [
        parts.TimelineEntry(at=entry.at, text=labels.get(entry.verb, entry.verb), actor=entry.actor_name)
        for entry in audit.of_subject(subject=row)
    ]


@access.page(Permission.LICENCE_REVIEW)
def review(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """One document beside what it claims; take it up, confirm or reject it."""
    acting = access.member_of(request)
    row = queries.licence(licence_id, member=acting)
    claimed = {
        "verified_name": row.claimed_name,
        "verified_number": row.claimed_number,
        "valid_until": row.claimed_until,
    }
    act = request.POST.get("act", "")
    approve = ApproveForm(request.POST if act == "approve" else None, initial=claimed)
    reject = RejectForm(request.POST if act == "reject" else None)
    status = 200
    if request.method == "POST":
        forms = {"approve": approve, "reject": reject}
        if act not in forms:
            _act(act, row, acting, {})
            return redirect("parties:licence_review", row.id)
        form, status = forms[act], 422
        if form.is_valid():
            try:
                _act(act, row, acting, form.cleaned_data)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("parties:licence_queue")
    rights = frozenset(str(right) for right in acting.permissions)
    context = {
        "licence": row,
        "document_url": reverse("parties:licence_document", args=[row.id]),
        "is_picture": row.media_type.startswith("image/"),
        "moves": {move.act: move for move in LICENCE.open_moves(row.state, acting.actor, rights)},
        "approve": approve,
        "reject": reject,
        "tone": _TONES[row.state],
        "claims": [
            (_("Company"), row.company.name),
            (_("Credit code stated by the company"), row.company.credit_code or "-"),
            (_("Name on the document"), row.claimed_name),
            (_("Number on the document"), row.claimed_number),
            (_("Valid until"), row.claimed_until or _("no end")),
            (_("File"), row.file_name),
            (_("Submitted by"), str(row.submitted_by)),
            (_("Submitted"), row.submitted_at),
        ],
        "timeline": _timeline(row),
    }
    return render(request, "parties/licence_review.html", context, status=status)


def _act(act: str, row: Licence, acting: Member, given: dict[str, Any]) -> None:
    now = clock.now()
    if act == "start_review":
        services.start_review(licence_id=row.id, by=acting.by(), now=now)
    elif act == "approve":
        services.approve(licence_id=row.id, by=acting.by(), now=now, **given)
    elif act == "reject":
        services.reject(licence_id=row.id, by=acting.by(), now=now, **given)
    else:
        raise NotFound
