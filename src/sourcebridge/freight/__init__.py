"""Freight: what carriage costs and how long it takes.

Owns: so far only the reckoning (cards, pricing), no tables. Announces: nothing. Listens to: nothing.
A card is data; five ways to rate a weight are behaviours of one thing.
"""
