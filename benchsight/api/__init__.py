"""The HTTP API: thin routes over the functions that commands use, each with its errors and its place in OpenAPI.

Imported by `cli` alone. `app` makes the application; `routes` holds the endpoints, one module a topic; `jobs` runs what
takes longer than a request, each in a process of its own.
"""
