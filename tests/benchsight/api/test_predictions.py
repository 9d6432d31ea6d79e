"""Predictions over HTTP: stated error, nothing where there is too little data, 404 and 304."""

import httpx

from tests.benchsight.builds.league import LeagueSite


def test_a_player_is_projected_with_interval_and_error(client: httpx.Client, site: LeagueSite) -> None:
    player = site.rows(
        "select player_id from fact_player_game_stats where not is_goalie group by 1 order by sum(points) desc limit 1"
    )[0][0]
    answer = client.get(f"/api/v2/ml/player-projection/{player}?games=20")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["player_id"], found["next_games"]) == (player, 20)
    assert [each["stat"] for each in found["stats"]] == ["goals", "assists", "points"]
    goals, assists, points = (each["projection"]["expected"] for each in found["stats"])
    assert 0 < points < 60 and goals >= 0 and assists >= 0
    assert all(each["projection"]["low"] <= each["projection"]["high"] for each in found["stats"])
    for each in found["stats"]:
        assert each["error"] is None or {"mae", "mae_league_mean"} < each["error"].keys()
    again = client.get(answer.url.path + "?games=20", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    goalie = site.rows("select min(player_id) from fact_player_game_stats where is_goalie")[0][0]
    nothing = client.get(f"/api/v2/ml/player-projection/{goalie}").json()
    assert nothing["note"] and nothing["stats"][0]["projection"] is None


def test_a_game_is_predicted_with_too_few_games_to_state_the_error(client: httpx.Client, site: LeagueSite) -> None:
    home, away = (str(team) for (team,) in site.rows("select team_id from dim_team order by 1 limit 2"))
    answer = client.get("/api/v2/ml/game-outcome", params={"home_team_id": home, "away_team_id": away})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    chance = found["home_win"]
    assert 0 < chance["low"] < chance["chance"] < chance["high"] < 1
    assert found["error"] is None and "too few games" in found["note"]
    played = site.rows("select count(*) from dim_schedule where is_played and home_goals is not null")[0][0]
    assert found["games"] == played


def test_unknown_players_and_teams_are_not_found(client: httpx.Client) -> None:
    for path in ("player-projection/nobody", "game-outcome?home_team_id=x&away_team_id=y"):
        answer = client.get(f"/api/v2/ml/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_known"), answer.text
