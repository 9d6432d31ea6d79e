"""Whose page it is."""

from dataclasses import dataclass, field

from benchsight.site.game_types import GameTypeChoice, choose_game_type
from benchsight.site.seasons import SeasonChoice, read_season
from benchsight.web.colours import team_style
from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader, Row

POSITIONS = {"F": "Forward", "D": "Defender", "G": "Goalie"}
PERSON = """
    select
        players.player_id, players.player_name, players.position_code, players.is_listed, players.is_placeholder,
        latest.player_number, teams.team_id, teams.team_name, teams.color_1, teams.color_2
    from public.dim_player as players
    left join lateral (
        select games.player_number, games.team_id
        from public.fact_player_game_stats as games
        where games.player_id = players.player_id
        order by games.game_date desc nulls last, games.game_id desc
        limit 1
    ) as latest on true
    left join public.dim_team as teams on teams.team_id = coalesce(players.current_team_id, latest.team_id)
    where players.player_id = %(player)s
"""
# what there is of a player: seasons, kinds of games, whether he skated or stood in a net
PLAYED = """
    select
        games.season_id, games.game_type, sum(games.gp) as gp, 0 as goalie_gp
    from public.fact_player_season_stats as games
    where games.player_id = %(player)s
    group by games.season_id, games.game_type
    union all
    select goalies.season_id, goalies.game_type, 0, goalies.gp
    from public.fact_goalie_season_stats as goalies
    where goalies.player_id = %(player)s
"""


@dataclass(frozen=True)
class Person:
    """A player, the season and the kind of games of his page.

    ``is_goalie``: the page is that of a goalie; ``is_both``: he skated in some games and stood in a net in others.
    """

    row: Row
    season: SeasonChoice
    kind: GameTypeChoice
    is_goalie: bool
    is_both: bool
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Id of the player."""
        return str(self.row["player_id"])

    @property
    def scope(self) -> dict[str, str | None]:
        """Parameters of the queries of his page."""
        return {"player": self.id, "season": self.season.id, "kind": self.kind.id}

    @property
    def position(self) -> str:
        """Position as people say it."""
        return POSITIONS.get(self.row["position_code"] or "", "Player")

    @property
    def style(self) -> str:
        """Accent colour of his team."""
        return team_style(str(self.row["team_id"]), self.row["color_1"], self.row["color_2"])


def read_person(
    reader: PageReader, player_id: str, season: str | None, kind: str | None, role: str | None = None
) -> Person:
    """Return a player in a season, the newest he has played in unless one is named.

    Raise NotFound for an unknown id.
    """
    row = reader.row(PERSON, {"player": player_id})
    if row is None:
        raise NotFound(f"there is no player {player_id}")
    played = reader.rows(PLAYED, {"player": player_id})
    own_seasons = sorted({each["season_id"] for each in played if each["season_id"] and each["gp"] + each["goalie_gp"]})
    chosen = read_season(reader, season or (own_seasons[-1] if own_seasons else None))
    of_season = [each for each in played if each["season_id"] == chosen.id]
    kinds = choose_game_type((each["game_type"] for each in of_season), kind)
    shown = [each for each in of_season if each["game_type"] == kinds.id]
    in_net = sum(each["goalie_gp"] for each in shown)
    skated = sum(each["gp"] for each in shown) - in_net
    usual = row["position_code"] == "G" if not shown else in_net > 0 and in_net >= skated
    is_both = in_net > 0 and skated > 0
    is_goalie = role == "goalie" if is_both and role in ("goalie", "skater") else usual
    return Person(row, chosen, kinds, is_goalie, is_both, _notes(row, played, shown))


def _notes(row: Row, played: list[Row], shown: list[Row]) -> list[str]:
    """Return what a reader has to know about who this is."""
    notes = []
    if row["is_placeholder"]:
        notes.append(
            "Nobody knows whose sweater number this is: no roster has it. When the roster names the "
            "player, these games become theirs."
        )
    elif not row["is_listed"]:
        notes.append("The league's list of players does not have this player; rosters or the tracking do.")
    if not played:
        notes.append("This player has not dressed for a tracked game.")
    elif not sum(each["gp"] + each["goalie_gp"] for each in played):
        notes.append("This player is on rosters, and has not played in a tracked game yet.")
    elif not sum(each["gp"] + each["goalie_gp"] for each in shown):
        notes.append("This player has not played in these games.")
    return notes
