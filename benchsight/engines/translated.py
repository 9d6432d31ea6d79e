"""The models of a project in the dialect of an engine, kept in a file until the project or the rules change."""

import hashlib
import json
import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.builds.dbt.compiled import CompiledModel
from benchsight.builds.dbt.process import DbtProject
from benchsight.engines import translate
from benchsight.engines.translate import Untranslatable
from benchsight.engines.translate.statement import translate as translate_statement

if TYPE_CHECKING:
    from sqlglot.schema import MappingSchema


def translated_models(
    project: DbtProject, code: str, models: Sequence[CompiledModel], dialect: str, schema: "MappingSchema | None" = None
) -> dict[str, str]:
    """Return the queries by full name of the models in another dialect, without those that have no translation.

    ``schema``: the types of columns, which Spark's rules go by.
    """
    kept = project.work / f"translated-{dialect}.json"
    rules = f"{code} {_rules_version()}"
    try:
        content = json.loads(kept.read_text("utf-8"))
        if content["version"] == rules:
            return dict(content["models"])
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut short, or of another version of ours
        pass
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
