"""Processes of dbt that are warm: forked from one that has imported it and compiled something, 3 s off every build.

A project that one of them has parsed is known to all that are forked later. Builds of a test's own process use it;
commands and workers that are processes of their own start dbt as users do.
"""

import gc
import hashlib
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
import threading
from collections.abc import Iterable, Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import IO, Any

from benchsight.builds.dbt.process import CHILD

MOST_BYTES = 1_000_000
MOST_FILES = 1_000
PARSED = ("*.yml", "models/**/*", "macros/**/*", "seeds/**/*", "tests/**/*.sql", "docs/**/*.md")
Children = dict[int, int]
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
        self.pid = int.from_bytes(starter.recv(4), "big")
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
    """The manifests of projects as their files were, which all processes of a run share through a folder."""

    def __init__(self, folder: Path, dbt_child: Any) -> None:
        self._folder = folder
        self._parse = dbt_child.parse
        self._known: dict[str, tuple[str, Any]] = {}

    def take_in(self) -> None:
        """Read what others have parsed meanwhile."""
        new = [path for path in self._folder.glob("*.parsed") if path.stem not in self._known]
        for path in new:
            self._known[path.stem] = pickle.loads(path.read_bytes())
            _compile_macros(self._known[path.stem][1]["macros"].values())
        if new:
            gc.freeze()  # children share these pages

    def parse(self, options: Sequence[str]) -> Any:
        """In the place of the child's ``parse``."""
        database, key = os.environ.get("BENCHSIGHT_PG_DBNAME"), self._key(options)
        if database is None:  # it will never connect
            return self._parse(options)
        if key in self._known:
            manifest = _manifest(*self._known[key], database)
            return importlib.import_module("dbt.cli.main").dbtRunnerResult(success=True, result=manifest)
        parsed = self._parse(options)
        if parsed.success:
            unfinished = self._folder / f"{key}.{os.getpid()}"
            unfinished.write_bytes(pickle.dumps((database, _state(parsed.result))))
            unfinished.rename(self._folder / f"{key}.parsed")
        return parsed

    def _key(self, options: Sequence[str]) -> str:
        """A hash of the files that a manifest is made of, and of the options it depends on."""
        place = dict(itertools.pairwise(options))
        root = Path(place["--project-dir"])
        files = [path for name in PARSED for path in sorted(root.glob(name)) if path.is_file()]
        profile = Path(place["--profiles-dir"], "profiles.yml")
        parts = [str(root).encode(), place["--vars"].encode(), profile.read_bytes()]
        parts += [part for path in files for part in (str(path).encode(), path.read_bytes())]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _compile_macros(macros: Iterable[Any]) -> None:
    """Have dbt's cache of macros filled, by their text: each process would spend a sixth of its time on that."""
    cache = importlib.import_module("dbt_common.clients.jinja").template_cache
    for macro in macros:
        cache.get_node_template(macro)


def _state(manifest: Any) -> dict[str, Any]:
    """What a manifest is made of, to be pickled; dbt's own way mixes up the parts."""
    return {name: value for name, value in vars(manifest).items() if name != "_lock" and "lookup" not in name}


def _manifest(parsed_in: str, state: dict[str, Any], database: str) -> Any:
    """The manifest as it would be, had the project been parsed for this database."""
    manifest = importlib.import_module("dbt.contracts.graph.manifest").Manifest()
    vars(manifest).update(state)
    nodes = (*manifest.nodes.values(), *manifest.sources.values(), *manifest.unit_tests.values())
    shown = (node for nodes in manifest.flat_graph.values() for node in nodes.values())  # to macros
    for node in (*map(vars, nodes), *shown):
        if node.get("database") == parsed_in:
            node["database"] = database
        if node.get("relation_name"):
            node["relation_name"] = node["relation_name"].replace(f'"{parsed_in}".', f'"{database}".', 1)
    return manifest


class Starter:
    """A process that has imported dbt; started when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def start(self, environment: dict[str, str]) -> Any:
        """In the place of ``dbt_process.start_child``."""
        with self._one_at_a_time:
            if self._socket is None:
                self._socket, theirs = socket.socketpair()
                command = [sys.executable, "-P", __file__, str(theirs.fileno()), str(self._folder)]
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
                theirs.close()
            return WarmProcess(self._socket, environment)

    def end(self) -> None:
        """End it; children that still run go on."""
        if self._socket is not None and self._process is not None:
            self._socket.close()
            self._process.wait()


def serve(requests: socket.socket, folder: Path) -> None:
    """Fork a process for each request, and tell each one's end to who asked for it, until nobody can ask any more."""
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
    while True:
        head, files, _, _ = socket.recv_fds(requests, MOST_BYTES, 3)
        if not head:
            return
        text = head[4:]
        while len(text) < int.from_bytes(head[:4], "big"):
            text += requests.recv(MOST_BYTES)
        projects.take_in()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        child = os.fork()
        if not child:
            _become(dbt_child, json.loads(text), files)
        children[child] = files[2]
        for end in files[:2]:
            os.close(end)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        requests.sendall(child.to_bytes(4, "big"))


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
        os.write(teller, os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
        os.close(teller)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
