"""BenchSight: databases, builds, the live worker, reads and the command line.

Rooms, from the top: `cli` may import every room, `api` and `demo` every room below them. `backup`, `catalog`,
`fitting`, `live` and `reads` stand side by side over `builds`; `inputs`, `quality` and `simulator` are below `builds`;
`db` and `terminal` are below all of them. `client` talks to `api` over HTTP and imports only `errors`. A contract of
import-linter (pyproject.toml) holds this.
"""
