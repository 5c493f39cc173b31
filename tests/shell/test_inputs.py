"""What a browser reads out of a value is the same in every language."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import timezone, translation

from sourcebridge.shell.inputs import DayInput, InstantInput


class Form(forms.Form):
    day = forms.DateField(widget=DayInput())
    at = forms.DateTimeField(widget=InstantInput())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_values_are_written_as_html_wants_them(language: str) -> None:
    with translation.override(language), timezone.override("Asia/Shanghai"):
        form = Form(initial={"day": date(2026, 3, 9), "at": datetime(2026, 3, 9, 18, 5, tzinfo=UTC)})
        assert 'type="date" name="day" value="2026-03-09"' in str(form["day"])
        assert 'type="datetime-local" name="at" value="2026-03-10T02:05"' in str(form["at"])
        sent = Form({"day": "2026-03-09", "at": "2026-03-10T02:05"})
        assert sent.is_valid(), sent.errors
        assert sent.cleaned_data["at"] == datetime(2026, 3, 9, 18, 5, tzinfo=UTC)
