"""The operator's desk: queues with their oldest item, stuck jobs, all orders, adjustable numbers, the demo's clock.

Owns: JobFailure (why a job failed, written once).
Announces: nothing.
Listens to: nothing; the worker reports failures.
"""
