"""Maps and floor plans, computed here and set as SVG by the templates; every number is already text."""
