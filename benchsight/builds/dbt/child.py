"""Runs dbt in a process of its own, started by `process`.

Reads one JSON request on stdin, writes JSON lines on stdout, and ends at once when stdin ends: its parent holds the
build lock, and nothing may go on without that.
"""

import importlib.util
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, TextIO, cast

from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.postgres.connections import PostgresConnectionManager
from dbt.adapters.postgres.impl import PostgresAdapter
from dbt.artifacts.resources.types import NodeType
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

Send = Callable[[dict[str, Any]], None]


def _neighbour(name: str) -> Any:
    """Load a module of this folder, which Python was told not to look into."""
    specification = importlib.util.spec_from_file_location(f"dbt_child_{name}", Path(__file__).with_name(f"{name}.py"))
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


together = _neighbour("together")
_neighbour("unneeded").leave_out()
_neighbour("directly").take_over()


class KeptConnections(PostgresConnectionManager):
    """Connections that each thread keeps from node to node; dbt-postgres opens one for every node.

    A new one costs both sides more than most of our statements do: it has to log in and to read the catalogue.
    """

    # The server ends what it does for a dbt that was killed, even while that waits for a lock.
    SETTINGS = "set idle_session_timeout = 0; set client_connection_check_interval = '2s'"
    _session = threading.local()  # is_used: a statement has run in the thread's session since it was last reset

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Open a connection with the settings of a build."""
        opened: Connection = super().open(connection)  # type: ignore[no-untyped-call]
        if opened.state == ConnectionState.OPEN:
            _execute(opened.handle, [cls.SETTINGS])
        return opened

    def add_query(self, *arguments: Any, **named: Any) -> tuple[Connection, Any]:
        """Run a statement."""
        self._session.is_used = True
        return super().add_query(*arguments, **named)

    def release(self) -> None:
        """Leave the thread's connection as a new one would be; close it if that fails.

        dbt releases it twice or more for a node; if nothing has run in between, that spares the way to the server.
        """
        connection = self.get_if_exists()
        if connection is not None and connection.state == ConnectionState.OPEN:
            if not getattr(self._session, "is_used", True):
                return
            try:
                connection.handle.rollback()
                connection.transaction_open = False
                _execute(connection.handle, ["discard all", self.SETTINGS])
                self._session.is_used = False
                return
            except Exception:  # whatever the driver raises: the next node opens a new one
                self.clear_thread_connection()
                self.close(connection)
        super().release()


def _execute(handle: Any, statements: Sequence[str]) -> None:
    """Execute statements outside of a transaction."""
    handle.autocommit = True
    with handle.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    handle.autocommit = False


PostgresAdapter.ConnectionManager = KeptConnections


def main() -> None:
    """Serve one request; exit code 0 unless the process was left alone."""
    # What dbt or a macro prints is for the log; the pipe speaks JSON only.
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    request = json.loads(sys.stdin.readline())
    os.nice(request["nice"])
    with open(request["output"], "a", encoding="utf-8") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    serve(request, lambda message: _write(pipe, message))
    os._exit(0)  # dbt has closed its connections; what is left would only take half a second to tear down


def serve(request: dict[str, Any], send: Send) -> None:
    """Parse the project, then run each step (arguments of dbt) until one fails."""
    parsed = parse(request["options"])
    if not parsed.success:
        send({"kind": "step", "success": False, "results": [], "error": _error(parsed)})
        return
    send({"kind": "parsed"})
    manifest = cast(Manifest, parsed.result)
    for step in request["steps"]:
        outcome, done = _run(manifest, step, request["options"], lambda event: _progress(event, send))
        results = [_result(result) for result in done]
        if step[0] == "compile" and outcome.success:
            send({"kind": "compiled", "models": _compiled(outcome, manifest)})
        send({"kind": "step", "success": outcome.success, "results": results, "error": _error(outcome)})
        if not outcome.success:
            return


def _run(
    manifest: Manifest, step: Sequence[str], options: Sequence[str], callback: Callable[[EventMsg], None]
) -> tuple[Any, Sequence[Any]]:
    """Run a step; return its outcome and the results of its nodes."""
    if together.fits(step):
        tested = together.run_tests(manifest, step, options, [callback])
        return tested, tested.results
    with together.without_tests(manifest) if "--resource-type" in step else nullcontext():
        outcome = dbtRunner(manifest, callbacks=[callback]).invoke([*step, *options])
    return outcome, getattr(outcome.result, "results", [])


def parse(options: Sequence[str]) -> dbtRunnerResult:
    """Parse the project; the result is its manifest."""
    return dbtRunner().invoke(["parse", *options])


def _write(pipe: TextIO, message: dict[str, Any]) -> None:
    pipe.write(json.dumps(message, default=str) + "\n")
    pipe.flush()


def _die_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _progress(event: EventMsg, send: Send) -> None:
    data: Any = event.data
    if event.info.name == "LogStartLine":
        send({"kind": "start", "total": data.total})
    elif event.info.name == "NodeFinished":
        send({"kind": "finished", "node": data.node_info.node_name})


def _result(result: Any) -> dict[str, Any]:
    """Return what the parent needs of a node's result; ``rows``: those of its last statement."""
    node = result.node
    metadata = getattr(node, "test_metadata", None)
    return {
        "name": node.name,
        "kind": str(node.resource_type),
        "schema": getattr(node, "schema", ""),
        "relation": getattr(node, "alias", None) or node.name,
        "materialized": node.config.materialized if node.resource_type == NodeType.Model else None,
        "description": getattr(node, "description", ""),
        "test": None if metadata is None else {"name": metadata.name, "arguments": metadata.kwargs},
        "tests_node": (getattr(node, "attached_node", None) or "").rsplit(".", 1)[-1] or None,
        "status": str(result.status),
        "seconds": result.execution_time,
        "rows": (result.adapter_response or {}).get("rows_affected"),
        "failures": result.failures,
        "message": result.message,
        "sql": node.compiled_code if str(result.status) == "fail" else None,
        "is_kept_per_game": getattr(node.config, "incremental_strategy", None) == "replace_games",
    }


def _compiled(outcome: dbtRunnerResult, manifest: Manifest) -> list[dict[str, Any]]:
    """Return the models that were compiled, each after those that it reads, be it through views."""
    parents = {key: node.depends_on_nodes for key, node in manifest.nodes.items()}
    compiled = {result.node.unique_id: result.node for result in cast(Any, outcome.result).results}
    from_sources: set[str] = set()
    models = []
    for key in TopologicalSorter(parents).static_order():
        if any(parent in from_sources or parent.startswith("source.") for parent in parents.get(key, ())):
            from_sources.add(key)
        node = compiled.get(key)
        if node is not None and node.resource_type == NodeType.Model:
            models.append(
                {
                    "name": node.name,
                    "schema": node.schema,
                    "relation": node.alias,
                    "strategy": node.config.incremental_strategy
                    if node.config.materialized == "incremental"
                    else "view",
                    "sql": node.compiled_code,
                    "reads_sources": key in from_sources,
                    "parents": _relations(manifest, node),
                }
            )
    return models


def _relations(manifest: Manifest, model: Any) -> list[str]:
    """Return the relations that a model's statement names, as schema.name; an ephemeral parent is part of it."""
    found: set[str] = set()
    for key in model.depends_on_nodes:
        node = cast(Any, manifest.sources.get(key) or manifest.nodes[key])
        if node.config.get("materialized") == "ephemeral":
            found.update(_relations(manifest, node))
        else:
            found.add(f"{node.schema}.{getattr(node, 'identifier', None) or node.alias}")
    return sorted(found)


def _error(outcome: Any) -> str | None:
    return None if outcome.exception is None else str(outcome.exception)


if __name__ == "__main__":
    main()
