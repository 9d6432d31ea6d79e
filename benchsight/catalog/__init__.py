"""The catalogue of statistics, and the pages and yml generated from it and from the dbt project.

Imported by the command line alone.
"""
