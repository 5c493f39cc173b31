"""What the statement pages share: the period asked for, the page, the CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sourcebridge.clock import queries as clock
from sourcebridge.kit import csvfile
from sourcebridge.payments.forms import PeriodForm
from sourcebridge.payments.period import Period, period_of
from sourcebridge.payments.queries import Statement

Reader = Callable[[Period], Sequence[Statement]]


def asked(request: HttpRequest) -> tuple[Period, PeriodForm]:
    """The period in the query string, in the reader's zone, and the form that shows it. Raises PeriodUnclear."""
    given = PeriodForm(request.GET)
    first, last = (given.cleaned_data.get("start"), given.cleaned_data.get("end")) if given.is_valid() else (None, None)
    zone = timezone.get_current_timezone_name()
    period = period_of(first=first, last=last, now=clock.now(), zone="Asia/Shanghai" if zone == "UTC" else zone)
    return period, PeriodForm(initial={"start": period.first.isoformat(), "end": period.last.isoformat()})


def context(request: HttpRequest, read: Reader, *, csv_url: str, owner: str) -> dict[str, Any]:
    """The context of payments/statement.html."""
    period, form = asked(request)
    return {
        "period": period,
        "form": form,
        "statements": read(period),
        "owner": owner,
        "csv_url": f"{csv_url}?start={period.first}&end={period.last}",
    }


def as_csv(request: HttpRequest, read: Reader, *, name: str) -> HttpResponse:
    """The same statements as a file: one row per line, opening and closing rows around them."""
    period, _form = asked(request)
    header = [_("Account"), _("Time (UTC)"), _("Reason"), _("Reference"), _("Change"), _("Balance"), _("Currency")]
    rows: list[list[object]] = []
    for item in read(period):
        currency = item.opening.currency
        title = str(item.title)
        rows.append(
            [title, f"{item.start:%Y-%m-%d %H:%M}", _("Opening balance"), "", "", item.opening.amount, currency]
        )
        rows += [
            [title, f"{line.at:%Y-%m-%d %H:%M:%S}", str(line.text), line.reference, line.change.amount,
             line.running.amount, currency]
            for line in item.lines
        ]  # fmt: skip
        rows.append([title, f"{item.end:%Y-%m-%d %H:%M}", _("Closing balance"), "", "", item.closing.amount, currency])
    return csvfile.download(f"{name}-{period.first}-{period.last}.csv", header, rows)
