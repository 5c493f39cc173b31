"""Deadlines, limits, fees and rates that the operator can change: one effective-dated table.

Owns: Parameter. Each code is declared in `declared.py` with unit, default and meaning.
Announces: nothing. Listens to: nothing.
"""
