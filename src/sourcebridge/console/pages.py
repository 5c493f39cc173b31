"""Pages of the operator's desk, and the demo's clock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.clock import services as clock_services
from sourcebridge.console import queries, services
from sourcebridge.console.forms import ChangeForm
from sourcebridge.domestic.states import OrderState
from sourcebridge.kit import digits
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parameters import queries as parameters
from sourcebridge.parameters import services as parameter_services
from sourcebridge.parameters.declared import DECLARED
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts


@access.page(Permission.QUEUE_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every queue with its size and its oldest item, and how the orders stand."""
    acting = access.member_of(request)
    rows = queries.queues(acting)
    counts = queries.order_counts(acting) if acting.may(Permission.ORDER_OVERSEE) else []
    stats = [
        parts.Stat(label, count, url=f"{reverse('console:orders')}?{urlencode({'state': state})}")
        for state, label, count in counts
    ]
    return render(request, "console/home.html", {"queues": rows, "stats": stats})


@access.page(Permission.ORDER_OVERSEE)
def orders(request: HttpRequest) -> HttpResponse:
    """All orders of the platform, by state, number or company."""
    acting = access.member_of(request)
    state, q = request.GET.get("state", ""), request.GET.get("q", "")
    state = state if state in OrderState.values else ""
    found = Paginator(queries.orders(acting, state=state, q=q).order_by("-id"), 50).get_page(request.GET.get("page"))
    tabs = [parts.NavItem(_("All"), _query(q=q), active=not state)]
    tabs += [
        parts.NavItem(label, _query(state=value, q=q), active=value == state) for value, label in OrderState.choices
    ]
    context = {"rows": [(row, _order_url(row.deal.number)) for row in found], "tabs": tabs, "q": q, "state": state}
    context["next_url"] = _query(state=state, q=q, page=str(found.next_page_number())) if found.has_next() else ""
    context["previous_url"] = (
        _query(state=state, q=q, page=str(found.previous_page_number())) if found.has_previous() else ""
    )
    return render(request, "console/orders.html", context)


def _query(**given: str) -> str:
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _order_url(number: str) -> str:
    try:
        return reverse("domestic:order", args=[number])
    except NoReverseMatch:
        return ""


@access.page(Permission.QUEUE_VIEW)
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs and deadlines that gave up, with their cause and the button that takes them up again."""
    may_retry = access.member_of(request).may(Permission.JOB_RETRY)
    context = {"jobs": queries.stuck_jobs(), "deadlines": queries.parked_deadlines()[:200], "may_retry": may_retry}
    return render(request, "console/jobs.html", context)


@access.page(Permission.JOB_RETRY, binds=True)
@require_POST
def decide_job(request: HttpRequest, job_id: int, decision: str) -> HttpResponse:
    """Run a stuck job again, or give it up."""
    by, now = access.member_of(request).by(Actor.OPERATOR), clock.now()
    if decision == "retry":
        services.retry_job(job_id=job_id, by=by, now=now)
        messages.success(request, _("The job runs again now."))
    elif decision == "dismiss":
        services.dismiss_job(job_id=job_id, by=by, now=now)
        messages.success(request, _("The job was given up."))
    else:
        raise NotFound
    return redirect("console:jobs")


@access.page(Permission.JOB_RETRY, binds=True)
@require_POST
def resume_deadline(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Take a parked deadline up again."""
    by = access.member_of(request).by(Actor.OPERATOR)
    services.resume_deadline(deadline_id=deadline_id, by=by, now=clock.now())
    messages.success(request, _("The deadline runs again now."))
    return redirect("console:jobs")


@access.page(Permission.PARAMETER_CHANGE)
def settings_list(request: HttpRequest) -> HttpResponse:
    """Every adjustable number with its value now and the next one that is already set."""
    now = clock.now()
    rows = [(item, parameters.value(code, at=now), parameters.history(code).filter(effective_from__gt=now).last())
            for code, item in DECLARED.items()]  # fmt: skip
    return render(request, "console/parameters.html", {"rows": rows})


@access.page(Permission.PARAMETER_CHANGE, binds=True)
def setting(request: HttpRequest, code: str) -> HttpResponse:
    """One adjustable number: its history, and the form that sets it from an instant on."""
    if code not in DECLARED:
        raise NotFound
    declared, now = DECLARED[code], clock.now()
    form = ChangeForm(declared, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            parameter_services.change(
                code=code,
                value=Decimal(form.cleaned_data["value"]),
                effective_from=form.cleaned_data["start"] or now,
                by=access.member_of(request).by(Actor.OPERATOR),
                now=now,
            )
        except Refusal as refusal:
            form.add_error("start" if refusal.code == "parameter_in_past" else "value", refusal.text)
        else:
            messages.success(request, _("The new value is set."))
            return redirect("console:parameter", code)
    context: dict[str, Any] = {
        "declared": declared,
        "value": parameters.value(code, at=now),
        "history": parameters.history(code)[:100],
        "form": form,
        "crumbs": [parts.Crumb(_("Settings"), reverse("console:parameters")), parts.Crumb(declared.meaning)],
    }
    return render(request, "console/parameter.html", context, status=422 if form.errors else 200)


@access.page(access.PUBLIC)
@require_POST
def clock_advance(request: HttpRequest) -> HttpResponse:
    """Let business time run forward by whole days; whoever tries the demo may, in a real system nobody can."""
    days = digits.whole(request.POST.get("days", ""), least=1, most=400)
    if days is None:
        raise clock_services.ClockRunsForward
    clock_services.head_for(target_at=clock.now() + timedelta(days=days))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/")


@access.page(access.PUBLIC)
@require_GET
def clock_status(request: HttpRequest) -> HttpResponse:
    """How far a running tick got, as a fragment; when it arrived the page is loaded anew."""
    heading = clock.target()
    if heading is None:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    job = parts.Job(
        title=_("The clock is moving to %(date)s") % {"date": f"{heading:%Y-%m-%d %H:%M} UTC"},
        state="running",
        poll_url=reverse("console:clock_status"),
        note=f"{clock.now():%Y-%m-%d %H:%M} UTC",
    )
    return render(request, "console/clock.html", {"job": job})
