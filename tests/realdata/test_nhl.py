"""Twenty clean NHL games agree with the official box scores; two whose shifts are faulty are flagged."""

from typing import Any

import pytest

from .conftest import NHL_GAMES, Built

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

FAULTY = (2021020005, 2021020011)
SKATERS = 718
GOALIES = 42
# Published column, official column, and how many of the 718 skater-games must agree.
SKATER_STATS = {
    "goals": ("goals", 718),
    "assists": ("assists", 718),
    "pim": ("pim", 718),
    "blocks": ("blocks", 718),
    "giveaways": ("giveaways", 718),
    "takeaways": ("takeaways", 718),
    "sog": ("shots", 717),
    "plus_minus": ("plus_minus", 717),
    "toi_seconds": ("toi_seconds", 717),
    "shift_count": ("shift_count", 716),
}
GOALIE_STATS = {"goals_against": 42, "saves": 42, "shots_against": 41}


@pytest.fixture(params=["packs", "other_inputs"])
def built(request: pytest.FixtureRequest) -> Built:
    """The games as they are, and without stint numbers on their events."""
    found: Any = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


def skaters_that_agree(built: Built, column: str, official: str) -> dict[str, Any]:
    """Skaters with an official value, and those whose value equals it."""
    return built.row(
        f"""
        select count(*) as compared, count(*) filter (where players.{column} = officials.{official}) as equal
        from fact_player_game_stats as players
        inner join staging_official_player_games as officials using (game_id, player_id)
        where game_id > %s and game_id <> all(%s) and not officials.is_goalie
        """,
        NHL_GAMES,
        list(FAULTY),
    )


def test_every_identity_holds(built: Built) -> None:
    assert built.summary.status == "completed"
    assert built.summary.tests_failed == []
    assert built.summary.tests_passed > 0


@pytest.mark.parametrize("column", SKATER_STATS)
def test_skaters_have_their_official_numbers(built: Built, column: str) -> None:
    official, least = SKATER_STATS[column]
    found = skaters_that_agree(built, column, official)
    assert found["compared"] == SKATERS
    assert found["equal"] >= least


def test_skaters_have_won_their_official_share_of_faceoffs(built: Built) -> None:
    share = "coalesce(round(1.0 * players.fo_wins / nullif(players.fo_total, 0), 4), 0)"
    found = built.row(
        f"""
        select count(*) as compared, count(*) filter (where {share} = coalesce(officials.faceoff_pct, 0)) as equal
        from fact_player_game_stats as players
        inner join staging_official_player_games as officials using (game_id, player_id)
        where game_id > %s and game_id <> all(%s) and not officials.is_goalie
        """,
        NHL_GAMES,
        list(FAULTY),
    )
    assert found == {"compared": SKATERS, "equal": SKATERS}


@pytest.mark.parametrize("column", GOALIE_STATS)
def test_goalies_have_their_official_numbers(built: Built, column: str) -> None:
    found = built.row(
        f"""
        select count(*) as compared, count(*) filter (where goalies.{column} = officials.{column}) as equal
        from staging_official_player_games as officials
        inner join fact_goalie_game_stats as goalies using (game_id, player_id)
        where game_id > %s and game_id <> all(%s) and officials.toi_seconds > 0
        """,
        NHL_GAMES,
        list(FAULTY),
    )
    assert found["compared"] == GOALIES
    assert found["equal"] >= GOALIE_STATS[column]


def test_teams_have_their_official_goals_with_one_for_a_shootout(built: Built) -> None:
    found = built.row(
        """
        select
            count(*) as sides,
            count(*) filter (where is_equal) as equal,
            cast(sum(shootout_win_goals) as integer) as shootouts
        from qa_goal_accuracy where game_id > %s
        """,
        NHL_GAMES,
    )
    assert found == {"sides": 44, "equal": 44, "shootouts": 3}


def test_exactly_the_faulty_games_are_flagged_with_what_is_wrong(built: Built) -> None:
    flagged = built.rows(
        """
        select game_id, is_complete, reasons from qa_data_completeness
        where game_id > %s and not (is_complete and toi_reliable) order by game_id
        """,
        NHL_GAMES,
    )
    assert [row["game_id"] for row in flagged] == list(FAULTY)
    assert all(row["is_complete"] for row in flagged)
    assert "no shifts are tracked in period 3" in flagged[0]["reasons"]
    assert "away #2 takes part" in flagged[1]["reasons"]


@pytest.mark.parametrize("table", ["fact_player_game_stats", "fact_goalie_game_stats", "fact_team_game_stats"])
def test_ice_times_of_faulty_games_are_marked_wherever_they_are_published(built: Built, table: str) -> None:
    marked = built.rows(f"select distinct game_id, toi_reliable from {table} where game_id > %s", NHL_GAMES)
    assert sorted(row["game_id"] for row in marked if not row["toi_reliable"]) == list(FAULTY)
    assert len(marked) == 22


def test_what_hangs_on_ice_time_is_not_compared_in_faulty_games(built: Built) -> None:
    compared = built.rows(
        """
        select distinct stat from qa_scorer_comparison
        where game_id = any(%s) and not is_comparable and reason is not null order by stat
        """,
        list(FAULTY),
    )
    assert [row["stat"] for row in compared] == ["plus_minus", "shift_count", "toi_seconds"]


def test_totals_of_a_season_leave_out_ice_time_of_faulty_games(built: Built) -> None:
    found = built.rows(
        """
        select sum(seasons.toi_gp) as toi_gp, sum(seasons.gp) as gp from fact_player_season_stats as seasons
        inner join (
            select distinct season_id, player_id from fact_player_game_stats where game_id = any(%s) and not is_goalie
        ) as affected using (season_id, player_id)
        """,
        list(FAULTY),
    )
    assert (int(found[0]["gp"]), int(found[0]["toi_gp"])) == (72, 0)


def test_every_number_that_differs_says_why(built: Built) -> None:
    silent = built.rows("select 1 from qa_scorer_comparison where not coalesce(is_equal, false) and reason is null")
    assert silent == []
