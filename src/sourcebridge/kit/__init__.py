"""Domain-free pieces every domain stands on.

Owns: Money, UnitPrice, Quantity, Refusal, Lifecycle, Event, locks, ids.
Announces: nothing. Listens to: nothing. No model, no domain word.
"""
