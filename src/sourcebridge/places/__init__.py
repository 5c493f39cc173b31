"""Places: industrial belts and wholesale markets, and which company is where (domain.md A5).

Owns: Belt, BeltMember, Market, Hall, Stall; reference/ holds the first belts and markets and the provinces.
Announces: places.belt.claimed, .joined, .refused, .left, places.stall.assigned, .freed, places.place.changed.
Listens to: its own claims and decisions, to mail the operator and the company.
Membership of a belt is a claim until an operator confirms it; only confirmed ones count in queries.belt_of.
"""
