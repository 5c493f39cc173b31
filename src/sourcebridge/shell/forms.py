"""How Django's forms are set: one renderer, so that `{{ form }}` and `{% field form.name %}` look alike."""

from __future__ import annotations

from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Widget


class Field(BoundField):
    """A field that takes the focus when it is the first one at fault."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Adds autofocus to the first field with an error; everything else is Django's."""
        built = super().build_widget_attrs(attrs, widget)
        if self.errors and next(iter(name for name in self.form.fields if name in self.form.errors), None) == self.name:
            built.setdefault("autofocus", True)
        return built


class Renderer(DjangoTemplates):
    """Settings: FORM_RENDERER = "sourcebridge.shell.forms.Renderer"."""

    form_template_name = "shell/forms/form.html"
    field_template_name = "shell/forms/field.html"
    bound_field_class = Field
