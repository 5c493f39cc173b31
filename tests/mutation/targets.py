"""What is mutated, and which tests must notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "sourcebridge"


@dataclass(frozen=True)
class Group:
    """Source patterns below `root` and the tests that cover them.

    `only` names, for a file, the functions and declarations meant, where not all of it is.
    """

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    only: dict[str, frozenset[str]] | None = None
    root: Path = SOURCE

    def files(self) -> list[Path]:
        """The source files, sorted."""
        patterns = (*self.sources, *(self.only or {}))
        return sorted({path for pattern in patterns for path in self.root.glob(pattern)})

    def means(self, path: Path, where: str) -> bool:
        """Whether this place of the file belongs to the group."""
        wanted = (self.only or {}).get(path.relative_to(self.root).as_posix())
        return wanted is None or where in wanted


GROUPS = {
    "money": Group(("kit/money.py", "kit/currency.py", "kit/quantity.py"), ("tests/kit",)),
    "states": Group(
        ("kit/states.py", "*/states.py", "*/states/*.py"),
        (
            "tests/kit/test_states.py",
            "tests/architecture/test_docs.py",
            "tests/logistics/test_states.py",
            "tests/payments/test_states.py",
        ),
    ),
    "policy": Group(
        ("parties/permissions.py",),
        (
            "tests/parties",
            "tests/deals",
            "tests/neighbours/test_who_sees.py",
        ),
        {
            "parties/access.py": frozenset({"_admit", "_admit_api", "member_of", "optional_member", "_identify"}),
            "deals/queries.py": frozenset({"visible_to", "side"}),
            "domestic/queries.py": frozenset({"visible_to"}),
            "logistics/queries.py": frozenset({"visible_to"}),
            "catalog/queries/offers.py": frozenset({"visible_to"}),
            "parties/queries.py": frozenset({"licences_visible_to"}),
            "payments/queries/outgoing.py": frozenset(
                {"refunds_visible_to", "payouts_visible_to", "batches_visible_to"}
            ),
            "payments/queries/received.py": frozenset({"intents_visible_to", "funds_visible_to"}),
        },
    ),
    "ledger": Group(
        ("ledger/services/*.py", "ledger/accounts.py", "ledger/chain.py", "ledger/verify.py"), ("tests/ledger",)
    ),
    "stock": Group(("inventory/services/*.py", "inventory/policies.py"), ("tests/inventory",)),
}
