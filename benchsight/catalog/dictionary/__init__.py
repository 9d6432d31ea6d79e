"""The data dictionary: every published column with its meaning, SQL and rule. Imported by `cli`."""
