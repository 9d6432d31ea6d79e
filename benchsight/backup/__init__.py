"""Exports of the database to files, and the way back."""
