"""Pages of the search itself: its formula, saved searches, what one looked at, the operator's synonyms."""
