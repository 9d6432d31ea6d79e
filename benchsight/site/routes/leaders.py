"""Leaders of any statistic of the catalogue."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from benchsight.catalog.statistics import GAME_TABLES
from benchsight.site.game_types import GameTypeChoice, read_game_type
from benchsight.site.league_rows import LeagueRows, show_with_league
from benchsight.site.measures import ICE_TIME_AT, Measure, Measures, Strength
from benchsight.site.reads.leaders import ENTRANTS, Minima, ranked, read_totals, with_names
from benchsight.site.seasons import SeasonChoice, read_season, read_teams
from benchsight.web.pages import NotFound, Page, frame_of
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import league_router
from benchsight.web.statistics import catalogue
from benchsight.web.tables import Column, Table

router = league_router()

TABLES = (*GAME_TABLES, "dim_schedule", "dim_team")
WHO = {"skaters": "Skaters", "goalies": "Goalies", "teams": "Teams"}
PER = {"total": "Total", "game": "Per game", "60": "Per 60 minutes"}
STRENGTH_LABELS = {
    Strength.ALL: "All strengths", Strength.FIVE: "5 on 5", Strength.EVEN: "Even strength",
    Strength.POWER_PLAY: "Power play", Strength.SHORT_HANDED: "Short-handed",
}  # fmt: skip
POSITIONS = {"F": "Forwards", "D": "Defenders"}
FIRST = {"skaters": "points", "goalies": "save_pct", "teams": "cf_pct"}
USUAL = {
    "skaters": ("points", "goals", "assists", "sog", "xg_for", "toi_seconds", "cf_pct", "game_score", "fo_pct"),
    "goalies": ("save_pct", "goals_against_average", "saves", "goals_saved_above_expected", "toi_seconds"),
    "teams": ("goals", "sog", "cf_pct", "xg_pct", "power_play_pct", "penalty_kill_pct", "fo_pct"),
}
SHOWN = 50
# per game of a team: seconds of ice time that rates ask for (as the seed leader_stats), sample that shares ask for
RATE_SECONDS = {"skaters": 300, "goalies": 900, "teams": 0}
SAMPLE_PER_GAME = {"skaters": 1.0, "goalies": 5.0, "teams": 0.0}
MINIMA = """
    select minimum_of, minimum_per_team_game from transform.leader_stats
    where stat = %(stat)s and stat_group = %(group)s and minimum_of is not null
"""
TEAM_GAMES = """
    select coalesce(max(counted.games), 0) as games
    from (
        select count(*) as games
        from public.dim_schedule as games
        inner join public.fact_team_game_stats as teams on games.game_id = teams.game_id
        where games.season_id = %(season)s and games.game_kind = %(kind)s
        group by teams.team_id
    ) as counted
"""


@dataclass(frozen=True)
class Wish:
    """What a reader asks for, checked."""

    who: str
    name: str
    measure: Measure
    per: str
    strength: Strength
    position: str | None
    team: str | None
    low_first: bool
    all: bool


@router.get("/leaders")
async def leaders(request: Request) -> Response:
    """Return the leaders of a statistic (`?who=`, `?stat=`, `?per=`, `?strength=`, minima, season, team)."""
    statistics = catalogue(frame_of(request).services.settings.project_root)
    asked = dict(request.query_params)
    measures = Measures(statistics, table_of(asked))
    return await show_with_league(request, TABLES, lambda reader, league: read_leaders(reader, league, measures, asked))


def table_of(asked: Mapping[str, str]) -> str:
    """Return the table whose statistics are asked for."""
    return ENTRANTS[one_of(asked, "who", WHO)].table


def read_leaders(reader: PageReader, league: LeagueRows, measures: Measures, asked: Mapping[str, str]) -> Page:
    """Return the page."""
    wish = read_wish(measures, asked)
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    teams = read_teams(reader, season.id, wish.team)
    scope = {"season": season.id, "kind": game_type.id, "team": wish.team}
    rows = read_totals(reader, league, wish.who, wish.measure, wish.per, wish.strength, scope)
    if wish.position:
        rows = [row for row in rows if row["position_code"] == wish.position]
    minima = read_minima(reader, wish, asked, scope)
    found = ranked(rows, minima, wish.low_first, wish.measure.is_total and wish.per == "total")
    shown = found if wish.all or "csv" in asked else found[:SHOWN]
    table = leaders_table(wish, season, with_names(reader, wish.who, shown, scope), game_type, len(rows))
    context = {
        "wish": wish, "season": season, "game_type": game_type, "teams": teams, "leaders": table, "minima": minima,
        "who": WHO, "per": PER, "positions": POSITIONS, "families": measures.families(), "count": len(found),
        "strengths": [(each, STRENGTH_LABELS[each]) for each in measures.strengths(wish.name)],
        "usual": [measures.all[name] for name in USUAL[wish.who] if name in measures.all],
        "sample": sample_label(measures, wish.measure), "title": title_of(wish),
    }  # fmt: skip
    return Page("site/leaders.html", f"Leaders: {title_of(wish)}", context, [table])


def read_wish(measures: Measures, asked: Mapping[str, str]) -> Wish:
    """Return what is asked for. Raise NotFound for a choice that does not exist."""
    who = one_of(asked, "who", WHO)
    name = asked.get("stat") or FIRST[who]
    if name not in measures.all:
        raise NotFound(f"{WHO[who].lower()} have no statistic {name}")
    strength = Strength(one_of(asked, "strength", {each.value: each for each in Strength}))
    # a strength or a rate that the statistic does not have gives way, so that another statistic can be chosen
    found = measures.at(name, strength)
    measure, strength = (measures.all[name], Strength.ALL) if found is None else (found, strength)
    per = one_of(asked, "per", PER) if measure.is_total else "total"
    if per == "60" and (measure.value.endswith("seconds") or ICE_TIME_AT[strength] not in measures.all):
        per = "total"
    position = asked.get("position") if who == "skaters" else None
    if position and position not in POSITIONS:
        raise NotFound(f"there is no position {position}, expected {' or '.join(POSITIONS)}")
    is_bad = measure.statistic.higher_is_better == "false" and (per != "total" or not measure.is_total)
    low_first = one_of(asked, "order", {"": "", "low": "", "high": ""}) == "low" or (is_bad and not asked.get("order"))
    return Wish(
        who, name, measure, per, strength, position, asked.get("team") or None, low_first, asked.get("rows") == "all"
    )


def one_of(asked: Mapping[str, str], name: str, choices: Mapping[str, object]) -> str:
    """Return a choice, the first one by default. Raise NotFound for another."""
    value = asked.get(name) or next(iter(choices))
    if value not in choices:
        raise NotFound(f"{name} is {value}, expected {', '.join(filter(None, choices))}")
    return value


def read_minima(reader: PageReader, wish: Wish, asked: Mapping[str, str], scope: Mapping[str, object]) -> Minima:
    """Return the minima that are asked for, else those of the league by the games that a team has played."""
    games = reader.value(TEAM_GAMES, scope) or 0
    if wish.team or (wish.measure.is_total and wish.per == "total"):  # everybody of one team
        default = Minima()
    elif (wish.measure.is_mean or wish.per == "game") and wish.who != "teams":
        default = Minima(games=math.ceil(games / 4))
    else:
        default = rate_minima(reader, wish, games)
    return Minima(**{
        name: whole(asked, name, getattr(default, name)) for name in ("games", "minutes", "sample")
    })  # fmt: skip


def rate_minima(reader: PageReader, wish: Wish, games: int) -> Minima:
    """Return the minima of rates and shares: the league's own where it has one for the statistic."""
    group = wish.who.removesuffix("s")
    listed = reader.row(MINIMA, {"stat": wish.measure.statistic.column_name, "group": group})
    minutes = math.ceil(RATE_SECONDS[wish.who] * games / 60)
    if wish.per == "60" or wish.measure.is_rate:
        return Minima(minutes=minutes)
    if listed is not None and not listed["minimum_of"].endswith("seconds"):
        return Minima(sample=math.ceil(listed["minimum_per_team_game"] * games))
    if listed is not None or wish.measure.needs:
        return Minima(minutes=minutes)
    return Minima(sample=math.ceil(SAMPLE_PER_GAME[wish.who] * games))


def whole(asked: Mapping[str, str], name: str, default: int) -> int:
    """Return a number of the address. Raise NotFound for anything that is not a number from 0."""
    value = asked.get(name)
    if value is None or value == "":
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 8):
        raise NotFound(f"{name} is {value}, expected a whole number from 0")
    return int(value)


def leaders_table(wish: Wish, season: SeasonChoice, rows: list[Row], game_type: GameTypeChoice, pool: int) -> Table:
    """Return the table of those that are ranked."""
    statistic, measure = wish.measure.statistic, wish.measure
    whole_number = measure.is_total and wish.per == "total"
    format = statistic.format if whole_number or not measure.is_total else per_format(statistic.format)
    of = ENTRANTS[wish.who].table
    who = Column("team_name", "Team", link=f"/teams/{{id}}{season.kept}") if wish.who == "teams" else Column(
        "player_name", "Player", link=f"/players/{{id}}{season.kept}"
    )  # fmt: skip
    label = measure.label + ("" if whole_number or not measure.is_total else f" {PER[wish.per].lower()}")
    columns = [Column("rank", "#", "0"), who, Column("value", label, format, of, statistic.column_name)]
    if measure.is_ratio:
        columns.append(Column("sample", "Sample", "m:ss" if measure.sample_is_time else "0"))
    elif whole_number and any(row["share"] is not None for row in rows):
        columns.append(Column("share", "Share %", "0.0%"))
    if wish.who != "teams":
        columns.append(Column("team_name", "Team", link=f"/teams/{{team_id}}{season.kept}"))
    if wish.who == "skaters":
        columns.append(Column("position_code", "Pos"))
    columns += [Column("gp", "GP", "0"), Column("toi_seconds", "TOI", "m:ss", of, "toi_seconds")]
    return Table(
        "leaders", title_of(wish), columns, rows, sorted_by="value", hide_caption=True,
        unknown="shared out among several teams, or not tracked", empty=empty_words(wish, pool, game_type),
    )  # fmt: skip


def empty_words(wish: Wish, pool: int, game_type: GameTypeChoice) -> str:
    """Return why there is nobody."""
    if pool:
        return f"None of {pool} {wish.who} reaches the minimum. Lower it to see more."
    needs = wish.measure.statistic.needs
    return f"No game of this choice ({game_type.label.lower()}) has this number" + (
        f"; it needs {needs}." if needs else "."
    )


def per_format(format: str) -> str:
    """Return the format of a rate of a number."""
    return format if format == "m:ss" else "0.00"


def title_of(wish: Wish) -> str:
    """Return what is ranked, in words."""
    per = f" {PER[wish.per].lower()}" if wish.per != "total" else ""
    return f"{uncapitalised(wish.measure.label)}{per}"


def uncapitalised(label: str) -> str:
    """Return a label within a sentence: acronyms stay."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def sample_label(measures: Measures, measure: Measure) -> str:
    """Return what a ratio is a share of, in words; '' where it is no sum of named numbers."""
    if not measure.is_ratio or measure.sample_is_time:
        return ""
    terms = [term for term in measure.over.replace("+", " ").replace("-", " ").split() if term in measures.all]
    return " + ".join(uncapitalised(measures.all[term].label) for term in terms)
