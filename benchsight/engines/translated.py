"""The models of a project in the dialect of an engine, kept in a file until a statement or the rules change."""

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
    models: Sequence[CompiledModel],
    dialect: str,
    columns: Mapping[str, Sequence[Column]],
) -> dict[str, str]:
    """Return the queries by full name of the models in another dialect, without those that have no translation.

    ``columns``: of every relation that a model names; Spark's rules go by their types. Only statements that have
    changed are translated: most of a project's are those of the build before.
    """
    kept = project.work / f"translated-{dialect}.json"
    types = repr(sorted(columns.items())) if dialect == "spark" else ""
    rules = hashlib.sha256(f"{_rules_version()} {types}".encode()).hexdigest()
    known = _read(kept, rules)
    schema = schema_of(columns)
    found: dict[str, tuple[str, str | None]] = {}
    for model in models:
        digest = hashlib.sha256(model.sql.encode()).hexdigest()
        earlier = known.get(model.full_name)
        if earlier is not None and earlier[0] == digest:
            found[model.full_name] = earlier
        else:
            try:
                query = translate_statement(model.sql, dialect, schema)
            except Untranslatable:
                query = None
            found[model.full_name] = digest, query
    if found != known:
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({"rules": rules, "models": found}), "utf-8")
        unfinished.replace(kept)
    return {name: query for name, (_, query) in found.items() if query is not None}


def _read(kept: Path, rules: str) -> dict[str, tuple[str, str | None]]:
    """Read the digests and queries that were kept, if by the same rules."""
    try:
        content = json.loads(kept.read_text("utf-8"))
        if content["rules"] == rules:
            return {name: (digest, query) for name, (digest, query) in content["models"].items()}
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut short, or of another version of ours
        pass
    return {}


def _rules_version() -> str:
    digest = hashlib.sha256(version("sqlglot").encode())
    for path in sorted(Path(translate.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
