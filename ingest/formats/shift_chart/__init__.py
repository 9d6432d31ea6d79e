"""Shift charts: one row per player and shift, cut into stints. Imported by `formats`."""
