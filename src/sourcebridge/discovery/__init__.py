"""Finding goods: one row of words, facets and facts per product and door, searched, ranked by a published formula.

Owns: Listing, Availability, SupplierFacts, Standing, Scale, Term, Synonym, SearchNote, SavedSearch, Seen.
Announces: discovery.synonyms.changed.
Listens to: catalog (goods published, changed, withdrawn; shops; holidays; categories), inventory (stock came or went),
parties (licences), places (belts and stalls). Higher domains hand figures down: `services.note_supplier`, `note_sales`.
Listings hold nothing private: guarded prices and agreed prices stay out.
"""
