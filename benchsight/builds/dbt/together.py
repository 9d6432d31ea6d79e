"""Data tests put together: those of one relation become one statement, and are run one by one only where that fails.

dbt needs 20 ms for each test, and the server computes a view again for each; most say that a column is never NULL.
Loaded by path into the process that runs dbt; it imports nothing of ours.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, cast

from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import GenericTestNode, ManifestNode, SingularTestNode

KINDS = ("not_null", "unique", "unique_combination", "accepted_values", "relationships")
DEFAULTS = {"severity": "ERROR", "error_if": "!= 0", "fail_calc": "count(*)", "limit": None, "store_failures": False}
ALONE = ("test", "--exclude-resource-type", "unit_test", "--indirect-selection", "empty", "--select")
SELECTIONS = ("--select", "--selector")
PASSED = "pass"


@dataclass(frozen=True)
class Outcome:
    """The results of tests, each by itself, as ``RunResult`` of dbt."""

    success: bool
    results: Sequence[Any]
    exception: BaseException | None = None


@dataclass
class Together:
    """Tests of a manifest by the unique id of the one that stands for them, while ``in_manifest``."""

    manifest: Manifest
    parts: dict[str, list[GenericTestNode]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find what fits together: tests of the same rows that read the same relations."""
        groups: dict[Any, list[GenericTestNode]] = defaultdict(list)
        for node in self.manifest.nodes.values():
            if isinstance(node, GenericTestNode) and _is_simple(node):
                reads = tuple(sorted(node.depends_on.nodes))
                groups[node.package_name, node.original_file_path, _rows(node), node.config.where, reads].append(node)
        self._nodes: dict[str, ManifestNode] = dict(self.manifest.nodes)
        for number, group in enumerate(groups.values()):
            if len(group) > 1:
                whole = self._whole(group, number)
                self.parts[whole.unique_id] = group
                for node in group:
                    del self._nodes[node.unique_id]
                self._nodes[whole.unique_id] = whole

    @contextmanager
    def in_manifest(self) -> Iterator[None]:
        """Have the manifest hold the tests that stand for others, in their place."""
        before, self.manifest.nodes = self.manifest.nodes, cast(Any, self._nodes)
        try:
            yield
        finally:
            self.manifest.nodes = before

    def _whole(self, group: Sequence[GenericTestNode], number: int) -> GenericTestNode:
        """Return a test that yields a row if one of these does."""
        first = group[0]
        read = self.manifest.nodes.get(first.attached_node or "")
        name = f"tests_of_{'sources' if read is None else read.name}_{number}"
        is_view = read is not None and read.config.materialized == "view"
        macros = sorted({macro for node in group for macro in node.depends_on.macros})
        return replace(
            first,
            unique_id=f"test.{first.package_name}.{name}",
            name=name,
            alias=name,
            path=f"{name}.sql",
            description="",
            raw_code=_statement(group, is_view),
            column_name=None,
            test_metadata=replace(first.test_metadata, name="together", kwargs={}),
            depends_on=replace(first.depends_on, macros=macros),
            refs=[ref for node in group for ref in node.refs],
            config=replace(first.config, alias=None),
            unrendered_config={},
        )


def run_tests(manifest: Manifest, step: Sequence[str], options: Sequence[str], callbacks: Sequence[Any]) -> Outcome:
    """Run the step ``test`` of dbt; what fails, or cannot be run, is run by itself and reports for itself."""
    together = Together(manifest)
    with together.in_manifest():
        outcome = dbtRunner(manifest, callbacks=list(callbacks)).invoke([*step, *options])
    done = list(getattr(outcome.result, "results", []))
    whole = [result for result in done if result.node.unique_id in together.parts]
    results = [result for result in done if result.node.unique_id not in together.parts]
    success = outcome.success or (outcome.exception is None and not any(map(_fails, results)))
    again: dict[str, GenericTestNode] = {}
    for result in whole:
        parts = together.parts[result.node.unique_id]
        if _fails(result):
            again |= {part.unique_id: part for part in parts}
        else:
            share = result.execution_time / len(parts)
            results += [replace(result, node=part, execution_time=share) for part in parts]
    exception = outcome.exception
    if again:
        alone = _run_alone(manifest, again, options, callbacks)
        results += [result for result in getattr(alone.result, "results", []) if result.node.unique_id in again]
        success, exception = success and alone.success, exception or alone.exception
    return Outcome(success, results, exception)


@contextmanager
def without_tests(manifest: Manifest) -> Iterator[None]:
    """Have the manifest hold no tests, for steps that run none: dbt would look up what each of them has to wait for."""
    nodes, unit_tests = manifest.nodes, manifest.unit_tests
    tests = (GenericTestNode, SingularTestNode)
    manifest.nodes = cast(Any, {key: node for key, node in nodes.items() if not isinstance(node, tests)})
    manifest.unit_tests = cast(Any, {})
    try:
        yield
    finally:
        manifest.nodes, manifest.unit_tests = nodes, unit_tests


def fits(step: Sequence[str]) -> bool:
    """Return whether a step of dbt runs tests that nobody has named, and which can so be put together."""
    selected = [value for option, value in pairwise(step) if option in SELECTIONS]
    return step[0] == "test" and all(value.startswith("config.") for value in selected)


def _run_alone(
    manifest: Manifest, tests: Mapping[str, GenericTestNode], options: Sequence[str], callbacks: Sequence[Any]
) -> dbtRunnerResult:
    names = sorted({test.name for test in tests.values()})
    return dbtRunner(manifest, callbacks=list(callbacks)).invoke([*ALONE, *names, *options])


def _fails(result: Any) -> bool:
    return str(result.status) not in (PASSED, "success")


def _is_simple(node: GenericTestNode) -> bool:
    config = node.config
    return (
        node.test_metadata.name in KINDS
        and node.test_metadata.namespace is None
        and config.enabled
        and all(_plain(getattr(config, name)) in (value, None) for name, value in DEFAULTS.items())
    )


def _plain(value: Any) -> Any:
    return str(value).upper() if str(value).lower() == "error" else value


def _rows(node: GenericTestNode) -> str:
    """Return what a test reads, as an expression of dbt."""
    return str(node.test_metadata.kwargs["model"])


def _statement(group: Sequence[GenericTestNode], is_view: bool) -> str:
    """Return the SQL, with the macros of the tests, that yields a row for each that breaks a test.

    A view is computed once. Whether columns are NULL is looked up in one pass over the rows.
    """
    columns = list(dict.fromkeys(column for node in group for column in _columns(node.test_metadata.kwargs)))
    never_null = [node.test_metadata.kwargs["column_name"] for node in group if node.test_metadata.name == "not_null"]
    parts = []
    if never_null:
        is_null = " or ".join(f"{column} is null" for column in never_null)
        parts.append(f"select 1 as is_broken from tested where {is_null}")  # nosec B608: constants
    for node in group:
        if node.test_metadata.name != "not_null":
            arguments = ", ".join(_argument(*item) for item in node.test_metadata.kwargs.items())
            test = f"{{{{ test_{node.test_metadata.name}({arguments}) }}}}"
            parts.append(f"select 1 as is_broken from ({test}) as broken")  # nosec B608: macros of ours
    kept = "materialized" if is_view else "not materialized"
    read = f"select {', '.join(columns)} from {_rows(group[0])}"  # nosec B608: columns of the project's yml
    rows = f"with tested as {kept} ({read})"
    return "\n".join([rows, "\nunion all\n".join(parts)])


def _columns(arguments: Mapping[str, Any]) -> list[str]:
    """Return the columns that a test reads."""
    return list(arguments["columns"]) if "columns" in arguments else [arguments["column_name"]]


def _argument(name: str, value: Any) -> str:
    """Return an argument of a test as dbt's templates write it; ``to`` is an expression."""
    if name == "model":
        return "model='tested'"
    return f"{name}={value if name == 'to' else repr(value)}"
