"""The queue in the database: requests, leases and outcomes. Imported by the worker and `cli`."""
