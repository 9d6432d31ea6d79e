"""The monitor: finds what is wrong with loads, games, builds and the queue, and keeps alerts of it."""

from benchsight.monitor.run import MonitorResult, run_monitor

__all__ = ["MonitorResult", "run_monitor"]
