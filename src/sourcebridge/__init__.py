"""Sourcebridge 源桥: one supplier catalogue, one stock, one ledger, three doors for buyers."""
