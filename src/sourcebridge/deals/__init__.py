"""The thin anchor of every door: who deals with whom, about what, on which terms.

Owns: Deal, TermsVersion, DealLine, Milestone.
Announces: nothing; the doors announce their own facts about it.
Listens to: nothing.
"""
