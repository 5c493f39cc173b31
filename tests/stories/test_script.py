"""The script stops at the first figure or equation that does not hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sourcebridge.stories import library
from sourcebridge.stories.script import Step, Story, play
from sourcebridge.stories.stage import Stage, StoryFailed


class Played(Stage):
    """A stage without a site."""

    def __init__(self, figures: dict[str, Decimal | None]) -> None:
        self.language, self._figures, self.checked = "en", figures, 0

    def figures(self) -> dict[str, Decimal | None]:
        return self._figures

    def check_books(self) -> None:
        self.checked += 1

    def elapsed(self) -> Any:
        from datetime import timedelta

        return timedelta(hours=29)


FIGURES = {"held": Decimal("2147.00"), "payable": None, "on_hand": Decimal("5000.000"), "free": Decimal("4800.000")}


class TestPlay:
    def test_lines(self) -> None:
        lines: list[str] = []
        stage = Played(FIGURES)
        step = Step("buyer", "orders", "下单", lambda _stage: None, held="2147", free="4800")
        play(Story("x", "A story", "故事", [step]), stage, lines.append)
        assert lines[2].split() == ["day", "1", "05h", "Buyer", "2,147.00", "-", "5,000", "4,800", "orders"]
        assert stage.checked == 1

    def test_wrong_figure(self) -> None:
        step = Step("buyer", "orders", "下单", lambda _stage: None, held="1")
        with pytest.raises(StoryFailed, match="held is"):
            play(Story("x", "A story", "故事", [step]), Played(FIGURES), lambda _line: None)

    def test_names_are_keys(self) -> None:
        assert {"C", "C-alipay", "apparel", "home-and-garden"} == set(library.STORIES)
        for story in library.STORIES.values():
            assert all(step.zh and step.en for step in story.steps)
