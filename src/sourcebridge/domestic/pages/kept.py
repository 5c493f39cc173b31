"""What a person keeps and looked at: saved searches with what is new in them, recently seen goods."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import edge as clock
from sourcebridge.discovery import queries as discovery
from sourcebridge.discovery import services as finding
from sourcebridge.discovery.wanted import Wanted
from sourcebridge.domestic import addresses, branches, grid
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member

_SEEN = 60


class NameForm(forms.Form):
    """A search with the name it is kept under."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Home and this list show it with its new goods."),
    )
    query = forms.CharField(max_length=600, widget=forms.HiddenInput)


@access.page(access.SIGNED_IN)
def saved(request: HttpRequest) -> HttpResponseBase:
    """Saved searches; `?keep=` offers to keep another one."""
    member = access.member_of(request)
    if request.method == "POST":
        return _keep(request, member)
    keep = request.GET.get("keep", "")[:600]
    wanted = Wanted.read(keep)
    form = NameForm(initial={"name": _name(wanted), "query": wanted.query_string()}) if wanted.asks else None
    return _list(request, member, form)


def _keep(request: HttpRequest, member: Member) -> HttpResponseBase:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            finding.save_search(
                company_id=member.company, user_id=member.user_id, name=form.cleaned_data["name"],
                query=form.cleaned_data["query"], by=member.by(), now=clock.now(request),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("name", refusal.text)
        else:
            messages.success(request, _("The search is saved."))
            return redirect("domestic:saved")
    return _list(request, member, form, status=422)


def _name(wanted: Wanted) -> str:
    """A name to begin with: the words, the category, the filters."""
    language = get_language()
    known = branches.known(code=wanted.category)
    node = known.tree.nodes.get(wanted.category)
    words = [
        wanted.q,
        node.name(language) if node else "",
        *(c.label for c in addresses.chips(wanted, known, language)),
    ]
    return " · ".join(word for word in words if word)[:80]


def _list(request: HttpRequest, member: Member, form: NameForm | None, *, status: int = 200) -> HttpResponseBase:
    rows = discovery.saved(user_id=member.user_id, company_id=member.company) if member.company_id else []
    context = {
        "rows": [{"saved": one.row, "fresh": one.fresh, "says": _name(one.wanted)} for one in rows],
        "form": form,
        "says": _name(Wanted.read(str(form["query"].value() or ""))) if form else "",
    }
    return render(request, "domestic/saved.html", context, status=status)


@require_GET
@access.page(access.SIGNED_IN)
def look(request: HttpRequest, saved_id: UUID) -> HttpResponseBase:
    """Open a saved search; from now on only what comes after counts as new."""
    member = access.member_of(request)
    row = finding.look_at_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, now=clock.now(request)
    )
    return redirect(addresses.of(Wanted.read(row.query)))


@require_POST
@access.page(access.SIGNED_IN)
def rename(request: HttpRequest, saved_id: UUID) -> HttpResponseBase:
    """Give a saved search another name."""
    member = access.member_of(request)
    finding.rename_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, name=request.POST.get("name", ""),
        by=member.by(), now=clock.now(request),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return redirect("domestic:saved")


@require_POST
@access.page(access.SIGNED_IN)
def forget(request: HttpRequest, saved_id: UUID) -> HttpResponseBase:
    """Drop a saved search."""
    member = access.member_of(request)
    finding.forget_search(
        saved_id=saved_id, company_id=member.company, user_id=member.user_id, by=member.by(), now=clock.now(request)
    )
    messages.success(request, _("The search was dropped."))
    return redirect("domestic:saved")


@require_GET
@access.page(access.SIGNED_IN)
def seen(request: HttpRequest) -> HttpResponseBase:
    """The goods one looked at, the latest first."""
    member = access.member_of(request)
    ids = discovery.seen(member.user_id, _SEEN)
    shown = grid.shown(ids, buyer_company_id=member.company_id, language=get_language(), now=clock.now(request))
    return render(request, "domestic/seen.html", {"cards": list(shown.values())})
