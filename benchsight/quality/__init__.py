"""Checks of data: the monitor's alerts, agreement with official results. Imported by `builds` and every room above."""
