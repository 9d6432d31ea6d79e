"""The statements that dbt compiles a project's models to, kept in a file until the project changes."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from benchsight.builds.dbt.process import DbtChild, DbtProject
from benchsight.builds.dbt.project import exclude_user_models
from benchsight.builds.errors import BuildError

COMPILE = [
    *("compile", "--select", "config.materialized:incremental", "config.materialized:view"),
    *("--indirect-selection", "empty"),
]
VIEW = "view"
PER_GAME = "replace_games"


@dataclass(frozen=True)
class CompiledModel:
    """A table or view of the project; ``reads_sources`` is false for what only seeds decide.

    ``strategy`` is how a table is kept, PER_GAME if each of its rows is of one game; VIEW for a view. ``parents``: the
    relations it reads, as schema.name.
    """

    name: str
    schema: str
    relation: str
    strategy: str
    sql: str
    reads_sources: bool
    parents: list[str]

    @property
    def full_name(self) -> str:
        """Schema and name, as in ``parents``."""
        return f"{self.schema}.{self.relation}"


def compiled_tables(project: DbtProject, code: str) -> list[CompiledModel]:
    """Return the tables that are kept incrementally, as ``compiled_models``."""
    return [model for model in compiled_models(project, code) if model.strategy != VIEW]


def compiled_models(project: DbtProject, code: str) -> list[CompiledModel]:
    """Return tables and views, each after those that it reads; ``code`` is the project's version.

    The tables must have been made by this version. Raises BuildError if dbt cannot compile the project.
    """
    kept = project.work / "compiled.json"
    models = _read(kept, code)
    if models is None:
        models = _compile(project)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({"code": code, "models": [asdict(model) for model in models]}), "utf-8")
        unfinished.replace(kept)
    return models


def _read(kept: Path, code: str) -> list[CompiledModel] | None:
    """Read what an earlier process compiled of the same code; None if there is nothing."""
    try:
        content = json.loads(kept.read_text("utf-8"))
        return [CompiledModel(**model) for model in content["models"]] if content["code"] == code else None
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut short, or of another version of ours
        return None


def _compile(project: DbtProject) -> list[CompiledModel]:
    child = DbtChild(project, [[*COMPILE, *exclude_user_models(project.root)]])
    models: list[CompiledModel] = []
    error: str | None = None
    try:
        for message in child.messages(lambda: None):
            if message["kind"] == "compiled":
                models = [CompiledModel(**model) for model in message["models"]]
            elif message["kind"] == "step" and not message["success"]:
                error = message["error"] or "a model does not compile"
    finally:
        child.end()
    if not models:
        raise BuildError(f"dbt could not compile the project: {error or 'it died'}; see {project.output}")
    return models
