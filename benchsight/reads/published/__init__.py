"""Pages of published tables: requests, their SQL, and payload versions."""
