"""Which files of a load land, in which order, and what of their tables. Imported by `landing` and `runs`."""
