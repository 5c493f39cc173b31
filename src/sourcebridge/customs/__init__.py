"""Customs: what a country asks at its border, line by line, from dated rows with a source.

Owns: so far only the reckoning (rules, structures, assess), no tables. Announces: nothing. Listens to: nothing.
A country's order of charges is a structure; every rate and limit is a row; what nobody knows is a gap, never zero.
"""
