"""Forms of the operator's rates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sourcebridge.shell.inputs import LinesField, LinesForm


class RatesForm(LinesForm):
    """Rates of days."""

    text = LinesField(label=_("Lines: date, currency, units for one euro, source"), max_length=2_000_000)
    empty = _("The file has no rates. Give lines of date, currency, rate and source.")
