"""Forms of the operator's wordbook."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_BETWEEN = re.compile(r"[,，、;；|\n]+")
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


class SynonymForm(forms.Form):
    """A word and what means the same."""

    word = forms.CharField(label=_("Word"), max_length=80)
    language = forms.ChoiceField(label=_("Language of the word"), choices=LANGUAGES)
    same_as = forms.CharField(
        label=_("Means the same as"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Words or phrases in any language, with commas or on lines of their own."),
        max_length=2000,
    )
    topic = forms.CharField(label=_("Topic"), max_length=40, required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def words(self) -> list[str]:
        """The other words, one by one."""
        return [word.strip() for word in _BETWEEN.split(self.cleaned_data["same_as"]) if word.strip()]
