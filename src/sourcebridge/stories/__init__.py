"""Stories of the product, played over HTTP against a fresh system, checked after every step.

Owns: nothing. Announces: nothing. Listens to: nothing; a story is a caller like any other.
"""
