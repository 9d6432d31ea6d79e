"""Jobs: work that outlasts a request, stored in the database and run one at a time in separate processes."""
