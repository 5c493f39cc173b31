"""Pages of the domestic door."""
