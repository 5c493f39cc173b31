"""From goods to cartons to containers: packing, loading plans and their independent check (domain.md B3).

Owns: the arithmetic of cartons and loading plans. Announces: nothing. Listens to: nothing.
"""
