"""A person's own data; the operator's view of erasures and holds."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit import uploads
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotAllowed, NotFound, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.models import User
from sourcebridge.parties.permissions import Permission
from sourcebridge.privacy import queries, services
from sourcebridge.privacy.forms import HoldForm, PasswordForm, ReleaseForm


def _person(request: HttpRequest) -> UUID:
    acting = access.member_of(request)
    if acting.narrowed:
        raise NotAllowed
    return acting.user_id


@access.page(access.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """All of one's data as a file, and its erasure; both acts need the password."""
    user_id, refusal, status = _person(request), None, 200
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {"request": request, "user_id": user_id, "password": form.cleaned_data["password"]}
            try:
                if request.POST.get("act") == "erase":
                    services.ask(**given, now=clock.now())
                    messages.success(request, _("Your data will be erased. You can take that back until then."))
                else:
                    services.ask_export(**given, now=clock.now())
                    messages.success(request, _("Your data is being gathered; the file appears here."))
                return redirect("privacy:mine")
            except Refusal as found:
                refusal, status = found, found.status
    files = [(row, queries.link_key(row)) for row in queries.exports(user_id)[:20]]
    context = {"form": form, "files": files, "erasure": queries.erasure_of(user_id), "refusal": refusal,
               "erase_form": PasswordForm(auto_id="erase_%s")}  # fmt: skip
    response = render(request, "privacy/mine.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@access.page(access.SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the erasure back."""
    services.withdraw(user_id=_person(request), now=clock.now())
    messages.success(request, _("Taken back: your account stays as it is."))
    return redirect("privacy:mine")


@access.page(access.SIGNED_IN)
@require_GET
def download(request: HttpRequest, export_id: UUID, key: str) -> HttpResponseBase:
    """The file; the key is signed for this person and good for 15 minutes."""
    return handed_out(_person(request), export_id, key)


def handed_out(user_id: UUID, export_id: UUID, key: str) -> HttpResponseBase:
    """The person's file by a fresh key of theirs. Raises NotFound, LinkOld."""
    row = queries.exports(user_id).filter(pk=export_id).exclude(path="").first()
    if row is None:
        raise NotFound
    queries.checked_key(key, export_id=export_id, user_id=user_id)
    response = uploads.answer(path=row.path, media_type="application/zip", name="sourcebridge-data.zip")
    response["Cache-Control"] = "no-store"
    return response


@access.page(Permission.PRIVACY_OVERSEE)
def desk(request: HttpRequest) -> HttpResponse:
    """Wishes to be forgotten, and what is held."""
    form, refusal, status = HoldForm(request.POST if request.method == "POST" else None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user = User.objects.filter(email=form.cleaned_data["email"].lower()).first()
            if user is None:
                form.add_error("email", _("Nobody has this mail address."))
            else:
                by = access.member_of(request).by(Actor.OPERATOR)
                try:
                    services.place_hold(
                        user_id=user.id, tables=form.cleaned_data["tables"], reason=form.cleaned_data["reason"],
                        by=by, now=clock.now(),
                    )  # fmt: skip
                    messages.success(request, _("The hold stands."))
                    return redirect("privacy:desk")
                except Refusal as found:
                    refusal, status = found, found.status
    rows = Paginator(queries.erasures(), 50).get_page(request.GET.get("page"))
    context = {"form": form, "rows": rows, "holds": queries.holds()[:100], "refusal": refusal, "release": ReleaseForm()}
    return render(request, "privacy/desk.html", context, status=status)


@access.page(Permission.PRIVACY_OVERSEE)
@require_POST
def release(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold."""
    by = access.member_of(request).by(Actor.OPERATOR)
    services.release_hold(hold_id=hold_id, reason=request.POST.get("reason", ""), by=by, now=clock.now())
    messages.success(request, _("The hold is released."))
    return redirect("privacy:desk")
