"""`benchsight monitor` and `benchsight alerts` as a user meets them."""

import json
from typing import Any

import psycopg
import pytest

from benchsight.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BENCHSIGHT_USER", "tester")


@pytest.fixture
def failed_load(database_url: str) -> None:
    """A file that could not land: a warning."""
    with psycopg.connect(database_url) as session:
        session.execute(
            "insert into public.load_history"
            " (load_id, table_name, operation, source_file, status, started_at, error_message)"
            " values (gen_random_uuid(), '*', 'upsert', '/exports/game.json', 'failed', now(), 'not JSON')"
        )


def printed(capsys: Capture) -> Any:
    """The JSON that a command printed."""
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("failed_load")
def test_a_look_ends_with_0_unless_an_alert_is_as_urgent_as_asked_for(capsys: Capture) -> None:
    assert run(["monitor"]) == 0
    assert "1 new alert, 0 resolved" in capsys.readouterr().out
    assert run(["monitor", "--fail-on", "critical"]) == 0
    assert run(["monitor", "--fail-on", "warning"]) == 1
    assert run(["monitor", "--fail-on", "info"]) == 1


@pytest.mark.usefixtures("failed_load")
def test_an_alert_that_is_acknowledged_fails_no_look(capsys: Capture) -> None:
    assert run(["monitor", "--json"]) == 0
    assert printed(capsys)["open"] == {"warning": 1}
    assert run(["alerts", "--acknowledge", "1", "--json"]) == 0
    (alert,) = printed(capsys)
    assert (alert["rule"], alert["acknowledged_by"], alert["resolved_at"]) == ("load_failed", "tester", None)
    assert run(["monitor", "--fail-on", "info"]) == 0
    assert run(["alerts", "--acknowledge", "9"]) == 1
    assert capsys.readouterr().err == "error: no open alert has the number 9: `benchsight alerts` lists them\n"


@pytest.mark.usefixtures("failed_load")
def test_alerts_are_chosen_by_severity(capsys: Capture) -> None:
    assert run(["monitor"]) == 0
    capsys.readouterr()
    assert run(["alerts", "--severity", "critical", "--json"]) == 0
    assert printed(capsys) == []
    assert run(["alerts"]) == 0
    assert "game.json: not JSON" in capsys.readouterr().out


def test_a_rule_is_changed_and_shown(capsys: Capture) -> None:
    assert run(["alerts", "--set", "stale_game", "minutes=30", "--set", "rejects", "enabled=off", "--json"]) == 0
    rules = {rule["rule"]: rule for rule in printed(capsys)}
    assert rules["stale_game"]["thresholds"] == {"minutes": 30}
    assert not rules["rejects"]["is_enabled"]
    assert run(["alerts", "--rules"]) == 0
    assert "minutes=30" in capsys.readouterr().out
    assert run(["alerts", "--set", "stale_game", "minutes=soon"]) == 1
    assert capsys.readouterr().err == "error: rule stale_game: minutes is a number from 0 on, not 'soon'\n"


def test_looking_for_ever_and_failing_exclude_each_other(capsys: Capture) -> None:
    assert run(["monitor", "--every", "60", "--fail-on", "info"]) == 2
    assert "--every and --fail-on exclude each other" in capsys.readouterr().err
