"""Jobs as services and timers of the user's systemd; files of ours begin with a mark, others are never touched."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchsight.schedules.jobs import Job, ScheduleError, program

MARK = "# Written by `benchsight schedule`, which replaces and removes it."
SERVICE = """\
{mark}
[Unit]
Description=BenchSight: {what}

[Service]
Type=oneshot
WorkingDirectory={root}
{environment}ExecStart={command}
NoNewPrivileges=yes
PrivateTmp=yes
"""
TIMER = """\
{mark}
[Unit]
Description=BenchSight: {what}

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


def units(jobs: Sequence[Job], root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the files of jobs by name: a service and a timer each."""
    found = {}
    settings = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in environment.items())
    for job in jobs:
        command = " ".join(map(_quoted, (program(), *job.arguments)))
        found[f"benchsight-{job.name}.service"] = SERVICE.format(
            mark=MARK, what=job.what, root=_percent(str(root)), environment=settings, command=command
        )
        found[f"benchsight-{job.name}.timer"] = TIMER.format(mark=MARK, what=job.what, calendar=job.calendar)
    return found


def unit_folder() -> Path:
    """Return the folder of the user's units."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def ours(folder: Path) -> list[Path]:
    """Return the files of a folder that we wrote."""
    return [path for path in sorted(folder.glob("benchsight-*")) if path.is_file() and _is_ours(path)]


def install(files: Mapping[str, str], folder: Path) -> list[str]:
    """Write units and start their timers; return what is left for the user to do.

    Raises ScheduleError, before anything is written, for a file of the same name that is not ours.
    """
    foreign = [name for name in files if (folder / name).exists() and not _is_ours(folder / name)]
    if foreign:
        raise ScheduleError(f"{folder / foreign[0]} was not written by benchsight: move it away; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        beside = folder / f".{name}.new"
        beside.write_text(content, encoding="utf-8")
        beside.replace(folder / name)
    return _systemctl(["daemon-reload"], ["enable", "--now", *(name for name in files if name.endswith(".timer"))])


def remove(folder: Path) -> list[str]:
    """Stop our timers and remove our files; return what is left for the user to do."""
    paths = ours(folder)
    left = _systemctl(["disable", "--now", *(path.name for path in paths if path.suffix == ".timer")]) if paths else []
    for path in paths:
        path.unlink()
    return left


def _systemctl(*commands: list[str]) -> list[str]:
    """Run commands of the user's systemd; return those that could not be run."""
    found = shutil.which("systemctl")
    left = []
    for command in commands:
        done = found and subprocess.run([found, "--user", *command], capture_output=True, text=True)
        if not done or done.returncode != 0:
            left.append(f"systemctl --user {' '.join(command)}")
    return left


def _is_ours(path: Path) -> bool:
    return path.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """Return a word as systemd reads it back."""
    text = _percent(text).replace("$", "$$")
    if text and not any(character in text for character in " \t\"'\\;"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
