"""Event stream: one LISTEN connection per server, a log to catch up from, readers with bounded queues."""
