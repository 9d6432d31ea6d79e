"""Pages of published tables: what may be asked for, the query for it, and the version of what it yields."""
