"""Runs BenchSight: command line, database, migrations, builds, verification, simulation."""
