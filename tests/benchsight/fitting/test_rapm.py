"""Adjusted plus-minus finds planted effects of players, knows how uncertain it is, and lands its sample size."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import psycopg
import pytest
from click.testing import CliRunner

from benchsight.cli.main import cli
from benchsight.fitting.errors import FitError
from benchsight.fitting.rapm import PlayerEffect, RapmFit, fit_rapm
from benchsight.fitting.rapm_design import CIRCUMSTANCES, make_design, rates
from benchsight.fitting.ridge import fit_ridge
from benchsight.fitting.stints import MEASURES, Stints, StintSide, read_stints

TEAMS, SKATERS, SECONDS, ATTEMPTS = 6, 10, 45, 55.0
AT_HOME = 6.0


def invented_stints(games: int, spread: float, seed: int = 1) -> tuple[Stints, dict[str, float], dict[str, float]]:
    """Stints of an invented league; what each skater adds to attempts for, and takes off those against, per hour."""
    rng = np.random.default_rng(seed)
    players = [f"T{team}P{number}" for team in range(TEAMS) for number in range(SKATERS)]
    attack = dict(zip(players, rng.normal(0, spread, len(players)).tolist(), strict=True))
    defence = dict(zip(players, rng.normal(0, spread, len(players)).tolist(), strict=True))
    sides: list[StintSide] = []
    for game in range(games):
        home, away = rng.choice(TEAMS, 2, replace=False)
        for _ in range(70):
            home_five, away_five = (
                [f"T{team}P{number}" for number in rng.choice(SKATERS, 5, replace=False)] for team in (home, away)
            )
            for attackers, defenders, is_home in ((home_five, away_five, True), (away_five, home_five, False)):
                rate = ATTEMPTS + AT_HOME * is_home
                rate += sum(attack[player] for player in attackers) - sum(defence[player] for player in defenders)
                attempts = rng.poisson(max(rate, 0) * SECONDS / 3600)
                chances = float(rng.exponential(0.06, attempts).sum())
                goals = int(rng.binomial(attempts, 0.06))
                sides.append(
                    StintSide(game, attackers, defenders, is_home, SECONDS, "even", None, 0, chances, attempts, goals)
                )
    return Stints(sides, date(2030, 1, 1)), attack, defence


@pytest.fixture(scope="module")
def league() -> tuple[Stints, dict[str, float], dict[str, float]]:
    """250 games of skaters who differ much."""
    return invented_stints(250, spread=6.0)


@pytest.fixture(scope="module")
def attempts_fit(league: tuple[Stints, dict[str, float], dict[str, float]]) -> RapmFit:
    """Its fit of attempts."""
    return next(fit for fit in fit_rapm(league[0]) if fit.measure == "cf")


def test_who_adds_most_is_found(
    league: tuple[Stints, dict[str, float], dict[str, float]], attempts_fit: RapmFit
) -> None:
    _, attack, defence = league
    players = attempts_fit.players

    assert np.corrcoef([p.offence.value for p in players], [attack[p.player_id] for p in players])[0, 1] > 0.8
    assert np.corrcoef([p.defence.value for p in players], [defence[p.player_id] for p in players])[0, 1] > 0.8
    truth = [attack[p.player_id] + defence[p.player_id] for p in players]
    assert np.mean(truth[:10]) > 5 > -5 > np.mean(truth[-10:])
    assert attempts_fit.gain > 0


def test_standard_errors_cover_the_truth_as_often_as_they_say(
    league: tuple[Stints, dict[str, float], dict[str, float]], attempts_fit: RapmFit
) -> None:
    _, attack, defence = league
    errors = [(p.offence.value - attack[p.player_id]) / p.offence.standard_error for p in attempts_fit.players]
    errors += [(p.defence.value - defence[p.player_id]) / p.defence.standard_error for p in attempts_fit.players]
    errors += [
        (p.total.value - attack[p.player_id] - defence[p.player_id]) / p.total.standard_error
        for p in attempts_fit.players
    ]

    assert np.mean(np.abs(errors) < 1.96) == pytest.approx(0.95, abs=0.04)
    assert np.mean(np.abs(errors) < 0.674) == pytest.approx(0.5, abs=0.13)


def test_home_ice_is_not_credited_to_players(attempts_fit: RapmFit) -> None:
    assert attempts_fit.circumstances["at home"] == pytest.approx(AT_HOME, abs=2)
    assert abs(np.mean([player.total.value for player in attempts_fit.players])) < 0.5


def test_total_is_offence_and_defence(attempts_fit: RapmFit) -> None:
    for player in attempts_fit.players:
        assert player.total.value == pytest.approx(player.offence.value + player.defence.value)
        assert player.toi_seconds == player.stints * SECONDS


def test_the_error_of_a_total_is_that_of_its_difference_in_the_regression() -> None:
    stints = invented_stints(10, spread=6.0)[0]
    design = make_design(stints.sides)
    ridge = fit_ridge(design, rates(stints.sides, "xg")[:, None])[0]

    for player in fit_rapm(stints)[0].players:
        contrast = np.zeros(len(ridge.effects))
        position = design.players.index(player.player_id)
        contrast[position], contrast[position + len(design.players)] = 1, -1
        assert player.total.value == pytest.approx(contrast @ ridge.effects)
        assert player.total.standard_error == pytest.approx(np.sqrt(contrast @ ridge.covariance @ contrast))


def test_players_who_do_not_differ_explain_nothing_and_nobody_is_reliable() -> None:
    fits = fit_rapm(invented_stints(60, spread=0.0)[0])

    for fit in fits:
        assert fit.gain < 0.001
        assert fit.penalty_minutes >= 800
        assert fit.gain > 0 or not any(fit.is_reliable(player, 0) for player in fit.players)


def test_less_ice_time_leaves_more_uncertain(
    league: tuple[Stints, dict[str, float], dict[str, float]], attempts_fit: RapmFit
) -> None:
    few = fit_rapm(Stints(league[0].sides[: 20 * 140], None))[1]

    assert few.measure == attempts_fit.measure
    assert min(p.offence.standard_error for p in few.players) > max(
        p.offence.standard_error for p in attempts_fit.players
    )


@pytest.mark.parametrize("games", [9, 0])
def test_too_few_games_are_refused(games: int) -> None:
    with pytest.raises(FitError, match=f"{games} games .* needs at least 10 games and 200 minutes"):
        fit_rapm(invented_stints(games, 1.0)[0])


def test_too_little_play_is_refused() -> None:
    stints = invented_stints(12, 1.0)[0]
    short = [replace(side, seconds=10) for side in stints.sides]

    with pytest.raises(FitError, match="12 games with 140 minutes of such play cannot tell players"):
        fit_rapm(Stints(short, None))


def test_games_without_any_goal_are_refused() -> None:
    stints = invented_stints(12, 1.0)[0]

    with pytest.raises(FitError, match="no stint of these 12 games has any gf"):
        fit_rapm(Stints([replace(side, gf=0) for side in stints.sides], None))


def test_a_row_of_the_design_marks_attackers_defenders_and_circumstances() -> None:
    stint = StintSide(1, ["A", "B"], ["C"], True, 30, "power_play", "o", -1, 0.5, 2, 1)

    design = make_design([stint])

    assert design.players == ["A", "B", "C"]
    row = design.matrix.toarray()[0]
    assert row[:6].tolist() == [1, 1, 0, 0, 0, 1]
    marked = [name for name, value in zip(CIRCUMSTANCES, row[6:], strict=True) if value]
    assert marked == ["any", "at home", "trailing", "started with a faceoff in the offensive zone", "power play"]
    assert design.penalised.tolist() == [1] * 6 + [0] * len(CIRCUMSTANCES)


def test_reliable_is_who_was_seen_long_enough_in_a_fit_that_tells_players_apart(attempts_fit: RapmFit) -> None:
    player: PlayerEffect = attempts_fit.players[0]
    minutes = player.toi_seconds // 60

    assert attempts_fit.is_reliable(player, minutes)
    assert not attempts_fit.is_reliable(player, minutes + 1)
    assert not replace(attempts_fit, gain=-0.1).is_reliable(player, minutes)


COLUMNS = (
    "game_id integer, stint_number integer, season_id text, game_date date, is_5v5 boolean, home_skater_ids text[],"
    " away_skater_ids text[], play_seconds integer, home_situation text, home_zone text, home_lead integer,"
    " home_xgf numeric, away_xgf numeric, home_cf integer, away_cf integer, home_gf integer, away_gf integer"
)


@pytest.fixture
def built(
    connection: psycopg.Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[psycopg.Connection[Any]]:
    """A database with 20 games of a season, whose last stint is a power play; commands use it."""
    sides = invented_stints(20, 6.0)[0].sides
    connection.execute(f"create table public.fact_rapm_stints ({COLUMNS})")
    with connection.cursor().copy("copy public.fact_rapm_stints from stdin") as copy:
        for number, (home, away) in enumerate(zip(sides[::2], sides[1::2], strict=True)):
            keys = (home.game_id, number, "S1", date(2030, 1, 1 + home.game_id), number < len(sides) // 2 - 1)
            on_ice = (home.attackers, home.defenders, home.seconds)
            situation = ("even", "o", 1) if number < len(sides) // 2 - 1 else ("power_play", None, 0)
            copy.write_row((*keys, *on_ice, *situation, home.xg, away.xg, home.cf, away.cf, home.gf, away.gf))
    connection.commit()
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    yield connection


def test_each_stint_is_read_from_both_sides(built: psycopg.Connection[Any]) -> None:
    stints = read_stints(built, "S1", only_5v5=False)

    home, away = stints.sides[:2]
    assert (home.is_home, home.zone, home.lead, home.situation) == (True, "o", 1, "even")
    assert (away.is_home, away.zone, away.lead, away.situation) == (False, "d", -1, "even")
    assert (home.attackers, home.defenders) == (away.defenders, away.attackers)
    assert stints.sides[-1].situation == "short_handed"
    assert stints.sides[-1].zone is None
    assert (stints.games, stints.as_of) == (20, date(2030, 1, 20))


def test_only_stints_at_five_against_five_of_the_season_are_read(built: psycopg.Connection[Any]) -> None:
    assert len(read_stints(built, "S1", only_5v5=True).sides) == len(read_stints(built, None, only_5v5=False).sides) - 2
    assert read_stints(built, "S2", only_5v5=False).sides == []


def landed(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """The rows of fitted_metrics but for when they were fitted."""
    connection.commit()
    return connection.execute(
        "select entity_id, metric_name, season_id, as_of, value, standard_error, n, games, toi_seconds, is_reliable"
        " from public.fitted_metrics order by entity_id, metric_name, season_id"
    ).fetchall()


def test_values_are_landed_with_errors_and_sample_sizes_and_a_new_fit_replaces_them(
    built: psycopg.Connection[Any],
) -> None:
    assert CliRunner().invoke(cli, ["fit-rapm", "--season", "S1"]).exit_code == 0
    first = landed(built)
    assert CliRunner().invoke(cli, ["fit-rapm", "--season", "S1"]).exit_code == 0

    assert landed(built) == first
    assert len(first) == 9 * TEAMS * SKATERS
    assert {row[1] for row in first} == {
        f"rapm_{measure}_{part}_5v5" for measure in MEASURES for part in ("offence", "defence", "total")
    }
    assert {row[3] for row in first} == {date(2030, 1, 20)}
    assert all(row[5] > 0 and row[6] * SECONDS == row[8] for row in first)
    assert sum(row[6] for row in first if row[1] == "rapm_xg_total_5v5") == 10 * (20 * 70 - 1)
    assert {row[9] for row in first if row[8] < 300 * 60} == {False}
    assert any(row[9] for row in first)


def test_fits_of_other_situations_and_seasons_stand_side_by_side(built: psycopg.Connection[Any]) -> None:
    for arguments in (["--season", "S1"], [], ["--situation", "all"]):
        assert CliRunner().invoke(cli, ["fit-rapm", *arguments]).exit_code == 0

    assert {(row[1][-3:], row[2]) for row in landed(built)} == {("5v5", "S1"), ("5v5", "all"), ("all", "all")}


def test_a_dry_run_lands_nothing(built: psycopg.Connection[Any]) -> None:
    result = CliRunner().invoke(cli, ["fit-rapm", "--dry-run", "--json", "--reliable-minutes", "60"])

    answer = json.loads(result.stdout)
    assert answer["landed"] == 0
    assert [fit["measure"] for fit in answer["fits"]] == list(MEASURES)
    assert landed(built) == []


def test_the_fit_says_how_much_it_can_tell(built: psycopg.Connection[Any]) -> None:
    result = CliRunner().invoke(cli, ["fit-rapm", "--dry-run", "--reliable-minutes", "60"])

    assert "share of squared error" in result.stdout
    assert "nothing landed" in result.stdout


def test_a_database_without_built_stints_is_said(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(FitError, match="run `benchsight build` first"):
        read_stints(connection, None, only_5v5=True)
