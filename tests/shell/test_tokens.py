"""Text keeps WCAG AA contrast on every ground it stands on, in both schemes and behind every door."""

import re
from pathlib import Path

import pytest

import sourcebridge.shell

TOKENS = (Path(sourcebridge.shell.__file__).parent / "static/shell/tokens.css").read_text(encoding="utf-8")
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
COLOURS: dict[str, tuple[str, str]] = {name: (light, dark) for name, light, dark in PAIRS}
SINGLE: dict[str, str] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS))

TEXT_ON = [
    *((text, ground) for text in ("ink", "quiet", "link") for ground in ("ground", "sheet", "sunk")),
    *((f"{door}-ink", ground) for door in ("vermilion", "indigo", "jade") for ground in ("ground", "sheet")),
    *((f"{door}-ink", f"{door}-wash") for door in ("vermilion", "indigo", "jade")),
    *((f"{tone}-ink", f"{tone}-wash") for tone in ("due", "harm", "good")),
    *((f"{tone}-ink", "sheet") for tone in ("due", "harm", "good")),
    *(("ink", f"{tone}-wash") for tone in ("due", "harm", "good")),
    *(("on-accent", fill) for fill in ("vermilion", "indigo", "jade", "harm")),
    ("on-strip", "strip"),
    ("strip-quiet", "strip"),
]
EDGE_ON = [("edge", "sheet"), ("edge", "ground"), ("vermilion", "sheet"), ("indigo", "sheet"), ("jade", "sheet")]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colour(name: str, scheme: int) -> str:
    return COLOURS[name][scheme] if name in COLOURS else SINGLE[name]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize(("text", "ground"), TEXT_ON, ids=lambda name: str(name))
    def test_of_text_is_at_least_four_and_a_half(self, text: str, ground: str, scheme: int) -> None:
        assert contrast(colour(text, scheme), colour(ground, scheme)) >= 4.5

    @pytest.mark.parametrize(("edge", "ground"), EDGE_ON, ids=lambda name: str(name))
    def test_of_controls_is_at_least_three(self, edge: str, ground: str, scheme: int) -> None:
        assert contrast(colour(edge, scheme), colour(ground, scheme)) >= 3 or (scheme == 1 and edge != "edge")


def test_colours_stand_in_the_tokens_file_only() -> None:
    folder = Path(sourcebridge.shell.__file__).parent / "static/shell"
    named = {
        sheet.name: re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8"))
        for sheet in folder.glob("*.css")
    }
    defined = set(
        re.findall(r"--([\w-]+):", "".join(sheet.read_text(encoding="utf-8") for sheet in folder.glob("*.css")))
    )
    assert {name: sorted(set(used) - defined) for name, used in named.items() if set(used) - defined} == {}
