"""Text, tables and paths in a terminal. Imported by every room; imports none."""
