"""Fits the models whose results are published: expected goals and adjusted plus-minus. Imported by `cli`."""
