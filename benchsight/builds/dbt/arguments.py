"""The arguments that make dbt run a part of the project."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from benchsight.builds.dbt.project import exclude_user_models
from benchsight.builds.plan import Part

RELATIONS = ["--resource-type", "seed", "--resource-type", "model"]
NO_UNIT_TESTS = ["--exclude-resource-type", "unit_test"]  # they test the code, not the data: `make test` runs them
# Only tests that read nothing beside the selection and what it is made of: another table may be of an older input.
BUILDABLE = ["--indirect-selection", "buildable"]
# The names are known to be right; a view may be made of nothing that is stored, and a table may have no test.
MAY_BE_EMPTY = ["--warn-error-options", "{error: all, silence: [NoNodesForSelectionCriteria, NothingToDo]}"]
# A view shows what its tables hold; only tables have to be written again.
PARTS = {
    Part.EVERYTHING: [],
    Part.TABLES: ["--select", "config.materialized:incremental"],
    Part.WHOLE_TABLES: ["--select", "config.incremental_strategy:replace_all"],
}


def model_arguments(part: Part, select: str | None, full_refresh: bool, root: Path) -> list[str]:
    """Arguments of dbt that write the seeds and models of a part of the project."""
    refresh = ["--full-refresh"] if full_refresh else []
    left_out = [] if select is not None else exclude_user_models(root)
    return ["build", *RELATIONS, *_selection(part, select, root), *left_out, *refresh]


def named_model_arguments(names: Iterable[str], full_refresh: bool) -> list[str]:
    """Arguments of dbt that write these seeds and models alone."""
    return ["build", *RELATIONS, "--select", *sorted(names), *(["--full-refresh"] if full_refresh else [])]


def test_arguments(part: Part, select: str | None, root: Path) -> list[str]:
    """Arguments of dbt that test the data of a part of the project, and of the views above it."""
    if part == Part.TABLES:
        return ["test", *NO_UNIT_TESTS, *exclude_user_models(root, "resource_type:seed")]
    selection = _selection(part, select, root)
    return [
        "test",
        *NO_UNIT_TESTS,
        *selection,
        *([] if select is not None else exclude_user_models(root)),
        *(BUILDABLE if part == Part.SELECTED and "--select" in selection else []),
    ]


def background_test_arguments(root: Path) -> list[str]:
    """Arguments of dbt that test what is published and kept; steps that hold the games of a build only are left out."""
    return [
        *("test", *NO_UNIT_TESTS),
        *exclude_user_models(root, "resource_type:seed", "config.materialized:view,path:models/intermediate"),
        *MAY_BE_EMPTY,
    ]


def _selection(part: Part, select: str | None, root: Path) -> list[str]:
    if select is None:
        return PARTS[part]
    return ["--selector", select] if select in selectors(root) else ["--select", *select.split()]


def selectors(root: Path) -> dict[str, str]:
    """Return the selectors of the project with their descriptions."""
    path = root / "selectors.yml"
    if not path.exists():
        return {}
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {selector["name"]: selector.get("description", "") for selector in content["selectors"]}
