"""Template tags of sign-in pages."""
