"""The operator's fees of the way."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sourcebridge.clock import edge as clock
from sourcebridge.kit.days import business_day
from sourcebridge.kit.errors import Refusal
from sourcebridge.landedcost import queries, services
from sourcebridge.landedcost.forms import FeeForm
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission


@access.page(Permission.LANDED_EDIT, binds=True)
def desk(request: HttpRequest) -> HttpResponse:
    """The fees that count today, and a form that sets one from a day on."""
    now = clock.now(request)
    on = business_day(now)
    form = FeeForm(request.POST or None, initial={"valid_from": on.isoformat()})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.set_fee(fee=services.Fee(**form.cleaned_data), by=access.member_of(request).by(), now=now)
            except Refusal as refusal:
                form.add_error(None, refusal.text)
            else:
                messages.success(request, _("The fee holds from its day on; quotes kept before stay as they are."))
                return redirect("landedcost:desk")
        status = 422
    rows = [(row, row.valid_until is not None and row.valid_until < on) for row in queries.fee_rows(on=on)]
    return render(request, "landedcost/desk.html", {"rows": rows, "form": form}, status=status)
