"""Nouns: what is found, how it stands, which words find it, what people looked for."""

from sourcebridge.discovery.models.listing import Availability, Listing
from sourcebridge.discovery.models.looks import SavedSearch, SearchNote, Seen
from sourcebridge.discovery.models.seats import Formula, Seat
from sourcebridge.discovery.models.standing import Scale, Standing, SupplierFacts
from sourcebridge.discovery.models.words import Synonym, Term, Wordbook

__all__ = [
    "Availability",
    "Formula",
    "Listing",
    "SavedSearch",
    "Scale",
    "SearchNote",
    "Seat",
    "Seen",
    "Standing",
    "SupplierFacts",
    "Synonym",
    "Term",
    "Wordbook",
]
