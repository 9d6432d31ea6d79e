"""The tracker's JSON export of one game, and its roster file. Imported by `formats` and `selection`."""
