"""Games as they are tracked: queue and worker, and the client that trackers use. Imported by `cli`."""
