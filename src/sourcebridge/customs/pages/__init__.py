"""Pages of customs: the public nomenclature, the operator's tariff, a supplier's codes."""
