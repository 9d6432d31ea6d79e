"""dbt in a child process, and the dbt project it runs. Imported by `builds` and `catalog`."""
