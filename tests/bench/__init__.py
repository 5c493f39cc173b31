"""The speed harness: `make bench`. The product beside a floor of bare psycopg and a one-file Django, in one run.

It lies below tests/ so that ruff, mypy and the rules of the tests hold for it, and `test_*.py` beside it feed broken
figures to the gates; nothing of it runs in a normal test run but those. The figures stand in docs/measured/speed.md.

machine: quiet, memory. ground: engine, database, web processes. seeding: the catalogue, in a process with Django.
floor: bare psycopg. reference: the one-file Django. load: wrk and its Lua. gates: what must hold. run: all together.
"""
