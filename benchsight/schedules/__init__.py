"""Schedules of load, build, sync and warehouse: cron lines, and timers of systemd."""
