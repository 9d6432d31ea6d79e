"""Synchronises the local database with a cloud: input is merged both ways, published tables are copied."""
