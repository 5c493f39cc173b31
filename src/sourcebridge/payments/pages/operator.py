"""The operator's money desk: transfers, unmatched funds, refunds that are stuck, payouts in two persons' hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import Malformed, NotFound
from sourcebridge.kit.money import Money
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.models import Company
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries, services
from sourcebridge.payments.forms import BankLineForm
from sourcebridge.payments.models import PaymentIntent, Payout, PayoutBatch
from sourcebridge.payments.states import PayoutState
from sourcebridge.shell import parts


@access.page(Permission.PAYMENT_MATCH, binds=True)
def transfers(request: HttpRequest) -> HttpResponse:
    """Expected transfers with their slips, and the form for a line of the bank's statement."""
    form = BankLineForm(request.POST or None, initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            done = services.record_bank_line(
                **{**values, "amount": Money.of(values["amount"], "CNY")},
                by=access.member_of(request).by(Actor.OPERATOR),
                now=clock.now(),
            )
        except Malformed as wrong:
            for name, text in wrong.fields.items():
                form.add_error(name, text)
        else:
            return _line_answer(request, done)
    context = {"form": form, "pending": queries.pending_transfers()[:100], "lines": queries.bank_lines()[:30]}
    return render(request, "payments/transfers.html", context)


def _proposed(request: HttpRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"value_date": clock.now().date().isoformat()}
    number = request.GET.get("number", "")
    found = PaymentIntent.objects.filter(number=number).select_related("payer_company").first() if number else None
    if found is not None:
        initial |= {"amount": found.money.amount, "payer_name": found.payer_company.name, "text": found.number}
    return initial


def _line_answer(request: HttpRequest, done: services.RecordedLine) -> HttpResponse:
    if done.intent is not None:
        messages.success(request, _("Matched: payment %(number)s is paid.") % {"number": done.intent.number})
        return redirect("payments:transfers")
    assert done.fund is not None
    messages.warning(request, _("No payment expects this money. It waits among the unmatched funds."))
    return redirect("payments:fund", done.fund.id)


@access.page(Permission.UNMATCHED_RESOLVE)
def unmatched(request: HttpRequest) -> HttpResponse:
    """Money that matched nothing, and refunds that are stuck."""
    context = {"funds": queries.unmatched_funds()[:100], "refunds": queries.stuck_refunds()[:50]}
    return render(request, "payments/unmatched.html", context)


@access.page(Permission.UNMATCHED_RESOLVE)
def fund(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """One item of unmatched money with everything that helps to decide."""
    item = queries.fund(fund_id, member=access.member_of(request))
    facts = [
        (_("Amount"), item.money),
        (_("Received"), item.received_at),
        (_("Through"), item.get_provider_display()),
        (_("Provider's reference"), item.provider_ref),
        (_("Payment number given"), item.number or "—"),
        (_("Why it matched nothing"), item.get_reason_display()),
        (_("Sender"), " · ".join(filter(None, [item.payer_name, item.payer_bank, item.payer_account])) or "—"),
    ]
    near = item.intent
    context = {
        "fund": item,
        "facts": facts,
        "near": near,
        "suggestions": queries.suggestions(item) if item.booked else [],
        "companies": Company.objects.filter(is_platform=False).order_by("name")[:500],
        "probable": near.payer_company_id if near else None,
    }
    return render(request, "payments/fund.html", context)


@access.page(Permission.UNMATCHED_RESOLVE, binds=True)
def decide(request: HttpRequest, fund_id: UUID, decision: str) -> HttpResponse:
    """Match, return, credit or dismiss."""
    if request.method != "POST":
        return redirect("payments:fund", fund_id)
    by, now = access.member_of(request).by(Actor.OPERATOR), clock.now()
    if decision == "match":
        services.match_fund(fund_id=fund_id, intent_id=_chosen_intent(request), by=by, now=now)
    elif decision == "return":
        services.return_fund(fund_id=fund_id, reason=_reason(request), by=by, now=now)
    elif decision == "credit":
        services.credit_fund(fund_id=fund_id, company_id=_uuid(request, "company"), by=by, now=now)
    elif decision == "dismiss":
        services.dismiss_fund(fund_id=fund_id, reason=_reason(request), by=by, now=now)
    else:
        raise NotFound
    messages.success(request, _("Decided. Both sides were told."))
    return redirect("payments:unmatched")


def _chosen_intent(request: HttpRequest) -> UUID:
    number = request.POST.get("number", "").strip()
    if number:
        found = PaymentIntent.objects.filter(number=services.number_in(number) or number).first()
        if found is None:
            raise Malformed(fields={"number": _("There is no payment with this number.")})
        return found.id
    return _uuid(request, "intent")


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Malformed(fields={name: _("Choose one of the list.")}) from None


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if len(reason) < 2:
        raise Malformed(fields={"reason": _("Write a short reason.")})
    return reason


@access.page(Permission.UNMATCHED_RESOLVE, binds=True)
def decide_refund(request: HttpRequest, refund_id: UUID, decision: str) -> HttpResponse:
    """Try a refused refund again, credit it to the balance, or ask the provider now."""
    by, now = access.member_of(request).by(Actor.OPERATOR), clock.now()
    if request.method == "POST":
        if decision == "retry":
            services.retry_refund(refund_id=refund_id, by=by, now=now)
        elif decision == "credit":
            services.credit_refund(refund_id=refund_id, by=by, now=now)
        elif decision == "ask":
            services.ask_refund(refund_id=refund_id, now=now)
        else:
            raise NotFound
        messages.success(request, _("Done."))
    return redirect("payments:unmatched")


@access.page(Permission.PAYOUT_SETTLE)
def payouts(request: HttpRequest) -> HttpResponse:
    """Payouts waiting for a file, files waiting for the second person, accounts to verify."""
    member = access.member_of(request)
    waiting = queries.payouts().filter(state=PayoutState.ASKED).order_by("id")
    context = {
        "waiting": waiting,
        "total": Money.total((row.money for row in waiting if row.currency == "CNY"), "CNY"),
        "batches": [_batch(batch, member) for batch in queries.batches()[:20]],
        "accounts": queries.account_queue()[:50],
        "may_file": member.may(Permission.PAYOUT_FILE),
    }
    return render(request, "payments/payouts.html", context)


def _batch(batch: PayoutBatch, member: Member) -> dict[str, Any]:
    rows: list[Payout] = list(batch.payouts.all())
    filed = [row for row in rows if row.state == PayoutState.FILED]
    settled = max(
        (row for row in rows if row.settled_at), key=lambda row: row.settled_at or batch.made_at, default=None
    )
    own = batch.made_by_user == member.user_id
    approval = parts.Approval(
        what=_("The bank has paid file %(number)s") % {"number": batch.number},
        asked_by=batch.made_by,
        asked_at=batch.made_at,
        approved_by=settled.settled_by if settled and not filed else "",
        approved_at=settled.settled_at if settled and not filed else None,
        may_approve=bool(filed) and not own and member.may(Permission.PAYOUT_SETTLE),
        why_not=_("You made this file: a second person must confirm it.") if own and filed else "",
        approve_url=reverse("payments:settle_batch", args=[batch.id]),
    )
    return {"batch": batch, "rows": rows, "filed": filed, "approval": approval, "own": own}


@access.page(Permission.PAYOUT_FILE, binds=True)
def make_batch(request: HttpRequest) -> HttpResponse:
    """Put the waiting payouts into a bank file."""
    if request.method == "POST":
        batch = services.make_batch(
            by=access.member_of(request).by(Actor.OPERATOR),
            now=clock.now(),
            encoding=request.POST.get("encoding", "utf-8"),
        )
        messages.success(request, _("File %(number)s is made. Download it for the bank.") % {"number": batch.number})
    return redirect("payments:payouts")


@access.page(Permission.PAYOUT_SETTLE)
def download(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The bank file, proved against its hash."""
    by = access.member_of(request).by(Actor.OPERATOR)
    batch, content = services.file_content(batch_id=batch_id, by=by, now=clock.now())
    response = HttpResponse(content, content_type=f"text/csv; charset={batch.encoding}")
    response["Content-Disposition"] = f'attachment; filename="{batch.number}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@access.page(Permission.PAYOUT_SETTLE, binds=True)
def settle_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Second person: the bank has paid the whole file."""
    if request.method == "POST":
        by = access.member_of(request).by(Actor.OPERATOR)
        count = services.settle_batch(batch_id=batch_id, by=by, now=clock.now())
        messages.success(request, _("%(count)s payouts are settled.") % {"count": count})
    return redirect("payments:payouts")


@access.page(Permission.PAYOUT_SETTLE, binds=True)
def decide_payout(request: HttpRequest, payout_id: UUID, decision: str) -> HttpResponse:
    """Second person: one payout was paid, was refused, or came back."""
    by, now = access.member_of(request).by(Actor.OPERATOR), clock.now()
    if request.method == "POST":
        if decision == "settle":
            services.settle_payout(payout_id=payout_id, by=by, now=now)
        elif decision == "fail":
            services.fail_payout(payout_id=payout_id, reason=_reason(request), by=by, now=now)
        elif decision == "bounce":
            services.bounce_payout(payout_id=payout_id, reason=_reason(request), by=by, now=now)
        else:
            raise NotFound
        messages.success(request, _("Done."))
    return redirect("payments:payouts")


@access.page(Permission.PAYOUT_FILE, binds=True)
def decide_account(request: HttpRequest, account_id: UUID, decision: str) -> HttpResponse:
    """Verify or refuse a payout account."""
    by, now = access.member_of(request).by(Actor.OPERATOR), clock.now()
    acts: dict[str, Callable[[By], object]] = {
        "verify": lambda by: services.verify_account(account_id=account_id, by=by, now=now),
        "refuse": lambda by: services.refuse_account(account_id=account_id, reason=_reason(request), by=by, now=now),
    }
    if request.method == "POST":
        if decision not in acts:
            raise NotFound
        acts[decision](by)
        messages.success(request, _("Done."))
    return redirect("payments:payouts")
