"""A tracked game between its file and the staging tables: rules that hold for every format live here, once."""
