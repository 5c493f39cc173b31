"""Double-entry books: one immutable entry per movement of money, balanced per currency, in minor units.

Owns: Account, Entry, Leg, Balance, Seal. The database refuses unbalanced, rewritten and overdrawn postings itself.
Announces: nothing; the domain that posts announces its own fact. Listens to: nothing.
References to deals and companies are opaque: the ledger knows no domain above it.
"""
