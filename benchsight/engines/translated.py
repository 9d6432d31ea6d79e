"""The models of a project in the dialect of an engine, kept in a file until the project or the rules change."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchsight.builds.dbt.compiled import CompiledModel
from benchsight.builds.dbt.process import DbtProject
from benchsight.engines import translate
from benchsight.engines.columns import Column
from benchsight.engines.translate import Untranslatable
from benchsight.engines.translate.statement import translate as translate_statement
from benchsight.engines.translate.typed import schema_of


def translated_models(
    project: DbtProject,
    code: str,
    models: Sequence[CompiledModel],
    dialect: str,
    columns: Mapping[str, Sequence[Column]],
) -> dict[str, str]:
    """Return the queries by full name of the models in another dialect, without those that have no translation.

    ``columns``: of every relation that a model names; Spark's rules go by their types.
    """
    kept = project.work / f"translated-{dialect}.json"
    rules = f"{code} {_rules_version()}"
    try:
        content = json.loads(kept.read_text("utf-8"))
        if content["version"] == rules:
            return dict(content["models"])
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut short, or of another version of ours
        pass
    schema = schema_of(columns)
    found = {}
    for model in models:
        try:
            found[model.full_name] = translate_statement(model.sql, dialect, schema)
        except Untranslatable:
            continue
    unfinished = kept.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps({"version": rules, "models": found}), "utf-8")
    unfinished.replace(kept)
    return found


def _rules_version() -> str:
    digest = hashlib.sha256(version("sqlglot").encode())
    for path in sorted(Path(translate.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
