"""Outside sources of rates."""
