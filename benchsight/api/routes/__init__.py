"""The endpoints, one module a topic. Each asks for the scope it needs, and calls one function."""
