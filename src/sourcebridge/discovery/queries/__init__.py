"""Reads of the search: `search` and `cards` make a page in two statements, the rest are requests of their own."""

from sourcebridge.discovery.queries.search import search, why

__all__ = ["search", "why"]
