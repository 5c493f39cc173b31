"""Pages of the catalogue: the supplier's desk, forms, imports; pictures."""
