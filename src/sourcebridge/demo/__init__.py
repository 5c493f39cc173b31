"""The demo's data: companies, people, goods, stock and a short history, made through the domains' own verbs.

Owns: nothing. Announces: nothing. Listens to: nothing.
"""
