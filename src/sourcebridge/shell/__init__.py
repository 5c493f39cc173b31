"""The house around every page: tokens, layouts and the components pages are set from.

Owns: templates `shell/*` and `components/*`, static `shell/*`, the tags of `{% load shell %}`,
the view models of `shell.parts`, the form renderer. No model, no domain word.
Announces: nothing. Listens to: nothing. Imports django and kit only.
"""
