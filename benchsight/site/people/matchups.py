"""A skater with and without each team mate, and against each opponent."""

from collections.abc import Sequence
from dataclasses import replace

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.league_sql import PEOPLE
from benchsight.site.people.person import Person
from benchsight.site.people.splits import share
from benchsight.web.pages import NotFound, Page
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

MINUTES = 20  # together, below which a row is pale unless the reader says otherwise
SHOWN = 60  # rows on the page: a skater of a long season meets hundreds of opponents
MEASURES = ("gf", "ga", "cf", "ca", "xgf", "xga")
PAIRS = ("g", "gf", "ga"), ("cf", "cf", "ca"), ("xg", "xgf", "xga")
WOWY, H2H, GAME = "fact_wowy", "fact_h2h", "fact_player_game_stats"
WITH_AND_WITHOUT = f"""
    select
        pairs.partner_id as other_id, sum(pairs.toi_with_seconds) as toi_with,
        sum(pairs.toi_without_seconds) as toi_without,
        count(*) filter (where pairs.toi_with_seconds > 0) as games,
        {", ".join(f"sum(pairs.{each}_{how}) as {each}_{how}" for each in MEASURES for how in ("with", "without"))}
    from public.fact_wowy as pairs
    inner join public.dim_schedule as games on games.game_id = pairs.game_id
    where
        pairs.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    group by pairs.partner_id
    having sum(pairs.toi_with_seconds) > 0
    order by toi_with desc, other_id
"""  # nosec B608 # of constants
HEAD_TO_HEAD = f"""
    select
        pairs.opponent_id as other_id, sum(pairs.toi_seconds) as toi, count(*) as games,
        {", ".join(f"sum(pairs.{each}) as {each}" for each in MEASURES)}
    from public.fact_h2h as pairs
    inner join public.dim_schedule as games on games.game_id = pairs.game_id
    where
        pairs.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    group by pairs.opponent_id
    order by toi desc, other_id
"""  # nosec B608 # of constants
TIERS = """
    select
        tiers.opponent_tier as tier, sum(tiers.matchup_seconds) as toi, sum(tiers.gf) as gf, sum(tiers.ga) as ga,
        sum(tiers.cf) as cf, sum(tiers.ca) as ca, sum(tiers.xgf) as xgf, sum(tiers.xga) as xga
    from public.fact_player_competition_tiers as tiers
    inner join public.dim_schedule as games on games.game_id = tiers.game_id
    where
        tiers.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    group by tiers.opponent_tier
    order by array_position(array['top', 'middle', 'bottom', 'unknown'], tiers.opponent_tier)
"""


def read_with_and_without(reader: PageReader, league: LeagueRows, person: Person, minimum: str | None) -> Page:
    """Return the page of a skater with and without each team mate."""
    minutes = read_minimum(minimum)
    people = league.read(reader, PEOPLE, person.season.id, person.kind.id)
    rows = _named(reader.rows(WITH_AND_WITHOUT, person.scope), people, minutes, "toi_with")
    for row in rows:
        for name, own, other in PAIRS:
            apart = {how: share(row[f"{own}_{how}"], row[f"{other}_{how}"]) for how in ("with", "without")}
            row |= {f"{name}_pct_{how}": value for how, value in apart.items()}
            row[f"{name}_difference"] = None if None in apart.values() else apart["with"] - apart["without"]
    columns = (
        Column("player_name", "Team mate", link="/players/{other_id}"),
        Column("position_code", "Pos"),
        Column("games", "GP", "0"),
        Column("toi_with", "Together", "m:ss", WOWY, "toi_with_seconds"),
        Column("toi_without", "Apart", "m:ss", WOWY, "toi_without_seconds"),
        *_with_and_without_columns("cf", "CF%", "cf_pct"),
        *_with_and_without_columns("xg", "xG%", "xg_pct"),
        Column("gf_with", "GF together", "0", WOWY),
        Column("ga_with", "GA together", "0", WOWY),
        *(
            Column(
                f"{each}_{how}",
                f"{each.upper()} {'together' if how == 'with' else 'apart'}",
                _format(each),
                WOWY,
                more=True,
            )
            for how in ("with", "without")
            for each in MEASURES
            if not (how == "with" and each in ("gf", "ga"))
        ),
    )
    table = Table(
        "wowy", "With and without each team mate", columns, rows, sorted_by="toi_with", hide_caption=True,
        unknown="nothing happened, or the events were not tracked",
        empty="No stint with a team mate was tracked in these games.",
    )  # fmt: skip
    return _page(person, "wowy", "Which team mates make a difference?", table, minutes)


def read_head_to_head(reader: PageReader, league: LeagueRows, person: Person, minimum: str | None) -> Page:
    """Return the page of a skater against each opponent."""
    minutes = read_minimum(minimum)
    people = league.read(reader, PEOPLE, person.season.id, person.kind.id)
    rows = [_with_shares(row) for row in _named(reader.rows(HEAD_TO_HEAD, person.scope), people, minutes, "toi")]
    columns = (
        Column("player_name", "Opponent", link="/players/{other_id}"),
        Column("team_name", "Team", link="/teams/{team_id}"),
        Column("position_code", "Pos"),
        Column("games", "GP", "0"),
        Column("toi", "TOI", "m:ss", H2H, "toi_seconds"),
        *_share_columns(H2H),
    )
    table = Table(
        "h2h", "Against each opponent", columns, rows, sorted_by="toi", hide_caption=True,
        unknown="nothing happened, or the events were not tracked",
        empty="No stint against an opponent was tracked in these games.",
    )  # fmt: skip
    return _page(person, "h2h", "Who were the opponents?", table, minutes, _tiers(reader, person))


def read_minimum(asked: str | None) -> int:
    """Return the minutes below which a row is pale. Raise NotFound for anything but a number of minutes."""
    if not asked:
        return MINUTES
    if not asked.isascii() or not asked.isdigit() or len(asked) > 5:
        raise NotFound(f"the minimum is a number of minutes, not {asked}")
    return int(asked)


def _tiers(reader: PageReader, person: Person) -> Table:
    table = "fact_player_competition_tiers"
    rows = [_with_shares(row) for row in reader.rows(TIERS, person.scope)]
    total = sum(row["toi"] or 0 for row in rows)
    labels = {"top": "Top third", "middle": "Middle third", "bottom": "Bottom third"}
    rows = [
        row | {"tier": labels.get(row["tier"], "Unknown"), "toi_share": share(row["toi"], total - row["toi"])}
        for row in rows
    ]
    columns = (
        Column("tier", "Opponents by ice time", of=table, stat="opponent_tier"),
        Column("toi_share", "Share of ice time, %", "0.0", table, "matchup_share"),
        Column("cf_pct", "CF%", "0.0", GAME),
        Column("xg_pct", "xG%", "0.0", GAME),
    )
    return Table(
        "tiers", "By strength of the opponents", columns, rows, empty="No ice time against opponents was tracked."
    )


def _page(person: Person, part: str, question: str, table: Table, minutes: int, tiers: Table | None = None) -> Page:
    shown = replace(table, rows=table.rows[:SHOWN])
    context = {
        "person": person, "part": part, "question": question, "table": shown, "minutes": minutes, "tiers": tiers,
        "others": len(table.rows) - len(shown.rows),
    }  # fmt: skip
    name = str(person.row["player_name"] or person.id)
    return Page("site/people/matchups.html", f"{name}: {table.caption[0].lower()}{table.caption[1:]}", context,
                [table, *([tiers] if tiers else [])])  # fmt: skip


def _named(rows: Sequence[Row], people: Sequence[Row], minutes: int, toi: str) -> list[Row]:
    """Return the rows with the other player's name, position and team; those below the minimum are pale."""
    known = {each["player_id"]: each for each in people}
    return [
        {"player_name": row["other_id"], "position_code": None, "team_id": None, "team_name": None}
        | {key: value for key, value in known.get(row["other_id"], {}).items() if key != "player_id"}
        | row
        | {"grey": row[toi] < 60 * minutes}
        for row in rows
    ]


def _with_shares(row: Row) -> Row:
    return row | {f"{name}_pct": share(row[own], row[other]) for name, own, other in PAIRS}


def _with_and_without_columns(name: str, label: str, stat: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_pct_with", f"{label} together", "0.0", GAME, stat),
        Column(f"{name}_pct_without", "apart", "0.0", GAME, stat),
        Column(f"{name}_difference", "difference", "+0.0"),
    )


def _share_columns(table: str) -> tuple[Column, ...]:
    return (
        Column("cf_pct", "CF%", "0.0", GAME),
        Column("xg_pct", "xG%", "0.0", GAME),
        Column("g_pct", "GF%", "0.0"),
        *(Column(each, each.upper(), _format(each), table, more=each[0] != "g") for each in MEASURES),
    )


def _format(measure: str) -> str:
    return "0.00" if measure.startswith("xg") else "0"
