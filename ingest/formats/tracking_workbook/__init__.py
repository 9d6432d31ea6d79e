"""The tracking workbook of one game, in both its layouts. Imported by `formats` and `selection`."""
