"""The queue in the database: what is asked for, who holds it, what came of it."""
