"""Libraries that sign people in: one folder each."""
