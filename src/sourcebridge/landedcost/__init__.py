"""Landed cost: what goods cost at the buyer's door, for any product, door and country (domain.md C7, C8).

Owns: Fee, Estimate, FrozenQuote, Scenario, RebateRate, FloorTerms, FloorAlarm;
the rules of Incoterms as data, the composition of a sheet.
Announces: landedcost.quote.frozen, landedcost.fee.set, landedcost.rebate.set,
landedcost.floor.alarmed.
Listens to: edits of goods, to estimate anew what they cost in the countries the operator chose.
Freight, duties, cartons and exchange rates come from the domains below; nothing here knows a rate of its own.
"""
