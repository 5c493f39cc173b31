"""Colours as numbers: mixing, lighter, darker."""

from __future__ import annotations


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with a share (0 to 1) of another in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def light(colour: str, share: float = 0.35) -> str:
    """Towards white."""
    return mix(colour, "#ffffff", share)


def dark(colour: str, share: float = 0.25) -> str:
    """Towards a warm black."""
    return mix(colour, "#15171a", share)


def luminance(colour: str) -> float:
    """From 0 (black) to 1 (white), weighted as eyes do."""
    red, green, blue = _parts(colour)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def readable_on(colour: str, ground: str) -> str:
    """The colour, darkened a little where it would melt into its ground."""
    return dark(colour, 0.1) if abs(luminance(colour) - luminance(ground)) < 0.12 else colour


def beside(colour: str) -> str:
    """A tone of the same colour that can be told from it: deeper for pale ones, paler for deep ones."""
    return dark(colour, 0.24) if luminance(colour) > 0.5 else light(colour, 0.3)
