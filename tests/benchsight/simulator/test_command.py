"""`benchsight simulate` writes a league, says what it wrote, and refuses what cannot be played."""

import json
from pathlib import Path

import pytest

from benchsight.cli.main import run


def test_it_writes_a_league_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["simulate", "--games", "2", "--out", str(tmp_path), "--periods-minutes", "21,18,18", "--json"]
    assert run(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["games"], said["files"]) == (2, 12)
    export = json.loads((tmp_path / "games" / "900001" / "900001_tracker_export.json").read_text(encoding="utf-8"))
    assert said["events"] > len(export["events"]) > 0
    assert export["periodLengths"]["1"] == 21
    assert export["events"][0]["start_time"] == "21:00"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--teams", "3"], "even number"),
        (["--mess-kind", "spilled_coffee"], "spilled_coffee"),
        (["--periods-minutes", "18,18"], "one length or three"),
        (["--periods-minutes", "long"], "long"),
        (["--tracker-version", "19"], "tracker version"),
    ],
)
def test_it_refuses_what_cannot_be_played_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["simulate", "--out", str(tmp_path / "league"), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "league").exists()
