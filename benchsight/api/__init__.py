"""HTTP API: thin routes over the functions behind the commands, with errors and OpenAPI descriptions.

Only `cli` imports it. `app` builds the application; `routes` holds the endpoints, one module per topic; `jobs` runs
work that outlasts a request, one process per job.
"""
