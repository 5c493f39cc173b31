"""Server-sent events: a light ASGI process beside the web processes, one LISTEN connection, no Django.

Owns: nothing; it reads messaging's signals. A browser or program comes with a ticket signed by the site (tickets.py),
gets what is told to its company from then on, and after a break what it missed (Last-Event-ID).
"""
