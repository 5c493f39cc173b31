"""The buyer's money: balance, top-up, statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotAllowed
from sourcebridge.kit.money import Money
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.forms import TopUpForm
from sourcebridge.payments.pages import statement as statements
from sourcebridge.payments.period import Period
from sourcebridge.payments.queries import Statement
from sourcebridge.shell import parts


@access.page(Permission.BALANCE_VIEW, binds=True)
def balance(request: HttpRequest) -> HttpResponse:
    """The prepaid balance, what is held in escrow, recent top-ups, and the form to top up."""
    member = access.member_of(request)
    may_top_up = member.may(Permission.BALANCE_TOP_UP)
    form = TopUpForm(request.POST or None)
    if request.method == "POST":
        if not may_top_up:
            raise NotAllowed
        if form.is_valid():
            intent = services.open_top_up(
                company_id=member.company,
                amount=Money.of(form.cleaned_data["amount"], "CNY"),
                provider=form.cleaned_data["provider"],
                title=_("Top-up of the prepaid balance"),
                by=member.by(Actor.BUYER),
                now=clock.now(),
            )
            return redirect("payments:pay", intent.id)
    items = [
        parts.Stat(_("Prepaid balance"), queries.balance_of(member.company)),
        parts.Stat(
            _("Held for your orders"), queries.held_for(company_id=member.company), _("until you confirm the goods")
        ),
    ]
    context = {
        "items": items,
        "form": form,
        "may_top_up": may_top_up,
        "top_ups": queries.top_ups(member.company)[:20],
        "funds": queries.funds_visible_to(member).filter(state="OPEN").order_by("-id")[:10],
        "may_see_statement": member.may(Permission.STATEMENT_VIEW),
    }
    return render(request, "payments/balance.html", context)


def _read(member: Member, period: Period) -> Sequence[Statement]:
    span = {"company_id": member.company, "start": period.start, "end": period.end}
    return [queries.balance_statement(**span), queries.escrow_statement(**span)]  # type: ignore[arg-type]


@access.page(Permission.STATEMENT_VIEW)
def statement(request: HttpRequest) -> HttpResponse:
    """Balance and escrow over a period."""
    member = access.member_of(request)
    context = statements.context(
        request,
        lambda period: _read(member, period),
        csv_url=reverse("payments:buyer_statement_csv"),
        owner=member.company_name,
    )
    return render(request, "payments/statement.html", context)


@access.page(Permission.STATEMENT_VIEW)
def statement_csv(request: HttpRequest) -> HttpResponse:
    """The statement as a file."""
    member = access.member_of(request)
    return statements.as_csv(request, lambda period: _read(member, period), name="statement")
