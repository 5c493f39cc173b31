"""Start, watch and end what a running system consists of: engine, web, worker, simulators.

Owns: the data folder's layout, the embedded PostgreSQL, its roles, backup and restore, the doctor, the command line.
Announces: nothing. Listens to: nothing. Knows no domain.
"""
