"""A tracked game between its file and the staging tables: the rules that every format shares.

Imported by `formats`, and by `landing` for clocks of row-wise files.
"""
