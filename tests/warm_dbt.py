"""Processes of dbt that are warm: forked from one that has imported it and compiled something, 3 s off every build.

One process of a run forks them all; whoever needs it first starts it. A project that one of them has parsed is known
to all that are forked later, in later runs too: parsing the real one takes 18 s. Builds of a test's own process use it,
and the commands, jobs and workers that tests start by `warm_command`. Plain dbt, and commands that are disturbed, start
dbt as users do.
"""

import gc
import hashlib
import importlib.metadata
import importlib.util
import itertools
import json
import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path
from typing import IO, Any

import psutil
from filelock import FileLock

from benchsight.builds.dbt.process import CHILD

RUN_VARIABLE = "BENCHSIGHT_TEST_RUN"  # pid of the process whose end is that of the run
HOME_VARIABLE = "BENCHSIGHT_TEST_HOME"  # its folder
END = bytes(4)
LOOK_SECONDS = 5.0
PATIENCE = 120.0  # seconds
RARELY = (50_000, 20, 20)
"""Thresholds of garbage collection; with Python's own it is a fifth of the time of many tests."""
MOST_FILES = 1_000
PARSED = ("*.yml", "models/**/*", "macros/**/*", "seeds/**/*", "tests/**/*.sql", "docs/**/*.md")
KEPT = Path(__file__).resolve().parents[1] / ".pytest_cache" / "parsed"
MOST_KEPT = 30
PLAIN_DBT = [
    *(sys.executable, "-P", "-c"),
    f"import gc, runpy, sqlparse.engine; gc.set_threshold(*{RARELY})\n"
    "sqlparse.engine.FilterStack.enable_grouping = lambda stack: None\n"
    "runpy.run_module('dbt.cli.main', run_name='__main__', alter_sys=True)",
]
"""`dbt` as at a prompt, but for garbage collection, and for grouping the tokens of SQL to find a model's first `with`,
which was a third of the time of a unit test."""
Children = dict[int, int]
Parsed = tuple[str, str, dict[str, Any]]
"""The database and the place that a project was parsed for and at, and what its manifest is made of."""
PROJECT = {
    "dbt_project.yml": "{name: small, version: 1.0.0, config-version: 2, profile: small}",
    "profiles.yml": "small: {target: none, outputs: {none: {type: postgres, host: none, port: 1, user: none, "
    "password: none, dbname: none, schema: none, threads: 1}}}",
    "models/one.sql": "{{ config(materialized='table') }} select 1 as a",
    "models/two.sql": "select a from {{ ref('one') }}",
    "models/all.yml": "{models: [{name: one, config: {contract: {enforced: true}}, "
    "columns: [{name: a, data_type: int, data_tests: [not_null, unique]}]}], "
    "sources: [{name: some, tables: [{name: table}]}], unit_tests: [{name: of_two, model: two, "
    "given: [{input: ref('one'), rows: [{a: 1}]}], expect: {rows: [{a: 1}]}}]}",
    "seeds/three.csv": "a\n1\n",
}


class WarmProcess:
    """What dbt_process uses of a ``subprocess.Popen``, of a process that is a child of the starter."""

    def __init__(self, starter: socket.socket, environment: dict[str, str]) -> None:
        child_in, to_child = os.pipe()
        from_child, child_out = os.pipe()
        self._ended, tells_end = os.pipe()
        request = json.dumps(environment).encode()
        socket.send_fds(starter, [len(request).to_bytes(4, "big") + request], [child_in, child_out, tells_end])
        for end in (child_in, child_out, tells_end):
            os.close(end)
        self.pid = int.from_bytes(_received(starter, 4), "big")
        self.stdin: IO[str] = open(to_child, "w", encoding="utf-8")  # noqa: SIM115
        self.stdout: IO[str] = open(from_child, encoding="utf-8")  # noqa: SIM115
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one."""
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._ended, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired([CHILD], timeout or 0)
            self.returncode = int.from_bytes(os.read(self._ended, 4), "big", signed=True)
            os.close(self._ended)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        try:
            self.wait(0)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)


class ParsedProjects:
    """The manifests of projects as their files were, which the processes of a run share through a folder.

    Another folder keeps them from run to run: parsing depends on nothing but what the key is made of.
    """

    def __init__(self, folder: Path, dbt_child: Any) -> None:
        self._folder = folder
        self._parse = dbt_child.parse
        self._known: dict[str, Parsed] = {}
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in sorted(KEPT.glob("*.parsed"), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)

    def take_in(self) -> None:
        """Read what others have parsed meanwhile."""
        new = [path for path in self._folder.glob("*.parsed") if path.stem not in self._known]
        for path in new:
            self._known[path.stem] = pickle.loads(path.read_bytes())
            _compile_macros(self._known[path.stem][2]["macros"].values())
        if new:
            gc.freeze()  # children share these pages

    def parse(self, options: Sequence[str]) -> Any:
        """In the place of the child's ``parse``."""
        database, root = os.environ.get("BENCHSIGHT_PG_DBNAME"), options[options.index("--project-dir") + 1]
        if database is None:  # it will never connect
            return self._parse(options)
        key = self._key(options)
        ours, kept = (folder / f"{key}.parsed" for folder in (self._folder, KEPT))
        with FileLock(self._folder / f"{key}.lock"):
            if not ours.exists() and kept.exists():
                kept.touch()
                _write(ours, kept.read_bytes())
            if ours.exists():
                self.take_in()
                manifest = _manifest(*self._known[key], database, root)
                return importlib.import_module("dbt.cli.main").dbtRunnerResult(success=True, result=manifest)
            parsed = self._parse(options)
            if parsed.success:
                content = pickle.dumps((database, root, _state(parsed.result)))
                for path in (kept, ours):
                    _write(path, content)
            return parsed

    def _key(self, options: Sequence[str]) -> str:
        """A hash of what a manifest is made of: files, options, settings, and the version of dbt."""
        place = dict(itertools.pairwise(options))
        root = Path(place["--project-dir"])
        files = [path for name in PARSED for path in sorted(root.glob(name)) if path.is_file()]
        profile = Path(place["--profiles-dir"], "profiles.yml")
        versions = [sys.version, *map(importlib.metadata.version, ("dbt-core", "dbt-postgres"))]
        parts = [place["--vars"].encode(), profile.read_bytes(), "\0".join(versions).encode()]
        parts += [part for path in files for part in (str(path.relative_to(root)).encode(), path.read_bytes())]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.rename(path)


def _compile_macros(macros: Iterable[Any]) -> None:
    """Have dbt's cache of macros filled, by their text: each process would spend a sixth of its time on that."""
    cache = importlib.import_module("dbt_common.clients.jinja").template_cache
    for macro in macros:
        cache.get_node_template(macro)


def _state(manifest: Any) -> dict[str, Any]:
    """What a manifest is made of, to be pickled; dbt's own way mixes up the parts."""
    return {name: value for name, value in vars(manifest).items() if name != "_lock" and "lookup" not in name}


def _manifest(parsed_for: str, parsed_at: str, state: dict[str, Any], database: str, root: str) -> Any:
    """The manifest as it would be, had the project been parsed for this database and at this place."""
    manifest = importlib.import_module("dbt.contracts.graph.manifest").Manifest()
    vars(manifest).update(state)
    nodes = (*manifest.nodes.values(), *manifest.sources.values(), *manifest.unit_tests.values())
    shown = (node for nodes in manifest.flat_graph.values() for node in nodes.values())  # to macros
    for node in (*map(vars, nodes), *shown):
        if node.get("database") == parsed_for:
            node["database"] = database
        if node.get("relation_name"):
            node["relation_name"] = node["relation_name"].replace(f'"{parsed_for}".', f'"{database}".', 1)
        if node.get("root_path") == parsed_at:  # of a seed, which is read from there
            node["root_path"] = root
    return manifest


class Starter:
    """The run's process that has imported dbt, by the folder of the run; started when it is first needed."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._socket = home / "dbt.socket"

    def start(self, environment: dict[str, str]) -> Any:
        """In the place of ``dbt_process.start_child``."""
        with FileLock(self._home / "dbt.lock"):
            if not self._socket.exists():
                command = [sys.executable, "-P", __file__, str(self._home), os.environ[RUN_VARIABLE]]
                subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
        with self._asking() as starter:
            return WarmProcess(starter, environment)

    def end(self) -> None:
        """End it, if it was started; children that still run go on."""
        if self._socket.exists():
            with suppress(OSError, EOFError), self._asking() as starter:  # it has ended by itself
                starter.settimeout(PATIENCE)
                starter.sendall(END)
                _received(starter, 1)

    @contextmanager
    def _asking(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as starter:
            starter.connect(str(self._socket))
            yield starter


def _received(connection: socket.socket, size: int) -> bytes:
    """Receive so many bytes. Raises EOFError if the other side ends before."""
    text = b""
    while len(text) < size:
        more = connection.recv(size - len(text))
        if not more:
            raise EOFError
        text += more
    return text


def launch(home: Path, run: int) -> None:
    """Listen, and leave a process behind that answers: who asks meanwhile waits until it has imported dbt."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(home / "dbt.socket"))
        listening.listen()
        if os.fork():
            os._exit(0)
        os.setsid()
        serve(listening, home / "parsed", run)


def serve(listening: socket.socket, folder: Path, run: int) -> None:
    """Fork a process for each request, and tell each one's end to who asked, until the run ends or asks for no more."""
    folder.mkdir(exist_ok=True)
    gc.set_threshold(*RARELY)  # children inherit it
    specification = importlib.util.spec_from_file_location("dbt_child", CHILD)
    assert specification is not None and specification.loader is not None
    dbt_child = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(dbt_child)
    importlib.import_module("dbt.adapters.postgres")
    _start_resource_tracker()
    with tempfile.TemporaryDirectory() as small:
        _compile_something(Path(small))
    projects = ParsedProjects(folder, dbt_child)
    dbt_child.parse = projects.parse  # type: ignore[attr-defined]
    children: Children = {}
    signal.signal(signal.SIGCHLD, lambda *_: _tell_ends(children))
    listening.settimeout(LOOK_SECONDS)
    while psutil.pid_exists(run):
        with suppress(TimeoutError):
            asking, _ = listening.accept()
            with asking, suppress(OSError, EOFError):  # who asked was killed meanwhile
                asking.setblocking(True)
                if not _answer(asking, dbt_child, projects, children):
                    return


def _answer(asking: socket.socket, dbt_child: Any, projects: ParsedProjects, children: Children) -> bool:
    """Fork the process that is asked for; False if the end is."""
    head, files, _, _ = socket.recv_fds(asking, len(END), 3)
    if head == END:
        asking.sendall(b"!")
        return False
    try:
        head += _received(asking, len(END) - len(head))
        environment = json.loads(_received(asking, int.from_bytes(head, "big")))
    except (OSError, EOFError):
        for end in files:
            os.close(end)
        raise
    projects.take_in()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    child = os.fork()
    if not child:
        _become(dbt_child, environment, files)
    children[child] = files[2]
    for end in files[:2]:
        os.close(end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    asking.sendall(child.to_bytes(4, "big"))
    return True


def _start_resource_tracker() -> None:
    """Start the process to which Python tells of locks; at its end it would complain of those that children had."""
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    resource_tracker.ensure_running()
    os.dup2(errors, 2)
    os.close(errors)
    os.close(nowhere)


def _compile_something(folder: Path) -> None:
    """Compile a project of one model: dbt prepares its schemas and templates when it first needs them, in 1.2 s."""
    for name, text in PROJECT.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    places = ("--project-dir", "--profiles-dir", "--target-path", "--log-path")
    options = [word for place in places for word in (place, str(folder))]
    quiet = ["--quiet", "--log-level", "none", "--no-send-anonymous-usage-stats"]
    # The static parser starts threads, which a fork does not have and would wait for.
    without = ["--no-static-parser", "--no-populate-cache", "--no-introspect"]
    arguments = ["compile", *without, *quiet, *options]  # needs no database
    done = importlib.import_module("dbt.cli.main").dbtRunner().invoke(arguments)
    assert done.success, done.exception


def _become(dbt_child: Any, environment: dict[str, str], files: list[int]) -> None:
    """Be the process that was asked for; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        os.setsid()
        os.dup2(files[0], 0)
        os.dup2(files[1], 1)
        tracker = resource_tracker.getfd()
        assert tracker is not None
        os.closerange(3, tracker)
        os.closerange(tracker + 1, MOST_FILES)
        os.environ.clear()
        os.environ.update(environment)
        dbt_child.main()
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def _tell_ends(children: Children) -> None:
    while children:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        teller = children.pop(child)
        with suppress(OSError):  # who asked for it was killed
            os.write(teller, os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
        os.close(teller)


if __name__ == "__main__":
    launch(Path(sys.argv[1]), int(sys.argv[2]))
