"""A recreational league: games tracked to the end agree with the official result, the rest is flagged or explained."""

from typing import Any

import pytest

from .conftest import NHL_GAMES, TWICE_EXPORTED, Built

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

TRACKED_IN_PART = (18991, 19038)


def goals(built: Built, game_id: int) -> list[tuple[int, int]]:
    """Goals of home and away, each tracked and official."""
    rows = built.rows(
        "select goals, official_goals from fact_team_game_stats where game_id = %s order by venue desc", game_id
    )
    return [(row["goals"], row["official_goals"]) for row in rows]


@pytest.mark.parametrize(("game_id", "score"), [(18969, (4, 3)), (18977, (4, 2))])
def test_goals_of_complete_games_are_the_official_ones(packs: Built, game_id: int, score: tuple[int, int]) -> None:
    assert goals(packs, game_id) == [(number, number) for number in score]


def test_goals_are_the_official_ones_from_the_other_export_too(packs: Built, other_inputs: Built) -> None:
    query = "select source_format from staging_games where game_id = %s"
    assert packs.row(query, 18969) != other_inputs.row(query, 18969)
    assert goals(other_inputs, 18969) == goals(packs, 18969)


def test_a_goal_that_the_re_export_lost_is_missed_and_said(other_inputs: Built) -> None:
    query = """
        select official_goals - tracked_goals as missing, reason from qa_goal_accuracy
        where game_id = %s and not is_equal
        """
    (side,) = other_inputs.rows(query, 18977)
    assert side["missing"] == 1
    assert side["reason"] is not None


def test_exactly_the_games_tracked_in_part_are_incomplete(packs: Built) -> None:
    found = packs.rows(
        """
        select game_id, is_complete, toi_reliable, last_tracked_period, reasons from qa_data_completeness
        where game_id < %s order by game_id
        """,
        NHL_GAMES,
    )
    assert [row["game_id"] for row in found if row["is_complete"]] == list(TWICE_EXPORTED)
    in_part = [row for row in found if not row["is_complete"]]
    assert [row["game_id"] for row in in_part] == list(TRACKED_IN_PART)
    assert {row["last_tracked_period"] for row in in_part} == {1}
    assert "tracking ends in period 1 at 7:33" in in_part[0]["reasons"]
    assert "tracking ends in period 1 at 17:17" in in_part[1]["reasons"]


def test_ice_times_are_reliable_where_shifts_cover_all_periods(packs: Built) -> None:
    reliable = packs.rows("select game_id from qa_data_completeness where game_id < %s and toi_reliable", NHL_GAMES)
    assert sorted(row["game_id"] for row in reliable) == [18969, 18977, 18991]


def test_nothing_of_a_game_tracked_in_part_is_compared(packs: Built) -> None:
    compared = packs.rows(
        "select 1 from qa_scorer_comparison where game_id = any(%s) and is_comparable", list(TRACKED_IN_PART)
    )
    assert compared == []


def test_penalty_minutes_and_goals_against_agree_for_everybody(packs: Built) -> None:
    found = packs.rows(
        """
        select stat, count(*) as compared, count(*) filter (where is_equal) as equal from qa_scorer_comparison
        where game_id = any(%s) and stat in ('pim', 'goals_against') group by stat
        """,
        list(TWICE_EXPORTED),
    )
    assert len(found) == 2
    assert [row for row in found if row["compared"] != row["equal"]] == []


@pytest.mark.parametrize("game_id", TWICE_EXPORTED)
def test_one_goal_of_each_game_is_given_to_another_scorer_by_the_league(packs: Built, game_id: int) -> None:
    found = packs.rows(
        """
        select tracked_value - official_value as difference, reason from qa_scorer_comparison
        where game_id = %s and stat = 'goals' and not is_equal order by difference
        """,
        game_id,
    )
    assert [int(row["difference"]) for row in found] == [-1, 1]
    assert all("the side's totals agree" in row["reason"] for row in found)


def test_every_number_that_differs_says_why(packs: Built, other_inputs: Built) -> None:
    for built in (packs, other_inputs):
        differing = built.rows("select reason from qa_scorer_comparison where not coalesce(is_equal, false)")
        assert differing
        assert all(row["reason"] for row in differing)


def test_nobody_credited_without_being_listed_goes_unmentioned(packs: Built) -> None:
    found = packs.row(
        """
        select count(*) as unmentioned from fact_player_game_stats as players
        left join staging_official_player_games as officials using (game_id, player_id)
        left join qa_scorer_comparison as compared
            on players.game_id = compared.game_id and players.player_id = compared.player_id and compared.stat = 'goals'
        where officials.game_id is null and players.goals > 0 and compared.game_id is null
        """
    )
    assert found == {"unmentioned": 0}


def test_standings_are_the_leagues_own(packs: Built) -> None:
    published = packs.rows("select season_id, team_id, w, l + otl as l, t, points from league_standings")
    official = official_records(packs)
    found = {(row["season_id"], row["team_id"]): [row["w"], row["l"], row["t"], row["points"]] for row in published}
    assert len(official) == 45
    assert {key: found.get(key) for key in official} == official


def official_records(built: Built) -> dict[tuple[str, str], list[int]]:
    """Wins, losses, ties and points by season and team, added up from what the league notes with each game."""
    records: dict[tuple[str, str], list[int]] = {}
    query = "select season_id, home_team_id, away_team_id, raw from staging_schedule where game_type = 'Regular'"
    for game in built.rows(query):
        for side in ("home", "away"):
            record = records.setdefault((game["season_id"], game[f"{side}_team_id"]), [0, 0, 0, 0])
            for place, name in enumerate(("w", "l", "t", "pts")):
                record[place] += as_number(game["raw"].get(f"{side}_team_{name}"))
    return records


def as_number(value: Any) -> int:
    """An official cell as a number; empty is 0."""
    return 0 if value in (None, "") else int(float(value))
