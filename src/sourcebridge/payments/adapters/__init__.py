"""The outside world of payments: one folder per provider behind one contract."""
