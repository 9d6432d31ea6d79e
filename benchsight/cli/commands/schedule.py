"""`benchsight schedule`: cron lines and systemd units of load, build, sync and warehouse."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchsight.terminal.console import note

if TYPE_CHECKING:
    from benchsight.schedules.jobs import Job

JOBS = ("load", "build", "sync", "warehouse", "bigquery")  # benchsight.schedules.jobs, needless for --help
CARRIED = ("BENCHSIGHT_HOME", "BENCHSIGHT_WAREHOUSE")  # folders; what holds a password stays where it is


@click.command()
@click.argument("names", metavar="[JOB]...", nargs=-1, type=click.Choice(JOBS))
@click.option("--systemd", is_flag=True, help="Units of the user's systemd instead of lines of the crontab.")
@click.option("--inbox", type=click.Path(path_type=Path, file_okay=False), help="The folder that `load` loads.")
@click.option("--install", "do_install", is_flag=True, help="Install what is printed, after you have agreed.")
@click.option("--remove", "do_remove", is_flag=True, help="Remove what was installed, after you have agreed.")
@click.option("--foreground", is_flag=True, help="Stay, and run the jobs at their times: for containers.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(
    names: tuple[str, ...],
    systemd: bool,
    inbox: Path | None,
    do_install: bool,
    do_remove: bool,
    foreground: bool,
    yes: bool,
) -> None:
    """Print or install schedules of JOBs (default: build, sync, warehouse, and load with --inbox).

    load: every 15 minutes; build: every 5; sync: every hour; warehouse: every day at 23:00, bigquery at 23:30.
    Nothing that holds a password is written: set BENCHSIGHT_DATABASE_URL in the crontab or a file of systemd yourself,
    or use ~/.pgpass.
    """
    if do_install + do_remove + foreground > 1:
        raise click.UsageError("--install, --remove and --foreground exclude one another")
    if do_remove:
        _remove(systemd, yes)
        return
    from benchsight.db.settings import load_settings
    from benchsight.schedules import cron
    from benchsight.schedules import systemd as units
    from benchsight.schedules.jobs import chosen_jobs

    jobs, settings = chosen_jobs(names, inbox), load_settings()
    if foreground:
        _stay(jobs, settings.home)
        return
    environment = {name: os.environ[name] for name in CARRIED if os.environ.get(name)}
    if systemd:
        files, folder = units.units(jobs, settings.project_root, environment), units.unit_folder()
        for name, content in files.items():
            click.echo(f"# {folder / name}\n{content}")
        if do_install and _agreed(f"write {len(files)} files to {folder}, and start their timers?", yes):
            _show_left(units.install(files, folder))
        return
    lines = cron.cron_lines(jobs, settings.project_root, environment, settings.home / "schedule.log")
    click.echo("\n".join(lines))
    if do_install:
        before = cron.read_crontab()
        if _agreed("add these lines to your crontab (in the place of those of benchsight, other lines stay)?", yes):
            settings.home.mkdir(parents=True, exist_ok=True)
            cron.write_crontab(cron.without_ours(before) + "".join(f"{line}\n" for line in lines))


def _stay(jobs: "list[Job]", home: Path) -> None:
    import signal

    from benchsight.schedules.foreground import Scheduler

    # SIGTERM ends it as Ctrl-C does, with the jobs that run
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        Scheduler(jobs, home, note).run()


def _remove(systemd: bool, yes: bool) -> None:
    from benchsight.schedules import cron
    from benchsight.schedules import systemd as units

    if systemd:
        folder = units.unit_folder()
        paths = units.ours(folder)
        for path in paths:
            click.echo(str(path))
        if not paths:
            click.echo(f"nothing of benchsight is in {folder}")
        elif _agreed("stop and remove these?", yes):
            _show_left(units.remove(folder))
        return
    before = cron.read_crontab()
    after = cron.without_ours(before)
    gone = before.splitlines()[:]
    for line in after.splitlines():
        gone.remove(line)
    click.echo("\n".join(gone) if gone else "nothing of benchsight is in your crontab")
    if gone and _agreed("remove these lines from your crontab?", yes):
        cron.write_crontab(after)


def _agreed(question: str, yes: bool) -> bool:
    return yes or click.confirm(question, err=True)


def _show_left(commands: list[str]) -> None:
    for each in commands:
        click.echo(f"could not be run here, run it yourself: {each}")
