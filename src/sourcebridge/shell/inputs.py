"""Inputs a browser draws itself: their value is written as HTML wants it, in whatever language the page is."""

from django import forms


class DayInput(forms.DateInput):
    """A calendar day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """Day and time in the reader's zone, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
