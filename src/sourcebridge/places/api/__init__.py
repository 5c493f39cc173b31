"""Places as calls, by who makes them."""

from sourcebridge.places.api import desk, public, supplier
from sourcebridge.places.api.router import router

__all__ = ["desk", "public", "router", "supplier"]
