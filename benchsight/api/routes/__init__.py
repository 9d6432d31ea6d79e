"""Endpoints, one module per topic; each requires a scope and calls one function."""
