"""Commands of companies and people."""
