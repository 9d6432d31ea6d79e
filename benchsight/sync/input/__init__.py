"""Staged rows, merged both ways: a game, or a table without games, in one transaction each."""
