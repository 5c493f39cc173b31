"""Business time and what falls due in it.

Owns: ClockOffset (moves forward only, in demo and test only), Deadline.
Announces: nothing; a due deadline runs the executor its kind registered, in the deadline's own transaction.
Listens to: nothing.
"""
