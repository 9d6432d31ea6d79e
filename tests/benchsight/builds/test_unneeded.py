"""What our dbt leaves out is missing nowhere."""

import os
from pathlib import Path

from benchsight.builds.plan import Request

from .conftest import Site


def test_the_log_has_what_it_had(site: Site) -> None:
    """Information and what goes wrong, with the models that were made."""
    assert site.build(Request(full_refresh=True)).status == "completed"
    logs = Path(os.environ["BENCHSIGHT_HOME"]).rglob("dbt.log")  # another test's project may have one, too
    lines = [line for log in logs for line in log.read_text("utf-8").splitlines()]
    assert any("[info ]" in line and "fact_events" in line for line in lines)
    assert [line for line in lines if "[debug]" in line] == []
