"""How far a belt is from a buyer: great circles on a sphere, in whole kilometres."""

from __future__ import annotations

import math
from decimal import Decimal

EARTH_KM = 6371.0088
FARTHEST_KM = 3000
FOUR = Decimal("0.0001")


def kilometres(lon: Decimal, lat: Decimal, to_lon: Decimal, to_lat: Decimal) -> int:
    """The great-circle distance of two positions in degrees (haversine)."""
    first, second = math.radians(lat), math.radians(to_lat)
    half_lat, half_lon = (second - first) / 2, math.radians(to_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(first) * math.cos(second) * math.sin(half_lon) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(chord)))


def nearness(distance_km: int) -> Decimal:
    """1 at no distance, falling evenly to 0 at 3,000 km; four places."""
    return max(Decimal(0), 1 - Decimal(distance_km) / FARTHEST_KM).quantize(FOUR)
