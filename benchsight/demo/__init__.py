"""The demo: a simulated league from files to standings, in a database of its own. Imported by `cli`."""

from benchsight.demo.run import DemoOptions, DemoResult, run_demo

__all__ = ["DemoOptions", "DemoResult", "run_demo"]
