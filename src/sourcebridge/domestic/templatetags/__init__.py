"""Template tags of the domestic door."""
