"""What happened: the audit trail, the outbox of events, and the answers already given to idempotency keys.

Owns: AuditEntry, EventRecord, Handled, Answer.
Announces: nothing of its own; it carries everybody's events.
Listens to: nothing.
"""
