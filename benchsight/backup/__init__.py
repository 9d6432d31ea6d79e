"""Exports of the database to files, and restores from them. Imported by the command line alone."""
