"""The log of a worker: one line for each thing that happens."""

import json
import re

from benchsight.live.worker.runtime import Log


def test_a_line_for_people_has_time_event_and_fields() -> None:
    lines: list[str] = []
    log = Log(lines.append)
    log.info("done", games=[3, 4], build=None, seconds=0.125)
    log.error("failed", problem='model "x":\n  bad luck')
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d done       games=3,4 seconds=0.12", lines[0])
    assert lines[1].endswith(r'error failed     problem="model \"x\": bad luck"')


def test_a_line_for_machines_is_json() -> None:
    lines: list[str] = []
    Log(lines.append, as_json=True).warning("database", problem="a\nb", again_in=0.2)
    line = json.loads(lines[0])
    assert {key: line[key] for key in line if key != "time"} == {
        "level": "warning",
        "event": "database",
        "problem": "a\nb",
        "again_in": 0.2,
    }
    assert "\n" not in lines[0]
