"""Files to staging tables: read, check, land. Imports nothing of benchsight.

Rooms, from the top: `runs`, `landing`, `selection`, `formats`, `game`, `journal`, `contract`, then `parsing` beside
`database`. A contract of import-linter (pyproject.toml) holds this; formats never import landing.
"""
