"""Files to staging tables: read, check, land. Imports nothing of the package that runs the system."""
