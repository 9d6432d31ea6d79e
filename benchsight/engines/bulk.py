"""Builds many games on another engine: rows of PostgreSQL in, batch by batch, rows of the models out, at once."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchsight.builds.claims import BuildClaim
from benchsight.builds.dbt.compiled import compiled_models
from benchsight.builds.dbt.process import DbtProject, NodeResult
from benchsight.builds.engine import EngineFailed, OnNode
from benchsight.builds.plan import Part, Plan
from benchsight.builds.statements import REMOVE_GONE_ROWS
from benchsight.builds.write import BY_ROWS, ONE_STATE, ModelFailed, set_planner
from benchsight.engines.batches import run_batches
from benchsight.engines.columns import read_columns
from benchsight.engines.models import split_models
from benchsight.engines.publish import analyze
from benchsight.engines.runs import ModelRunner
from benchsight.engines.snapshot import hold
from benchsight.engines.writer import Writer

ORDERED_BY_BYTES = "select 'B' < 'a'"  # no language orders them so


@dataclass
class Bulk:
    """Builds games ``together`` so many, on an engine; not fewer in all than ``at_least``."""

    engine: ModelRunner
    together: int
    at_least: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    """Of the last build by phase, in three threads: the engine's, the build's session and the one that reads ahead."""

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self.engine.name

    def takes(self, connection: psycopg.Connection, plan: Plan) -> bool:
        """Return whether a plan has enough games for it, and the database orders texts as engines do."""
        if plan.part not in (Part.EVERYTHING, Part.TABLES) or len(plan.games) < self.at_least:
            return False
        return connection.execute(ORDERED_BY_BYTES).fetchone() == (True,)

    def write(
        self, connection: psycopg.Connection, project: DbtProject, claim: BuildClaim, on_node: OnNode
    ) -> list[NodeResult]:
        """Write the tables of the claimed games in one transaction. Raises EngineFailed, with nothing written."""
        from benchsight.engines.translated import translated_models

        compiled = compiled_models(project, claim.code)
        named = {name for model in compiled for name in (model.full_name, *model.parents)}
        types = read_columns(connection, named)
        translated = translated_models(project, compiled, self.name, types)
        models = split_models(compiled, lambda model: model.full_name in translated)
        writer = Writer(connection, models, on_node)
        versions = {game.game_id: game.input_version for game in claim.plan.games}
        try:
            with connection.transaction(), TemporaryDirectory(prefix="benchsight-build-") as folder:
                connection.execute(ONE_STATE)
                hold(connection, models.relations)
                set_planner(connection, local=True)
                run_batches(self.engine, writer, models, translated, versions, self.together, Path(folder))
                analyze(connection, writer.tables(models.published))
                for model in models.last:
                    writer.write(model)
                    writer.ended(model.name)
                connection.execute(REMOVE_GONE_ROWS)
        except ModelFailed as failed:
            raise EngineFailed(f"model {failed.model}: {failed}") from failed
        except self.engine.errors as error:
            raise EngineFailed(self.engine.says(error)) from error
        except BY_ROWS as error:
            raise EngineFailed(str(error)) from error
        self.seconds = writer.phases
        return writer.results()
