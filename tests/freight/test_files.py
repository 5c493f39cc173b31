"""A card as a file: there and back, and every wrong line by its number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from sourcebridge.freight import files
from sourcebridge.freight.cards import Card


def test_there_and_back_unchanged(full: Card) -> None:
    text = files.document(full).decode("utf-8")
    reading = files.read(text)
    assert reading.wrong == ()
    assert reading.card is not None
    assert replace(reading.card, source=full.source) == full
    assert (reading.card.source.text, reading.card.source.url) == (full.source.text, full.source.url)
    assert files.document(reading.card).decode("utf-8") == text


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("zone,B,US", "zone,B,USA", 5, "two capital letters"),
        ("rate,A,5000", "rate,A,4000", 8, "It overlaps another row"),
        ("rate,A,5000", "rate,A,five", 8, "from_g: “five” is not a whole number"),
        ("PERCENT,18.5", "PERSON,18.5", 11, "per: “PERSON” is not one of"),
        ("#rate,zone", "#rate,area", 6, "The header does not fit: area"),
        ("block,battery", "blocks,battery", 15, "A line starts with"),
        ("PERCENT,18.5", "PERCENT,", 11, "Missing: amount"),
    ],
)
def test_a_wrong_line_is_named(full: Card, old: str, new: str, line: int, why: str) -> None:
    text = files.document(full).decode("utf-8")
    assert old in text
    with translation.override("en"):
        reading = files.read(text.replace(old, new))
    assert reading.card is None
    assert reading.wrong[0].line == line
    assert why in reading.wrong[0].why


def test_nothing_is_no_card() -> None:
    assert files.read("").card is None


@pytest.mark.parametrize("number", ["1e-999999", "1e999999999", "0.0000001", "NaN"])
def test_a_number_no_table_holds_costs_nothing(full: Card, number: str) -> None:
    text = files.document(full).decode("utf-8")
    with translation.override("en"):
        reading = files.read(text.replace("PERCENT,18.5", f"PERCENT,{number}"))
    assert [(wrong.line, wrong.why) for wrong in reading.wrong] == [(11, f"amount: “{number}” is not a number.")]


@pytest.mark.parametrize("broken", ["x" * 200_000, '"' + "x\n" * 100_000])
def test_what_is_no_table_is_named(broken: str) -> None:
    reading = files.read("card," + broken)
    assert (reading.card, len(reading.wrong)) == (None, 1)
