"""The verbs of the books; the only writers of its tables."""

from sourcebridge.ledger.services.posting import Line, credit, debit, entry_id, post, reverse, transfer
from sourcebridge.ledger.services.sealing import SEAL, restart_head, seal

__all__ = ["SEAL", "Line", "credit", "debit", "entry_id", "post", "restart_head", "reverse", "seal", "transfer"]
