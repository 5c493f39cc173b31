"""The style guide: every component in every state; shown in demo and tests only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sourcebridge.shell import parts, specimens


class SpecimenForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Company name"), help_text=_("As it stands on the licence."), max_length=80)
    price = forms.DecimalField(label=_("Price"), max_digits=12, decimal_places=2)
    unit = forms.ChoiceField(label=_("Unit"), choices=[("MTR", _("metre")), ("C62", _("piece"))])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reduce = forms.ChoiceField(
        label=_("Stock is taken"),
        choices=[("ORDER", _("at order")), ("PAYMENT", _("at payment"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("Licence"), required=False)
    agree = forms.BooleanField(label=_("The goods are in stock now"), required=False)


GUIDES = {"": "shell/guide.html", "narrow": "shell/guide_narrow.html", "product": "shell/guide_product.html"}


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; `?door=` chooses the accent, `?page=` one of the layouts."""
    door, guide = request.GET.get("door", "domestic"), GUIDES.get(request.GET.get("page", ""))
    if door not in ("domestic", "crossborder", "international") or guide is None:
        raise Http404
    return render(request, guide, guide_context(door))


def guide_context(door: str) -> dict[str, Any]:
    """All specimens, by the names the guide's templates use."""
    bound = SpecimenForm({"name": "绍兴锦纶", "price": "九块八", "unit": "MTR", "reduce": "ORDER"})
    return {
        "chrome": specimens.chrome(),
        "nav": specimens.nav(),
        "business_now": specimens.NOW,
        "clock_movable": True,
        "door": door,
        "crumbs": [parts.Crumb(_("Home"), "/"), parts.Crumb(_("Style guide"))],
        "cards": specimens.cards(),
        "ladders": [specimens.ladder(160), specimens.ladder(None), specimens.ladder(260)],
        "deals": specimens.deals(),
        "entries": specimens.timeline(),
        "boxes": [
            specimens.money_box("1996.00", "300.00", "1500.00", "196.00", lines=True),
            specimens.money_box("0.00", "0.00", "0.00", "0.00"),
            specimens.money_box("1996.00", "1996.00", "0.00", "0.00"),
        ],
        "evidence": specimens.evidence(),
        "documents": specimens.documents(),
        "jobs": specimens.jobs(),
        "approvals": specimens.approvals(),
        "figures": specimens.stats(),
        "now": specimens.NOW,
        "pictures": [
            parts.Picture(specimens.picture(colour, pattern), title)
            for colour, pattern, title, _name in specimens.CLOTHS
        ],
        "facts": [
            (_("Price"), specimens.per_metre("9.80")),
            (_("Quantity"), specimens.metres(2860)),
            (_("Note"), specimens.NOW),
        ],
        "tabs": [
            parts.NavItem(_("All"), "#", True, 128),
            parts.NavItem(_("To ship"), "#", count=12),
            parts.NavItem(_("Completed"), "#"),
        ],
        "wizard": parts.Steps([_("File"), _("Questions"), _("Check"), _("Done")], 2, ["#"]),
        "form": SpecimenForm(),
        "faulty": bound,
        "amount": specimens.cny("1716.00"),
        "unit_price": specimens.per_metre("9.80"),
        "quantity": specimens.metres(2860),
        "stall": [
            ("#1f3656", "藏青 #19", 2860, 100),
            ("#b9cbd9", "浅蓝 #07", 1140, 60),
            ("#efe8d2", "米白 #02", 640, 0),
        ],
    }
