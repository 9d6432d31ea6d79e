"""The coach's sheet of a game: one page, as HTML or PDF."""
