"""Belts, markets, stalls."""
