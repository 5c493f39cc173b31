"""Freight: what carriage costs and how long it takes.

Owns: Card (a version of a carrier's prices) with Zone, Rate, Surcharge, Block; Ending, Edition; Calendar, Promise.
Announces: freight.card.published, freight.card.ended, freight.calendar.set, freight.promise.made,
freight.promise.decided. Listens to: nothing.
A card is data; five ways to rate a weight are behaviours of one thing. Nothing published is ever edited: a newer
version counts from its first day, and a quote names the version it came from.
"""
