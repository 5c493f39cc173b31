"""What a story is made of, and how it is played and printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.stories.stage import Stage, StoryFailed

ACTORS = {
    "buyer": ("Buyer", "买家"),
    "supplier": ("Supplier", "供应商"),
    "operator": ("Operator", "平台运营"),
    "finance": ("Operator's finance", "平台财务"),
    "carrier": ("Carrier", "承运商"),
    "clock": ("Clock", "时钟"),
    "alipay": ("Alipay", "支付宝"),
}
WORDS = {
    "en": ("Time", "Who", "Held", "Supplier's", "On hand", "Free", "What happened", "day"),
    "zh": ("时间", "谁", "托管", "供应商应付", "在库", "可售", "发生了什么", "天"),
}
WIDTHS = (11, 18, 10, 11, 9, 9)


@dataclass(frozen=True, slots=True)
class Step:
    """One act: who, what in both languages, how, and the figures that must hold afterwards (empty: not looked at)."""

    who: str
    en: str
    zh: str
    act: Callable[[Stage], None]
    held: str = ""
    payable: str = ""
    on_hand: str = ""
    free: str = ""

    def expected(self) -> dict[str, Decimal]:
        """The figures this step promises."""
        named = {"held": self.held, "payable": self.payable, "on_hand": self.on_hand, "free": self.free}
        return {name: Decimal(text) for name, text in named.items() if text}


@dataclass(frozen=True, slots=True)
class Story:
    """A name, a title in both languages, and the steps."""

    name: str
    en: str
    zh: str
    steps: Sequence[Step]


def play(story: Story, stage: Stage, write: Callable[[str], None]) -> None:
    """Play every step and print its line; raises StoryFailed at the first thing that does not hold."""
    chinese = stage.language == "zh"
    words = WORDS["zh" if chinese else "en"]
    write(story.zh if chinese else story.en)
    write(_line(words[:6], words[6]))
    for step in story.steps:
        try:
            step.act(stage)
        except StoryFailed as failure:
            raise StoryFailed(f"{step.who} {step.en}: {failure}") from None
        figures = stage.figures()
        stage.check_books()
        for name, wanted in step.expected().items():
            if figures[name] != wanted:
                raise StoryFailed(f"{step.en}: {name} is {figures[name]}, expected {wanted}")
        hours = int(stage.elapsed().total_seconds() // 3600)
        moment = (
            f"{words[7]} {hours // 24} {hours % 24:02d}h" if not chinese else f"第{hours // 24}天 {hours % 24:02d}时"
        )
        cells = [moment, ACTORS[step.who][chinese], _shown(figures["held"], money=True),
                 _shown(figures["payable"], money=True), _shown(figures["on_hand"]),
                 _shown(figures["free"])]  # fmt: skip
        write(_line(cells, step.zh if chinese else step.en))
    write("每一步：账平，托管等于订单所持，库存等式成立。" if chinese else
          "After every step: books balanced, escrow equals what the orders hold, the stock equation held.")  # fmt: skip


def _shown(figure: Decimal | None, *, money: bool = False) -> str:
    if figure is None:
        return "-"
    return (
        f"{figure:,.2f}"
        if money
        else f"{figure:,f}".rstrip("0").rstrip(".")
        if "." in f"{figure:f}"
        else f"{figure:,f}"
    )


def _line(cells: Sequence[str], last: str) -> str:
    shown = []
    for place, (text, width) in enumerate(zip(cells, WIDTHS, strict=True)):
        gap = " " * max(0, width - _width(text))
        shown.append(gap + text if place > 1 else text + gap)
    return "  ".join([*shown, last]).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
