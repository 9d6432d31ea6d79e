"""Copies of published and staged tables to a project, over PostgreSQL or over its REST API."""
