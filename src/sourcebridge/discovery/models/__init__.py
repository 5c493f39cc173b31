"""Nouns: what is found, how it stands, which words find it, what people looked for."""

from sourcebridge.discovery.models.listing import Availability, Listing
from sourcebridge.discovery.models.looks import SavedSearch, SearchNote, Seen
from sourcebridge.discovery.models.standing import Scale, Standing, SupplierFacts
from sourcebridge.discovery.models.words import Synonym, Term, Wordbook

__all__ = [
    "Availability",
    "Listing",
    "SavedSearch",
    "Scale",
    "SearchNote",
    "Seen",
    "Standing",
    "SupplierFacts",
    "Synonym",
    "Term",
    "Wordbook",
]
