"""The data dictionary: every published column, what it means, and the SQL and rule that it comes from."""
