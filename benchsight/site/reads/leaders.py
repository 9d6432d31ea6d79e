"""Leaders of any measure: totals of a season from its games, minima, ranks and shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import sql

from benchsight.site.league_rows import LeagueRows
from benchsight.site.measures import ICE_TIME_AT, Measure, Strength, expression
from benchsight.web.reader import PageReader, Row


@dataclass(frozen=True)
class Entrants:
    """Who is ranked: ``table`` of games, ``key`` of who; ``played``: condition on a row to count as a game played.

    ``replaced``: what is added up instead of a column, the official number where there is one.
    """

    table: str
    key: str
    played: str
    having: str
    reliable: str
    complete: str
    replaced: Mapping[str, str]

    @property
    def alias(self) -> str:
        """Name of the key in a row, beside the team of a player; ids of people are hidden by their names."""
        return self.key if self.key == "player_id" else f"own_{self.key}"


HAS_ICE_TIME = "coalesce(played.toi_reliable and played.toi_seconds > 0, false)"
HAS_RATES = "coalesce(played.toi_reliable and played.game_is_complete and played.toi_seconds > 0, false)"
OFFICIAL = {name: f"coalesce(played.official_{name}, played.{name})" for name in ("goals", "assists", "pim")}
# as the season tables count games: a goalie who stayed on the bench did not play
HAS_PLAYED = """(
    not played.is_goalie or coalesce(played.toi_seconds, 1) > 0 or coalesce(played.event_roles, 0) > 0
    or coalesce(played.official_goals, 0) + coalesce(played.official_assists, 0) + coalesce(played.official_pim, 0) > 0
)"""
ENTRANTS = {
    "skaters": Entrants(
        "fact_player_game_stats", "player_id", HAS_PLAYED,
        "bool_or(played.is_rostered) and 2 * count(*) filter (where played.position_code = 'G') <= count(*)",
        HAS_ICE_TIME, HAS_RATES, OFFICIAL | {"points": f"{OFFICIAL['goals']} + {OFFICIAL['assists']}"},
    ),
    "goalies": Entrants(
        "fact_goalie_game_stats", "player_id", "true", "true", HAS_ICE_TIME, HAS_RATES,
        {"goals_against": "coalesce(played.official_goals_against, played.goals_against)"},
    ),
    "teams": Entrants(
        "fact_team_game_stats", "team_id", "true", "true", "coalesce(played.toi_reliable, false)",
        "coalesce(played.toi_reliable, false)",
        {
            "goals": "coalesce(played.official_goals, played.goals)",
            "goals_against": "coalesce(played.official_goals_against, played.goals_against)",
        },
    ),
}  # fmt: skip
POSITION = """
    case
        when
            count(*) filter (where played.position_code = 'D') > count(*) filter (where played.position_code = 'F')
            then 'D'
        when count(played.position_code) > 0 then 'F'
    end
"""
TOTALS = """
    select
        played.{key} as {alias},
        min(played.team_id collate "C") as team_id,
        min(played.team_id collate "C") is distinct from max(played.team_id collate "C") as is_traded,
        {position} as position_code,
        cast(count(*) filter (where {is_played}) as integer) as gp,
        sum(played.toi_seconds) filter (where {reliable}) as toi_seconds,
        {value} as value,
        {sample} as sample
    from public.dim_schedule as games
    inner join public.{table} as played on games.game_id = played.game_id
    where
        games.season_id = %(season)s and games.game_kind = %(kind)s and games.decided_in is distinct from 'FORFEIT'
        and (%(team)s::text is null or played.team_id = %(team)s)
    group by played.{key}
    having {having}
"""
NAMES = """
    select people.player_id, people.player_name, latest.player_number
    from public.dim_player as people
    left join lateral (
        select player_number from public.{table} as games
        where games.player_id = people.player_id
        order by games.game_date desc nulls last, games.game_id desc
        limit 1
    ) as latest on true
    where people.player_id = any(%(ids)s)
"""
TEAMS_OF = """
    select played.player_id, array_agg(distinct played.team_id) as team_ids
    from public.{table} as played
    inner join public.dim_schedule as games on played.game_id = games.game_id
    where played.player_id = any(%(ids)s) and games.season_id = %(season)s and games.game_kind = %(kind)s
    group by played.player_id
"""
TEAM_NAMES = "select team_id, team_name, coalesce(team_code, team_name) as team_code from public.dim_team"


@dataclass(frozen=True)
class Minima:
    """What it takes to be ranked: games, minutes of ice time, and the sample of a ratio (its denominator)."""

    games: int = 0
    minutes: int = 0
    sample: int = 0


def totals_query(who: str, measure: Measure, per: str, strength: Strength) -> sql.Composed:
    """Return the query of all totals; ``per``: total, game or 60."""
    entrants = ENTRANTS[who]
    # percentages are made of what was tracked, as in the tables of seasons
    replaced = {} if measure.statistic.unit == "percent" else entrants.replaced
    condition = {"": "true", "ice time": entrants.reliable, "on-ice": entrants.complete}[measure.needs]
    if measure.is_ratio:
        condition = entrants.complete if measure.is_rate else condition
        each = sql.SQL(f"sum({{}}) filter (where {condition})")
        total, sample = expression(measure.value, replaced, each), expression(measure.over, None, each)
        shown = sql.SQL("{} * {}::numeric / nullif({}, 0)").format(sql.Literal(measure.factor), total, sample)
    else:
        value, over, factor = expression(measure.value, replaced), expression("1"), 1
        if per == "60":
            over, condition, factor = expression(ICE_TIME_AT[strength]), entrants.complete, 3600
        counted = sql.SQL("filter (where {} and {} is not null)").format(sql.SQL(condition), value)
        total, sample = sql.SQL("sum({}) {}").format(value, counted), sql.SQL("sum({}) {}").format(over, counted)
        shown = sql.SQL("{} * {}::numeric / nullif({}, 0)").format(sql.Literal(factor), total, sample)
        if per == "total" and not measure.is_mean:
            shown = total
    position = sql.SQL(POSITION if who == "skaters" else "null")
    return sql.SQL(TOTALS).format(
        key=sql.Identifier(entrants.key), alias=sql.Identifier(entrants.alias),
        table=sql.Identifier(entrants.table), is_played=sql.SQL(entrants.played),
        reliable=sql.SQL(entrants.reliable), having=sql.SQL(entrants.having), value=shown, sample=sample,
        position=position,
    )  # fmt: skip


def read_totals(
    reader: PageReader,
    league: LeagueRows,
    who: str,
    measure: Measure,
    per: str,
    strength: Strength,
    scope: Mapping[str, Any],
) -> list[Row]:
    """Return who has a value, unranked. ``scope``: season, kind, team."""
    query = totals_query(who, measure, per, strength).as_string(reader.connection)
    rows = league.read(reader, query, **{"team": None, **scope})
    return [{**row, "id": row[ENTRANTS[who].alias]} for row in rows if row["value"] is not None]


def ranked(rows: Sequence[Row], minima: Minima, low_first: bool, with_share: bool) -> list[Row]:
    """Return the rows that reach the minima, ranked, ties sharing a rank; ``share`` is of all rows, 0 to 100.

    Values below zero, as of plus-minus, have no shares.
    """
    adds_up = with_share and all(row["value"] >= 0 for row in rows)
    total = sum((Decimal(row["value"]) for row in rows), Decimal(0)) if adds_up else Decimal(0)
    qualified = [row for row in rows if reaches(row, minima)]
    qualified.sort(key=lambda row: (row["value"] if low_first else -row["value"], -row["gp"], row["id"]))
    found: list[Row] = []
    for place, row in enumerate(qualified, 1):
        is_tied = bool(found) and found[-1]["value"] == row["value"]
        share = 100 * Decimal(row["value"]) / total if total > 0 else None
        found.append({**row, "rank": found[-1]["rank"] if is_tied else place, "share": share})
    return found


def reaches(row: Row, minima: Minima) -> bool:
    """Whether a row reaches the minima; an unknown ice time or sample reaches none."""
    return bool(
        row["gp"] >= minima.games
        and (row["toi_seconds"] or 0) >= 60 * minima.minutes
        and (row["sample"] or 0) >= minima.sample
    )


def with_names(reader: PageReader, who: str, rows: Sequence[Row], scope: Mapping[str, Any]) -> list[Row]:
    """Return rows with the names of players and teams; a player of several teams has all of them."""
    teams = {row["team_id"]: row for row in reader.rows(TEAM_NAMES)}
    names: dict[str, Row] = {}
    teams_of: dict[str, list[str]] = {}
    if who != "teams":
        table = sql.Identifier(ENTRANTS[who].table)
        ids = [row["id"] for row in rows]
        names = {row["player_id"]: row for row in reader.rows(sql.SQL(NAMES).format(table=table), {"ids": ids})}
        traded = {**scope, "ids": [row["id"] for row in rows if row["is_traded"]]}
        found_teams = reader.rows(sql.SQL(TEAMS_OF).format(table=table), traded) if traded["ids"] else []
        teams_of = {row["player_id"]: sorted(filter(None, row["team_ids"])) for row in found_teams}
    return [
        {**row, **_team(teams_of.get(row["id"], [row["team_id"]]), teams), **names.get(row["id"], {})} for row in rows
    ]


def _team(ids: Sequence[str], teams: Mapping[str, Row]) -> Row:
    known = [teams[team] for team in ids if team in teams]
    field = "team_name" if len(known) == 1 else "team_code"
    name = ", ".join(each[field] for each in known) or None
    return {"team_id": known[0]["team_id"] if len(known) == 1 else None, "team_name": name}
