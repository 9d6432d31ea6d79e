"""Processes that the server starts beside itself: a worker, one for each job."""

import asyncio
from collections.abc import Mapping


async def start(command: list[str], environment: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
    """Start a process in a session of its own: Ctrl-C at the terminal is for the server, which then stops it."""
    return await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, env=environment, start_new_session=True
    )


async def stop(process: asyncio.subprocess.Process, grace_seconds: float) -> bool:
    """Send SIGTERM, which ends our processes in order; return False if it had to be killed."""
    if process.returncode is not None:
        return True
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), grace_seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return True
