"""The unit tests of the models, which stand beside them in models/**/_*.yml."""

import pytest

from benchsight.build.dbt_process import StepResult, run_dbt
from benchsight.build.project import dbt_project
from benchsight.settings import load_settings

from .league import LeagueSite

MANY = 300


class Listener:
    """Keeps the result of the one step."""

    def __init__(self) -> None:
        self.result: StepResult | None = None

    def check(self) -> None:
        """Nothing is held that could be lost."""

    def parsed(self) -> None:
        """Of no interest here."""

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Of no interest here."""

    def stepped(self, step: int, result: StepResult) -> None:
        """Keep it."""
        self.result = result


@pytest.mark.slow
def test_every_unit_test_of_a_model_passes(league: LeagueSite) -> None:
    listener = Listener()
    run_dbt(dbt_project(load_settings()), [["test", "--select", "test_type:unit"]], listener)
    assert listener.result is not None
    failed = [f"{each.name}: {each.message}" for each in listener.result.results if each.failed]
    assert "\n".join(failed) == ""
    assert listener.result.error is None
    assert len(listener.result.results) >= MANY
