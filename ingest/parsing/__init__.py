"""Single values: cells, clocks, keys, names. Imported by every room; imports none."""
