"""How results look in a terminal, one module per kind of result. Imported by commands."""
