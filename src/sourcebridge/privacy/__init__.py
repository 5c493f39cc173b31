"""Privacy: what is personal in which table, all of one's data as one file, and its erasure (threats.md row 40).

Owns: Export, Erasure, Hold; `personal.PERSONAL` declares every personal column of every table.
Announces: nothing; each act has its audit row.
Listens to: its own deadlines, which erase a person and remove a file of their data.
"""
