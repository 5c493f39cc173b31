"""The supplier's money: what is owed, the payout account, payouts, the statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed
from sourcebridge.kit.money import Money
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.forms import AccountForm, PayoutForm
from sourcebridge.payments.models import PayoutAccount
from sourcebridge.payments.pages import statement as statements
from sourcebridge.payments.period import Period
from sourcebridge.payments.queries import Statement
from sourcebridge.payments.states import PayoutState
from sourcebridge.shell import parts


@access.page(Permission.PAYOUT_ASK)
def money(request: HttpRequest) -> HttpResponse:
    """What the company is owed and where it goes."""
    member = access.member_of(request)
    owed = queries.payable_of(member.company)
    rows = queries.payouts_visible_to(member).order_by("-id")
    on_the_way = Money.total(
        (row.money for row in rows.filter(state__in=[PayoutState.ASKED, PayoutState.FILED], currency="CNY")), "CNY"
    )
    account = queries.payout_account(member.company)
    now = clock.now()
    context = {
        "items": [
            parts.Stat(_("You can be paid out"), owed),
            parts.Stat(_("Payouts on their way"), on_the_way),
        ],
        "owed": owed,
        "account": account,
        "mark": _mark(account),
        "on_hold": account is not None and account.usable_from > now,
        "usable": account is not None and account.state == "VERIFIED" and account.usable_from <= now,
        "may_edit": member.may(Permission.PAYOUT_ACCOUNT_EDIT),
        "form": PayoutForm(initial={"amount": owed.amount}),
        "payouts": rows[:50],
    }
    return render(request, "payments/supplier_money.html", context)


def _mark(account: PayoutAccount | None) -> parts.Evidence | None:
    if account is None:
        return None
    verified = account.verified_at is not None
    return parts.Evidence(
        label=f"{account.holder} · {account.bank} · {account.masked}",
        state="verified" if verified else "pending",
        by=account.verified_by,
        verified_on=account.verified_at.date() if account.verified_at else None,
    )


@access.page(Permission.PAYOUT_ASK, binds=True)
def payout(request: HttpRequest) -> HttpResponse:
    """Ask for a payout."""
    member = access.member_of(request)
    form = PayoutForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            raise Malformed(fields={name: str(errors[0]) for name, errors in form.errors.items()})
        asked = services.ask_payout(
            company_id=member.company,
            amount=Money.of(form.cleaned_data["amount"], "CNY"),
            by=member.by(Actor.SUPPLIER),
            now=clock.now(),
        )
        messages.success(request, _("Payout %(number)s is asked for.") % {"number": asked.number})
    return redirect("payments:supplier_money")


@access.page(Permission.PAYOUT_ACCOUNT_EDIT, binds=True)
def account(request: HttpRequest) -> HttpResponse:
    """Enter or change the payout account."""
    member = access.member_of(request)
    present = queries.payout_account(member.company)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.claim_account(
                company_id=member.company, **form.cleaned_data, by=member.by(Actor.SUPPLIER), now=clock.now()
            )
        except Malformed as wrong:
            for name, text in wrong.fields.items():
                form.add_error(name, text)
        else:
            messages.success(request, _("The account is entered. The operator checks it before money goes there."))
            return redirect("payments:supplier_money")
    return render(request, "payments/payout_account.html", {"form": form, "present": present})


def _read(member: Member, period: Period) -> Sequence[Statement]:
    return [queries.payable_statement(company_id=member.company, start=period.start, end=period.end)]


@access.page(Permission.STATEMENT_VIEW)
def statement(request: HttpRequest) -> HttpResponse:
    """What was owed and paid out over a period."""
    member = access.member_of(request)
    context = statements.context(
        request,
        lambda period: _read(member, period),
        csv_url=reverse("payments:supplier_statement_csv"),
        owner=member.company_name,
    )
    return render(request, "payments/statement.html", context)


@access.page(Permission.STATEMENT_VIEW)
def statement_csv(request: HttpRequest) -> HttpResponse:
    """The statement as a file."""
    member = access.member_of(request)
    return statements.as_csv(request, lambda period: _read(member, period), name="supplier-statement")
