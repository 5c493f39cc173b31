"""Read belts, markets and who is where."""

from sourcebridge.places.queries.belts import (
    Member,
    belt,
    belt_of,
    belts,
    claims,
    distance_km,
    known_for,
    member,
    members_of,
    memberships_of,
    provinces,
    proximity,
)
from sourcebridge.places.queries.markets import (
    hall,
    halls_of,
    market,
    markets,
    places_of,
    stall,
    stalls_in,
    stalls_of,
)

__all__ = [
    "Member",
    "belt",
    "belt_of",
    "belts",
    "claims",
    "distance_km",
    "hall",
    "halls_of",
    "known_for",
    "market",
    "markets",
    "member",
    "members_of",
    "memberships_of",
    "places_of",
    "provinces",
    "proximity",
    "stall",
    "stalls_in",
    "stalls_of",
]  # fmt: skip
