"""Addresses of the league's pages."""
