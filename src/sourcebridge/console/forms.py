"""Forms of the operator's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sourcebridge.parameters.declared import Declared
from sourcebridge.shell.inputs import InstantInput


class ChangeForm(forms.Form):
    """A new value of an adjustable number and when it starts."""

    value = forms.DecimalField(label=_("New value"), max_digits=20, decimal_places=6)
    start = forms.DateTimeField(
        label=_("Starts"),
        required=False,
        help_text=_("UTC; empty means now. What was decided under the old value stands."),
        widget=InstantInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, declared: Declared, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.help_text = _("From %(lowest)s to %(highest)s.") % {
            "lowest": declared.lowest,
            "highest": declared.highest,
        }
