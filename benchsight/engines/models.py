"""Which models an engine runs, which PostgreSQL runs before and after it, and what the engine reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchsight.builds.dbt.compiled import PER_GAME, VIEW, CompiledModel

OF_THE_LEAGUE = "replace_all"


@dataclass(frozen=True)
class EngineModels:
    """The models of a project, by who runs them in a build, each list in order.

    ``first``: dimensions, and the tables per game that dimensions read; PostgreSQL writes them. ``inputs``: relations
    (schema.name) that the engine reads as PostgreSQL has them; ``settled``: those of them in which nothing is that
    ``first`` writes. ``here``: views and tables that the engine runs.
    ``last``: tables that PostgreSQL writes from what the engine has published: what is kept over many games, what reads
    its own rows, and what cannot be translated.
    """

    first: list[CompiledModel]
    inputs: list[str]
    settled: set[str]
    here: list[CompiledModel]
    last: list[CompiledModel]

    @property
    def published(self) -> list[CompiledModel]:
        """Tables whose rows the engine yields."""
        return [model for model in self.here if model.strategy != VIEW]

    @property
    def relations(self) -> set[str]:
        """What PostgreSQL reads for the engine, and the tables of the build."""
        return {*self.inputs, *(model.full_name for model in (*self.first, *self.published, *self.last))}


def split_models(models: Sequence[CompiledModel], translates: Callable[[CompiledModel], bool]) -> EngineModels:
    """Split the models of a project; ``translates`` tells whether the engine can run one."""
    models = [model for model in models if model.reads_sources or model.strategy == VIEW]
    by_name = {model.full_name: model for model in models}
    above = _ancestors(models)
    tables = [model for model in models if model.strategy != VIEW]
    for_league = {
        name
        for model in tables
        if model.strategy == OF_THE_LEAGUE
        for name in {model.full_name, *above[model.full_name]}
        if name in by_name and by_name[name].strategy in (PER_GAME, OF_THE_LEAGUE)
    }
    last: set[str] = set()
    for model in tables:  # in order
        name = model.full_name
        if name not in for_league and (
            model.strategy != PER_GAME
            or _reads_itself(model)
            or above[name] & last
            or not _runs(model, by_name, translates)
        ):
            last.add(name)
    here = [model for model in tables if model.full_name not in for_league | last]
    wanted = _read_through_views(here, by_name, translates)
    tables_here = {model.full_name for model in here}
    inputs = sorted(
        name for name in wanted - tables_here if not _is_view(name, by_name) or not translates(by_name[name])
    )
    return EngineModels(
        first=[model for model in tables if model.full_name in for_league],
        inputs=inputs,
        settled={name for name in inputs if not for_league & {name, *above.get(name, ())}},
        here=[
            model
            for model in models
            if model.full_name in tables_here
            or (model.full_name in wanted and model.strategy == VIEW and translates(model))
        ],
        last=[model for model in tables if model.full_name in last],
    )


def _is_view(name: str, by_name: Mapping[str, CompiledModel]) -> bool:
    return name in by_name and by_name[name].strategy == VIEW


def _reads_itself(model: CompiledModel) -> bool:
    return f'"{model.schema}"."{model.relation}"' in model.sql


def _runs(
    model: CompiledModel, by_name: Mapping[str, CompiledModel], translates: Callable[[CompiledModel], bool]
) -> bool:
    """Return whether the engine can run a table: PostgreSQL has what its views without translation are made of."""
    if not translates(model):
        return False
    views = _read_through_views([model], by_name, lambda view: True)
    broken = [by_name[name] for name in views if _is_view(name, by_name) and not translates(by_name[name])]
    return not any(
        name in by_name and by_name[name].strategy == PER_GAME
        for view in broken
        for name in _read_through_views([view], by_name, lambda each: True)
    )


def _read_through_views(
    models: Iterable[CompiledModel], by_name: Mapping[str, CompiledModel], translates: Callable[[CompiledModel], bool]
) -> set[str]:
    """Return the relations that models read, be it through views; not beyond views that do not translate."""
    found: set[str] = set()
    waiting = [name for model in models for name in model.parents]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if _is_view(name, by_name) and translates(by_name[name]):
                waiting.extend(by_name[name].parents)
    return found


def _ancestors(models: Iterable[CompiledModel]) -> dict[str, set[str]]:
    """Return all relations that each model is made of, by full name."""
    above: dict[str, set[str]] = {}
    for model in models:  # each after those that it reads
        above[model.full_name] = set(model.parents).union(*(above.get(name, ()) for name in model.parents))
    return above
