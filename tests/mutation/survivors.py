"""Mutants that live with a reason: file, function or declaration, the change as the report words it, and why."""

REASONS: dict[tuple[str, str, str], str] = {}
