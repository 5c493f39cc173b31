"""Boxes for a load of which only weight and room are known: ordinary cartons that sum to both exactly."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from sourcebridge.kit.boxes import Box

LENGTH_MM, WIDTH_MM, TALLEST_MM, HEAVIEST_G = 500, 400, 400, 25_000
MM3_PER_LITRE = 1_000_000
MOST = 20_000


def of_total(*, grams: int, litres: int) -> tuple[Box, ...]:
    """Cartons of 50 x 40 cm, none above 40 cm or 25 kg, whose weights and volumes sum to what was given.

    Sides and weights are marked as estimated. Raises ValueError when a carton would weigh or measure nothing.
    """
    floor = LENGTH_MM * WIDTH_MM
    height = litres * MM3_PER_LITRE // floor
    number = max(1, -(-height // TALLEST_MM), -(-grams // HEAVIEST_G))
    if number > MOST or min(grams, height) < number:
        raise ValueError("too much, or too little for so many boxes")
    tall, taller = divmod(height, number)
    heavy, heavier = divmod(grams, number)
    edges = sorted({0, taller, heavier, number})
    made = []
    for start, end in pairwise(edges):
        high, gross = tall + (start < taller), heavy + (start < heavier)
        made.append(Box(LENGTH_MM, WIDTH_MM, high, gross, end - start, frozenset({"sides", "weight"})))
    return tuple(made)


def grams(kg: Decimal) -> int:
    """Whole grams, up."""
    return int((kg * 1000).to_integral_value(rounding="ROUND_CEILING"))
