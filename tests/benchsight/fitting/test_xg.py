"""Expected goals are learnt from shots, drawn to priors where shots are few, and written as a seed."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from click.testing import CliRunner

from benchsight.cli.main import cli
from benchsight.errors import MissingExtra
from benchsight.fitting.errors import FitError
from benchsight.fitting.evaluation import calibration, cross_validate, log_loss
from benchsight.fitting.regression import expit, fit
from benchsight.fitting.shots import NUMBERS, read_shots
from benchsight.fitting.xg import fit_xg
from benchsight.fitting.xg_features import DEFINITIONS, FLAGS

PLANTED = {"distance_feet": -0.06, "angle_degrees": -0.02, "is_rebound": 0.9, "is_power_play": 0.5}


def invented_shots(count: int, seed: int = 1, **columns: float | str) -> pd.DataFrame:
    """Shots of invented games of 100, which score by PLANTED; `columns` are the same for all of them."""
    rng = np.random.default_rng(seed)
    shots = pd.DataFrame({name: np.zeros(count) for name in FLAGS})
    shots["game_id"], shots["model_level"] = np.arange(count) // 100, "with_xy"
    shots["distance_feet"], shots["angle_degrees"] = rng.uniform(5, 65, count), rng.uniform(0, 70, count)
    shots["is_rebound"], shots["is_power_play"] = rng.random(count) < 0.12, rng.random(count) < 0.2
    log_odds = -0.3 + shots[list(PLANTED)].to_numpy(dtype=float) @ np.array(list(PLANTED.values()))
    shots["is_goal"] = rng.random(count) < expit(log_odds)
    shots["published_xg"] = 0.05
    return shots.astype(dict.fromkeys(NUMBERS, float)).assign(**columns)


def slopes(shots: pd.DataFrame, level: str) -> dict[str, float]:
    """Fitted slopes by feature."""
    fitted = fit(shots, DEFINITIONS[level])
    return {feature.name: float(slope) for feature, slope in zip(fitted.features, fitted.slopes, strict=True)}


def test_what_makes_shots_score_is_found_in_many_of_them() -> None:
    found = slopes(invented_shots(30_000), "with_xy")

    assert found["distance_feet"] == pytest.approx(-0.06, abs=0.006)
    assert found["angle_degrees"] == pytest.approx(-0.02, abs=0.006)
    assert found["is_rebound"] == pytest.approx(0.9, abs=0.25)
    assert found["is_power_play"] == pytest.approx(0.5, abs=0.25)


def test_without_any_shot_the_fit_is_its_prior() -> None:
    level = DEFINITIONS["with_xy"]

    fitted = fit(invented_shots(0), level)

    assert fitted.intercept == pytest.approx(level.prior_intercept, abs=1e-4)
    assert fitted.slopes == pytest.approx([feature.prior for feature in level.features], abs=1e-4)
    assert list(fitted.unknown) == [feature.usual for feature in level.features]


def test_few_shots_move_the_fit_less_than_many() -> None:
    prior = next(feature.prior for feature in DEFINITIONS["with_xy"].features if feature.name == "is_rebound")
    few = fit(invented_shots(60).assign(is_rebound=1.0, is_goal=0.0), DEFINITIONS["with_xy"]).slopes[2]
    many = fit(
        invented_shots(6000).assign(
            is_rebound=lambda s: s.index % 2, is_goal=lambda s: s.index % 2 * (s.index % 3 == 0)
        ),
        DEFINITIONS["with_xy"],
    ).slopes[2]

    assert abs(few - prior) < 1
    assert many > prior + 1


def test_expected_goals_add_up_to_goals() -> None:
    shots = invented_shots(4000)

    level = fit_xg(shots)[0]
    few = fit_xg(shots.head(300).assign(is_goal=lambda s: s.index % 2))[0]

    assert few.fitted_xg == pytest.approx(150, rel=0.07)

    assert level.goals == shots["is_goal"].sum()
    assert level.fitted_xg == pytest.approx(level.goals, rel=0.01)
    assert sum(part.goals for part in level.calibration) == level.goals
    assert [part.mean_xg for part in level.calibration] == sorted(part.mean_xg for part in level.calibration)


def test_chances_say_more_than_a_constant_rate_of_games_the_fit_did_not_see() -> None:
    score = cross_validate(invented_shots(4000), DEFINITIONS["with_xy"])

    assert score is not None
    assert score.log_loss < 0.97 * score.constant_rate_log_loss
    assert score.brier < score.constant_rate_brier


def test_chances_of_outcomes_drawn_at_random_say_no_more_than_a_constant_rate() -> None:
    goals = np.random.default_rng(5).random(4000) < 0.1
    score = cross_validate(invented_shots(4000).assign(is_goal=goals.astype(float)), DEFINITIONS["with_xy"])

    shots = invented_shots(4000).assign(is_goal=goals.astype(float))
    of_seen_games = log_loss(fit(shots, DEFINITIONS["with_xy"]).predict(shots), shots["is_goal"].to_numpy(dtype=float))
    assert score is not None
    assert score.log_loss > 0.995 * score.constant_rate_log_loss
    assert score.log_loss > 1.002 * of_seen_games


def test_shots_of_one_game_are_not_cross_validated() -> None:
    assert cross_validate(invented_shots(100), DEFINITIONS["with_xy"]) is None


def test_an_unknown_feature_counts_as_its_usual_share() -> None:
    shots = invented_shots(2000).assign(is_rush=lambda s: np.where(s.index < 1000, s.index % 2, np.nan))

    fitted = fit(shots, DEFINITIONS["with_xy"])
    rush = [feature.name for feature in fitted.features].index("is_rush")

    # 500 rushes of 1,000 known shots, and 200 imagined ones with a share of 0.2
    assert fitted.unknown[rush] == pytest.approx((500 + 40) / 1200, abs=1e-4)
    guessed = fitted.predict(shots.assign(is_rush=fitted.unknown[rush]))
    assert fitted.predict(shots)[1000:].tolist() == guessed[1000:].tolist()


def test_what_a_shot_without_place_is_worth_is_learnt_from_all_shots_in_play() -> None:
    shots = pd.concat([invented_shots(900), invented_shots(100, 2, model_level="without_xy", distance_feet=np.nan)])

    level = next(level for level in fit_xg(shots) if level.model_level == "without_xy")

    assert (level.shots, level.learnt_from) == (100, 1000)
    assert not {"distance_feet", "angle_degrees"} & {row.feature for row in level.coefficients}


@pytest.mark.parametrize(("count", "goal"), [(149, 1.0), (500, 0.0)], ids=["few shots", "no goals"])
def test_too_few_shots_or_goals_are_refused(count: int, goal: float) -> None:
    with pytest.raises(FitError, match=r"too few to learn from: expected goals need at least 150 and 10"):
        fit_xg(invented_shots(count).assign(is_goal=goal))


def test_bins_hold_fifty_shots_or_all_of_them() -> None:
    chances = np.linspace(0.01, 0.5, 149)

    assert [part.shots for part in calibration(chances, np.zeros(149))] == [75, 74]
    assert [part.shots for part in calibration(chances[:10], np.zeros(10))] == [10]
    assert calibration(chances[:0], np.zeros(0)) == []


def build_shots(connection: psycopg.Connection[Any], shots: pd.DataFrame) -> None:
    """A table int_shots with the columns that a fit reads."""
    connection.execute("create schema if not exists transform")
    columns = [f"{flag} boolean" for flag in ("is_rebound", "is_rush", "is_breakaway", "is_goal", "is_unblocked")]
    columns += [f"{name} text" for name in ("model_level", "foreseen_shot_type", "situation")]
    columns += [f"{name} numeric" for name in ("game_id", "event_number", "distance_feet", "angle_degrees", "xg")]
    connection.execute(f"create table transform.int_shots ({', '.join(columns)})")
    copy = "copy transform.int_shots (game_id, event_number, model_level, distance_feet, angle_degrees, situation, xg,"
    with connection.cursor().copy(f"{copy} is_rebound, is_goal, is_unblocked) from stdin") as target:
        for number, row in enumerate(shots.to_dict("records")):
            situation = "power_play" if row["is_power_play"] else "even"
            place = (row["distance_feet"], row["angle_degrees"])
            outcome = (bool(row["is_rebound"]), bool(row["is_goal"]), number % 10 != 0)
            target.write_row((row["game_id"], number, row["model_level"], *place, situation, 0.05, *outcome))
    connection.commit()


@pytest.fixture
def built(
    connection: psycopg.Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> psycopg.Connection[Any]:
    """A database with 1,000 attempts of which 900 are unblocked; commands use it."""
    build_shots(connection, invented_shots(1000))
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    return connection


def test_shots_are_read_with_unknown_as_nan_and_without_blocked_ones(built: psycopg.Connection[Any]) -> None:
    shots = read_shots(built)

    assert len(shots) == 900
    assert shots["is_rush"].isna().all()
    assert set(shots["is_power_play"]) == {0.0, 1.0}


def test_the_seed_is_written_the_same_each_time_and_has_every_level(
    built: psycopg.Connection[Any], tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"

    for path in (first, second):
        assert CliRunner().invoke(cli, ["fit-xg", "--output", str(path)]).exit_code == 0

    assert first.read_bytes() == second.read_bytes()
    with first.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["model_level"], row["feature"]) for row in rows} == {
        (name, feature)
        for name, level in DEFINITIONS.items()
        for feature in ("intercept", *(feature.name for feature in level.features))
    }
    assert all(float(row["coefficient"]) for row in rows)


def test_a_dry_run_writes_nothing_and_says_so_in_json(built: psycopg.Connection[Any], tmp_path: Path) -> None:
    output = tmp_path / "seed.csv"

    result = CliRunner().invoke(cli, ["fit-xg", "--dry-run", "--json", "--output", str(output)])

    answer = json.loads(result.stdout)
    assert answer["written"] is None
    assert not output.exists()
    assert answer["levels"][0]["shots"] == 900
    assert answer["levels"][0]["score"]["log_loss"] < answer["levels"][0]["score"]["constant_rate_log_loss"]


def test_the_fit_is_shown_with_sums_scores_and_calibration(built: psycopg.Connection[Any], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["fit-xg", "--dry-run"])

    assert "published xG" in result.stdout
    assert "Calibration of with_xy" in result.stdout
    assert "nothing written" in result.stdout


def test_a_database_without_built_shots_is_said(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(FitError, match="run `benchsight build` first"):
        read_shots(connection)


def test_a_missing_scikit_learn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)

    result = CliRunner().invoke(cli, ["fit-xg"])

    assert isinstance(result.exception, MissingExtra)
    assert "pip install 'benchsight[fit]'" in str(result.exception)


def test_the_committed_seed_has_the_features_that_the_fit_knows() -> None:
    seed = Path(__file__).parents[3] / "seeds" / "settings" / "xg_coefficients.csv"

    with seed.open(newline="") as file:
        committed = {(row["model_level"], row["feature"]) for row in csv.DictReader(file)}

    assert committed == {
        (name, feature)
        for name, level in DEFINITIONS.items()
        for feature in ("intercept", *(feature.name for feature in level.features))
    }
