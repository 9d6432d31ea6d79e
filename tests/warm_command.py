"""Runs a command or module of ours as a process of its own, whose builds fork dbt from the run's warm process.

`[*WARM_COMMAND, "build"]` is `benchsight build`; where dbt has to start as it does for users, start that one.
"""

import os
import runpy
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
WARM_COMMAND = [sys.executable, __file__, "benchsight"]
WARM_MODULE = [sys.executable, __file__, "-m"]


def main() -> None:
    """Run what the arguments name."""
    sys.path[0] = str(REPOSITORY)
    from benchsight.builds.dbt import process
    from tests.warm_dbt import HOME_VARIABLE, Starter

    process.start_child = Starter(Path(os.environ[HOME_VARIABLE])).start
    if sys.argv[1] == "-m":
        sys.argv = sys.argv[2:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        from benchsight.cli.main import main as command

        sys.argv = sys.argv[1:]
        command()


if __name__ == "__main__":
    main()
