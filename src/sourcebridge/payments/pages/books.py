"""The platform's books: reconciliation, trial balance, custodians and commission over a period."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.payments import queries
from sourcebridge.payments.pages import statement as statements
from sourcebridge.payments.period import Period
from sourcebridge.payments.queries import Statement
from sourcebridge.shell import parts


def _read(period: Period) -> Sequence[Statement]:
    return [
        queries.commission_statement(start=period.start, end=period.end),
        *queries.custodian_statements(start=period.start, end=period.end),
    ]


@access.page(Permission.PLATFORM_STATEMENT_VIEW)
def platform_statement(request: HttpRequest) -> HttpResponse:
    """Every account, every equation, and the statements of commission and custodians."""
    context = statements.context(
        request, _read, csv_url=reverse("payments:platform_statement_csv"), owner=access.member_of(request).company_name
    )
    period: Period = context["period"]
    report = queries.reconcile(at=period.end)
    commission, *_custodians = context["statements"]
    context |= {
        "report": report,
        "items": [
            parts.Stat(_("Books"), _("balanced") if report.holds else _("DIFFERENCE"),
                       tone="good" if report.holds else "harm"),
            parts.Stat(_("Held by custodians"), report.checks[0].books),
            parts.Stat(_("Commission in the period"), commission.closing - commission.opening),
        ],
    }  # fmt: skip
    return render(request, "payments/books.html", context)


@access.page(Permission.PLATFORM_STATEMENT_VIEW)
def platform_csv(request: HttpRequest) -> HttpResponse:
    """The statements as a file."""
    return statements.as_csv(request, _read, name="platform-statement")
