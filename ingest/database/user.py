"""Who loads, for the audit trail."""

import getpass
import os


def user_name() -> str:
    """Who loads: BENCHSIGHT_USER, else the user of the operating system."""
    try:
        return os.environ.get("BENCHSIGHT_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"uid {os.getuid()}"
