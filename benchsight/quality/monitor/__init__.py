"""The monitor: checks loads, games, builds and the queue, and keeps alerts. Imported by `builds`, `live` and `cli`."""

from benchsight.quality.monitor.run import MonitorResult, run_monitor

__all__ = ["MonitorResult", "run_monitor"]
