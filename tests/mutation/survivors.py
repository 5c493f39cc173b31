"""Mutants that live with a reason: file, function or declaration, the change as the report words it, and why."""

_ZERO = "equivalent: the parts of zero are zero, whatever their sign"
_FINITE = "equivalent: a unit price is finite, the other branch only narrows the type"
REASONS: dict[tuple[str, str, str], str] = {
    ("kit/money.py", "split", "self.minor < 0 → self.minor <= 0"): _ZERO,
    ("kit/money.py", "split", "0 → 1"): _ZERO,
    ("kit/money.py", "text", "0 → 1"): _FINITE,
    ("kit/money.py", "text", "0 → -1"): _FINITE,
    ("ledger/services/posting.py", "_balanced",
     "sums.get(leg.money.currency, 0) + leg.money.minor → sums.get(leg.money.currency, 0) - leg.money.minor"):
        "equivalent: the negative of every sum is zero when the sum is",
    ("ledger/services/posting.py", "_balanced", "2 → 1"):
        "equivalent: a single line is not zero, so its sum is not",
    ("ledger/services/posting.py", "_insert", "0 → 1"):
        "equivalent: what passes the balance has two legs or more",
    ("inventory/services/shipping.py", "consume", "continue → break"):
        "equivalent: no promise is empty, so a row gives nothing only when nothing is wanted any more",
    ("inventory/services/shipping.py", "_announce_change", "0 → -1"):
        "equivalent: all goods of a deal belong to its one supplier",
}  # fmt: skip
