"""Hops: the modules that a reader goes through to follow a row of a file to staging, or a request to its facts.

    python -m bench.hops load                # a tracker's JSON export: from the command to COPY
    python -m bench.hops live                # a game's end: from the queue to its facts, by a resident worker
    python -m bench.hops load --root DIR     # the same of another checkout

The way is traced, not declared. At each point where the data changes its form (see POINTS) the call stack is taken:
every module of ours on it, from the command on, is a hop, in order of first appearance. A module that returned before
the point is a helper of its caller and no hop; one that only runs a function it was given (a retry, a context manager)
is none either.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType

import click
import psycopg

OURS = ("ingest", "benchsight")
PATIENCE = 240.0  # seconds
GAME_END = """
    insert into staging_events (event_key, game_id, event_index, period, event_type)
    select 'E' || game_id || lpad(cast(event_index as text), 5, '0'), game_id, event_index, 3, 'GameEnd'
    from (
        select game_id, max(event_index) + 1 as event_index from staging_events where game_id = %s group by game_id
    ) as ended
"""
BUILT = """
    select count(*)
    from ops.game_builds as b
    inner join ops.game_inputs as i on b.game_id = i.game_id and b.input_version = i.input_version
    where b.game_id = %s
"""
Point = Callable[[FrameType], bool]


def _is_call(name: str, **arguments: str) -> Point:
    """Return a test for frames of the function of this qualified name whose arguments' texts contain these texts."""

    def holds(frame: FrameType) -> bool:
        values = frame.f_locals
        return frame.f_code.co_qualname == name and all(
            text in str(values.get(argument)) for argument, text in arguments.items()
        )

    return holds


def _adds_event(frame: FrameType) -> bool:
    rows = frame.f_locals.get("self")
    return frame.f_code.co_qualname == "TableRows.add" and getattr(rows, "table", "") == "staging_events"


POINTS: Mapping[str, Mapping[str, Point]] = {
    "load": {
        "parsed": _is_call("loads"),  # bytes of the file become values
        "row": _adds_event,  # an event becomes a row
        "checked": _is_call("Converter.convert"),  # a cell gets its type
        "copied": _is_call("BaseCopy.set_types"),  # a row goes to the database, in COPY's binary form
    },
    "live": {
        "claimed": _is_call("Connection.execute", query="etl_queue"),
        "written": _is_call("Connection.execute", query="fact_"),
        "recorded": _is_call("Connection.execute", query="game_builds"),
    },
}


class Trace:
    """The hops of this thread while the block runs, by point."""

    def __init__(self, points: Mapping[str, Point]) -> None:
        self._points = points
        self.hops: dict[str, list[str]] = {name: [] for name in points}

    def __enter__(self) -> "Trace":
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    @property
    def modules(self) -> list[str]:
        """Every hop once."""
        return list(dict.fromkeys(name for names in self.hops.values() for name in names))

    def _look(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            for name, holds in self._points.items():
                if not self.hops[name] and holds(frame):
                    self.hops[name] = _modules_above(frame)


def _modules_above(frame: FrameType) -> list[str]:
    """Return our modules on the stack above a frame, from the command on; empty if it is no call of ours."""
    found: list[str] = []
    called: set[CodeType] = {frame.f_code}
    at = frame.f_back
    while at is not None:
        name = at.f_globals.get("__name__", "")
        if name.partition(".")[0] in OURS and not _only_runs(at, called):
            found.append(name)
        if at.f_code.co_name == "command":
            break
        called.add(at.f_code)
        at = at.f_back
    return list(dict.fromkeys(reversed(found)))


def _only_runs(frame: FrameType, called: set[CodeType]) -> bool:
    """Whether the frame runs a function that it was given, or is the body of a context manager."""
    if frame.f_code.co_flags & CO_GENERATOR:
        return True
    code = frame.f_code
    given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] + code.co_freevars
    functions = (getattr(frame.f_locals.get(name), "__func__", frame.f_locals.get(name)) for name in given)
    return any(getattr(function, "__code__", None) in called for function in functions)


def _command() -> Callable[[], None]:
    """Return the console script of the checkout in the working folder."""
    script = tomllib.loads(Path("pyproject.toml").read_text())["project"]["scripts"]["benchsight"]
    module, _, name = script.partition(":")
    found: Callable[[], None] = getattr(import_module(module), name)
    return found


def _run(*arguments: str) -> str:
    """Run a command of the checkout in a process of its own and return what it prints."""
    code = "import sys; sys.path.insert(0, '.'); sys.argv[0] = 'benchsight'\n" + _LOAD_SCRIPT
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


_LOAD_SCRIPT = """
import importlib, tomllib
module, _, name = tomllib.load(open("pyproject.toml", "rb"))["project"]["scripts"]["benchsight"].partition(":")
getattr(importlib.import_module(module), name)()
"""


def _traced(way: str, *arguments: str) -> Trace:
    """Run a command in this process and return its hops."""
    sys.argv = ["benchsight", *arguments]
    command = _command()
    with Trace(POINTS[way]) as trace, suppress(SystemExit):
        command()
    return trace


def _trace_load(files: Path) -> Trace:
    _run("load", str(files / "league"))
    export = next(each for each in sorted((files / "games").rglob("*.json")))
    return _traced("load", "load", str(export))


def _trace_live(files: Path) -> Trace:
    _run("load", str(files))
    _run("build", "--no-tests")
    game = int(next(each.name for each in sorted((files / "games").iterdir())))
    ending = threading.Thread(target=_end_game, args=(game, _run("url").strip()), daemon=True)
    ending.start()
    return _traced("live", "worker")


def _end_game(game: int, url: str) -> None:
    """End a game as a tracker does, wait for its facts, and stop the worker of this process."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(GAME_END, (game,))
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and not connection.execute(BUILT, (game,)).fetchall()[0][0]:
                time.sleep(0.2)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


TRACES = {"load": _trace_load, "live": _trace_live}


@click.command()
@click.argument("way", type=click.Choice(sorted(POINTS)))
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=Path(), help="Another checkout.")
def main(way: str, root: Path) -> None:
    """Print the modules of a way in order, each with the points at which it is on the stack."""
    os.chdir(root)
    sys.path.insert(0, str(Path().absolute()))
    with tempfile.TemporaryDirectory(prefix="benchsight-hops-") as work:
        os.environ["BENCHSIGHT_HOME"] = str(Path(work) / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        files = Path(work) / "files"
        _run("simulate", "--games", "2", "--xy", "--out", str(files))
        try:
            trace = TRACES[way](files)
        finally:
            _run("down")
    for number, module in enumerate(trace.modules, 1):
        points = ", ".join(name for name, modules in trace.hops.items() if module in modules)
        click.echo(f"{number:3} {module:44} {points}")


if __name__ == "__main__":
    main()
