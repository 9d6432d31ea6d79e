"""Builds on other engines than PostgreSQL: the models that dbt compiled, translated, run on many games at once."""
