"""The European Central Bank."""
