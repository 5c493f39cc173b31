"""What a browser reads out of a value is the same in every language; lines come from the box or from a file."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from sourcebridge.shell.inputs import DayInput, InstantInput, LinesField, LinesForm


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


class Lines(LinesForm):
    text = LinesField(label="Rows", max_length=20)
    empty = "Give a row."


class TestLines:
    def sent(self, text: str = "", file: bytes | None = None) -> Lines:
        files: MultiValueDict[str, UploadedFile] = MultiValueDict()
        if file is not None:
            files["file"] = SimpleUploadedFile("rows.csv", file)
        return Lines({"text": text}, files)

    def test_the_box_comes_first_and_the_file_wins(self) -> None:
        assert list(Lines().fields) == ["text", "file"]
        form = self.sent("from the box", "\ufeffaus der Datei ü".encode())
        assert form.is_valid(), form.errors
        assert form.cleaned_data["text"] == "aus der Datei ü"

    @pytest.mark.parametrize(
        ("text", "file", "why"),
        [(" \n", None, "Give a row."), ("", b"x" * 21, "too long"), ("", "表".encode("gb18030"), "UTF-8"),
         ("x" * 21, None, "at most 20"), ("kept", b"", "empty")],
    )  # fmt: skip
    def test_what_is_refused_says_what_to_do(self, text: str, file: bytes | None, why: str) -> None:
        with translation.override("en"):
            form = self.sent(text, file)
            assert not form.is_valid()
            assert why in str(form.errors)
