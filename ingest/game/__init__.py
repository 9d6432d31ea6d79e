"""A tracked game between its file and the staging tables: the rules that all formats share.

Imported by `formats`, `selection` and `landing`.
"""
