"""Copies published and staged tables to a Supabase project, over PostgreSQL or over its REST API."""
