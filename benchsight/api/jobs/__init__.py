"""Jobs: work that takes longer than a request, kept in the database and done one at a time in a process of its own."""
