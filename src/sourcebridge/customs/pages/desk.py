"""The operator's tariff: rows in force, one row and its history, a file with preview, codes of categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.catalog.queries import categories as catalog
from sourcebridge.clock import queries as clock
from sourcebridge.customs import dutyfile, nomenclature, queries, reckoning, services, words
from sourcebridge.customs.forms import DutyForm, EndForm, RowsForm
from sourcebridge.customs.models import CategoryHeading, DutyRow, Heading
from sourcebridge.customs.pages.shown import country_name
from sourcebridge.customs.rules import Duty, Kind, Status
from sourcebridge.customs.search import dotted
from sourcebridge.kit import csvfile
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

EDIT = Permission.CUSTOMS_EDIT
SHOWN, WRONG = 300, 200


def _asked(request: HttpRequest) -> dict[str, Any]:
    countries = queries.countries()
    country = request.GET.get("country", "")
    code = "".join(one for one in request.GET.get("code", "") if one.isascii() and one.isdigit())[:12]
    kind = request.GET.get("kind", "")
    return {
        "countries": [(one, country_name(one)) for one in countries],
        "country": country if country in countries else next(iter(countries), ""),
        "code": code,
        "kind": kind if kind in set(Kind) else "",
        "ended": request.GET.get("ended") == "1",
    }


def _row(row: DutyRow, said: Duty) -> dict[str, Any]:
    unknown = said.status is Status.UNKNOWN
    return {
        "row": row, "said": said, "name": words.name(said.kind), "prefix": dotted(said.prefix) if said.prefix else "",
        "rate": "" if unknown else reckoning.rate_text(said), "on": business_day(clock.now()),
        "holds": said.holds(business_day(clock.now())),
    }  # fmt: skip


def _rows(asked: dict[str, Any]) -> list[tuple[DutyRow, Duty]]:
    if not asked["country"]:
        return []
    on = business_day(clock.now())
    named = {name: asked[name] for name in ("country", "code", "kind", "ended")}
    return queries.duties(on=on, **named)


def _desk(request: HttpRequest, form: RowsForm, *, status: int = 200, **more: object) -> HttpResponse:
    asked = _asked(request)
    rows = _rows(asked)
    context = {
        **asked, "rows": [_row(row, said) for row, said in rows[:SHOWN]], "count": len(rows), "form": form,
        "kinds": [(kind.value, words.name(kind)) for kind in Kind], "headings": Heading.objects.count(),
        "export": f"{reverse('customs:export')}?{urlencode({'country': asked['country']})}", **more,
    }  # fmt: skip
    return render(request, "customs/desk.html", context, status=status)


@access.page(EDIT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The rows of a country that hold today, or all of them."""
    return _desk(request, RowsForm())


@access.page(EDIT)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The rows of a country as the file that can be read back."""
    asked = {**_asked(request), "code": "", "kind": "", "ended": True}
    name = f"duties-{asked['country'] or 'none'}.csv"
    return csvfile.download(name, dutyfile.HEADER, dutyfile.lines(said for _row, said in _rows(asked)))


@access.page(EDIT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What a file would publish, line by line; nothing is stored."""
    form = RowsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _desk(request, form, status=422)
    text = form.cleaned_data["text"]
    reading = dutyfile.read(text)
    status = 422 if reading.wrong or not reading.rows else 200
    more = {
        "reading": reading, "wrong": reading.wrong[:WRONG], "text": text, "total": len(reading.rows),
        "shown": [_row(DutyRow(), said) for said in reading.rows[:SHOWN]],
    }  # fmt: skip
    return _desk(request, RowsForm(initial={"text": text}), status=status, **more)


@access.page(EDIT, binds=True)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish what was previewed; one line that cannot be taken stops all."""
    form = RowsForm(request.POST)
    if not form.is_valid():
        return _desk(request, form, status=422)
    reading = dutyfile.read(form.cleaned_data["text"])
    if reading.wrong or not reading.rows:
        return _desk(request, form, status=422, reading=reading, wrong=reading.wrong[:WRONG])
    _told(request, _publish(request, reading.rows))
    return redirect("customs:desk")


def _publish(request: HttpRequest, rows: Iterable[Duty]) -> services.Published:
    return services.publish_duties(rows=tuple(rows), by=access.member_of(request).by(), now=clock.now())


def _told(request: HttpRequest, done: services.Published) -> None:
    counts = {"added": done.added, "corrected": done.corrected, "same": done.same}
    messages.success(request, _("%(added)d new, %(corrected)d corrected, %(same)d known already.") % counts)


@access.page(EDIT, binds=True)
def add(request: HttpRequest) -> HttpResponse:
    """One row by a form."""
    form = DutyForm(request.POST or None, initial={"join": "SUM", "status": "ESTABLISHED", "taxed": "yes"})
    if request.method == "POST" and form.is_valid():
        _told(request, _publish(request, [form.row]))
        return redirect(f"{reverse('customs:desk')}?{urlencode({'country': form.row.country, 'ended': '1'})}")
    return render(request, "customs/add.html", {"form": form}, status=422 if form.errors else 200)


@access.page(EDIT, binds=True)
def row(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """A rate through time, and the end of a row."""
    rows = queries.history(row_id)
    here = next(one for one in rows if one.id == row_id)
    form = EndForm(request.POST or None, initial={"last_day": business_day(clock.now())})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.end_duty(row_id=row_id, by=access.member_of(request).by(), now=clock.now(), **form.cleaned_data)
        except Refusal as refused:
            if isinstance(refused, NotFound):
                raise
            refusal = refused
        else:
            messages.success(request, _("The row is ended."))
            return redirect("customs:row", row_id)
    context = {
        "rows": [_row(one, queries.duty(one, queries.ended_on(one))) for one in rows],
        "here": _row(here, queries.duty(here, queries.ended_on(here))), "form": form, "refusal": refusal,
        "may_end": queries.ended_on(here) is None,
        "land": country_name(here.country),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "customs/row.html", context, status=status)


@access.page(EDIT, binds=True)
@require_POST
def load_nomenclature(request: HttpRequest) -> HttpResponse:
    """Load the Harmonized System that came with the installation."""
    text = nomenclature.shipped(nomenclature.SYSTEM)
    count = services.load_headings(text=text, by=access.member_of(request).by(), now=clock.now())
    messages.success(request, _("%(count)d lines of the nomenclature changed.") % {"count": count})
    return redirect("customs:desk")


@access.page(EDIT, binds=True)
def categories(request: HttpRequest) -> HttpResponse:
    """Which subheading goods of each category are assumed to fall under, until somebody looked at them."""
    refusal: Refusal | None = None
    if request.method == "POST":
        given = {name.removeprefix("code-"): str(code) for name, code in request.POST.items()
                 if name.startswith("code-")}  # fmt: skip
        try:
            by = access.member_of(request).by()
            source = request.POST.get("source", "").strip() or _("The operator's own judgement.")
            count = services.assume(codes=_changed(given), source=source, by=by, now=clock.now()) if given else 0
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("%(count)d categories changed.") % {"count": count})
            return redirect(f"{reverse('customs:categories')}?{urlencode({'under': request.GET.get('under', '')})}")
    language = get_language()
    whole = catalog.whole()
    tops = whole.branches(language)
    under = request.GET.get("under", "") or (tops[0].code if tops else "")
    held = {one.category_id: one for one in CategoryHeading.objects.select_related("heading")}
    leaves = whole.leaves(under=under) if under in whole.nodes else []
    context = {
        "tops": [(top, f"?{urlencode({'under': top.code})}", top.code == under) for top in tops],
        "leaves": [
            (leaf.code, leaf.name(language), request.POST.get(f"code-{leaf.code}", _code(held.get(leaf.code))),
             held.get(leaf.code))
            for leaf in leaves
        ],
        "refusal": refusal,
        "under": under,
    }  # fmt: skip
    return render(request, "customs/categories.html", context, status=refusal.status if refusal else 200)


def _changed(given: dict[str, str]) -> dict[str, str]:
    held = dict(CategoryHeading.objects.filter(category__in=given).values_list("category_id", "heading_id"))
    return {name: code for name, code in given.items() if code.replace(".", "").strip() != held.get(name, "")}


def _code(held: CategoryHeading | None) -> str:
    return held.heading_id if held else ""
