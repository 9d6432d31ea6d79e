"""Read-only queries of published tables, as people ask them: box scores, games. Imported by `demo` and `cli`."""
