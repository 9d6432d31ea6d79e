"""A team's lines, pairs and starting line-ups."""

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.league_sql import PEOPLE
from benchsight.site.people.splits import share
from benchsight.site.teams.team import Team
from benchsight.web.names import shown_id
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

MEASURES = ("gf", "ga", "cf", "ca", "xgf", "xga")
OF = "fact_line_combos"
LINES = f"""
    with summed as (
        select
            lines.line_type collate "C" as line_type, lines.line_key collate "C" as line_key, array_remove(array[
                min(lines.player_1_id), min(lines.player_2_id), min(lines.player_3_id), min(lines.player_4_id),
                min(lines.player_5_id)
            ], null) as players,
            count(*) as games, sum(lines.toi_seconds) as toi,
            {", ".join(f"sum(lines.{each}) as {each}" for each in MEASURES)}
        from public.fact_line_combos as lines
        inner join public.dim_schedule as games on games.game_id = lines.game_id
        where
            lines.team_id = %(team)s and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
            and (games.home_team_id = %(team)s or games.away_team_id = %(team)s)
        group by lines.line_type collate "C", lines.line_key collate "C"
        having sum(lines.toi_seconds) > 0
    ),

    placed as (
        select summed.*, row_number() over (partition by line_type order by toi desc, line_key) as place
        from summed
    )

    select * from placed where place <= %(most)s order by line_type, place
"""  # nosec B608 # of constants
STARTERS = """
    with starts as (
        select
            shifts.game_id,
            case when shifts.home_team_id = %(team)s
                then array[
                    shifts.home_player_1_id, shifts.home_player_2_id, shifts.home_player_3_id, shifts.home_player_4_id,
                    shifts.home_player_5_id
                ]
                else array[
                    shifts.away_player_1_id, shifts.away_player_2_id, shifts.away_player_3_id, shifts.away_player_4_id,
                    shifts.away_player_5_id
                ]
            end as skaters,
            case
                when shifts.home_team_id = %(team)s then shifts.home_goalie_id else shifts.away_goalie_id
            end as goalie_id
        from public.fact_shifts as shifts
        inner join public.dim_schedule as games on games.game_id = shifts.game_id
        where
            shifts.stint_number = 1
            and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
            and (games.home_team_id = %(team)s or games.away_team_id = %(team)s)
    ),

    sorted as (
        select
            starts.game_id, starts.goalie_id,
            (
                select array_agg(skater order by skater)
                from unnest(starts.skaters) as skater
                where skater is not null
            ) as players
        from starts
    )

    select players, goalie_id, count(*) as games, count(*) over () as line_ups
    from sorted
    where players is not null
    group by players, goalie_id
    order by games desc, players
    limit 10
"""
KINDS = {
    "forward_line": ("forwards", "Forward lines", 3),
    "defense_pair": ("defenders", "Defence pairs", 2),
    "unit": ("units", "Units of five", 5),
}
SHOWN = 20  # of each kind on the page; the others played together for moments
ALL = 2**31 - 1


def read_names(reader: PageReader, league: LeagueRows, team: Team) -> dict[str, Row]:
    """Return everybody of the season by id."""
    return {row["player_id"]: row for row in league.read(reader, PEOPLE, team.season.id, team.kind.id)}


def name_of(people: dict[str, Row], player_id: str) -> str:
    """Return a player's name as it is shown; his id while nobody named him."""
    return str(people.get(player_id, {}).get("player_name") or player_id)


def read_lines(reader: PageReader, team: Team, people: dict[str, Row], minutes: int, most: int = ALL) -> list[Table]:
    """Return the tables of forward lines, defence pairs and units; lines with less than ``minutes`` are pale.

    ``most``: so many of each kind, those with the most ice time.
    """
    rows = _with_shown_ids(reader, LINES, team, most=most)
    return [_table(team, kind, [row for row in rows if row["line_type"] == kind], people, minutes) for kind in KINDS]


def _table(team: Team, kind: str, rows: list[Row], people: dict[str, Row], minutes: int) -> Table:
    name, caption, size = KINDS[kind]
    players = "&".join(f"p{place}={{p{place}}}" for place in range(1, size + 1))
    address = f"?season={team.season.id or ''}&type={team.kind.id}&{players}"
    made = [
        row
        | {
            "line": " - ".join(name_of(people, player) for player in row["players"]),
            **{f"p{place}": player for place, player in enumerate(row["players"], 1)},
            "grey": row["toi"] < 60 * minutes,
            "g_pct": share(row["gf"], row["ga"]),
            "cf_pct": share(row["cf"], row["ca"]),
            "xg_pct": share(row["xgf"], row["xga"]),
            "xgf_60": None if row["xgf"] is None else 3600 * row["xgf"] / row["toi"],
            "xga_60": None if row["xga"] is None else 3600 * row["xga"] / row["toi"],
        }
        for row in rows
    ]
    columns = (
        Column("line", caption, link=address),
        Column("games", "GP", "0"),
        Column("toi", "TOI", "m:ss", OF, "toi_seconds"),
        Column("gf", "GF", "0", OF),
        Column("ga", "GA", "0", OF),
        Column("cf_pct", "CF%", "0.0", OF),
        Column("xgf", "xGF", "0.0", OF),
        Column("xga", "xGA", "0.0", OF),
        Column("xg_pct", "xG%", "0.0", OF),
        Column("g_pct", "GF%", "0.0", OF, "gf_pct", more=True),
        Column("cf", "CF", "0", OF, more=True),
        Column("ca", "CA", "0", OF, more=True),
        Column("xgf_60", "xGF/60", "0.00", OF, "xgf_per_60", more=True),
        Column("xga_60", "xGA/60", "0.00", OF, "xga_per_60", more=True),
    )
    return Table(name, caption, columns, made, sorted_by="toi", hide_caption=True,
                 unknown="nothing happened, or the events were not tracked",
                 empty=f"{caption}: no stint at five against five was tracked with its slots.")  # fmt: skip


def _with_shown_ids(reader: PageReader, query: str, team: Team, **more: int) -> list[Row]:
    """Return rows whose `players` are ids as they are shown: the reader sees to columns, not into arrays."""
    rows = reader.rows(query, {**team.scope, **more})
    return [row | {"players": [shown_id(reader.names, player) for player in row["players"]]} for row in rows]


def read_starters(reader: PageReader, team: Team, people: dict[str, Row]) -> Table:
    """Return the starting line-ups by how often they started."""
    rows = [
        row | {
            "line": " - ".join(name_of(people, player) for player in row["players"]),
            "goalie_player_name": None if row["goalie_id"] is None else name_of(people, row["goalie_id"]),
        }
        for row in _with_shown_ids(reader, STARTERS, team)
    ]  # fmt: skip
    columns = (
        Column("line", "Skaters"),
        Column("goalie_player_name", "Goalie", link="/players/{goalie_id}"),
        Column("games", "Games", "0"),
    )
    return Table("starters", "Starting line-ups", columns, rows, hide_caption=True, unknown="no goalie was noted",
                 empty="No shifts were tracked: who started is not known.")  # fmt: skip
