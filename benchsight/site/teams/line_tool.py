"""With and without: what happened while any of two to five team mates were on the ice, from the stints of a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from benchsight.site.people.splits import share
from benchsight.site.teams.team import Team
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

FEWEST, MOST = 2, 5
STRENGTHS = {
    "all": "All situations",
    "5v5": "Five against five",
    "even": "Even strength",
    "power_play": "Power play",
    "short_handed": "Short-handed",
}
# Each stint as the team sees it, with the bits of the chosen players on the ice: `mates` 5 is the first and the third.
# A goalie is in no slot of skaters.
STINTS = """
    with stints as (
        select
            shifts.game_id, shifts.duration_seconds, sides.situation, sides.gf, sides.ga, sides.sf, sides.sa,
            sides.cf, sides.ca, sides.xgf, sides.xga, (
                select coalesce(sum(1 << (cast(chosen.place as integer) - 1)), 0)
                from unnest(cast(%(players)s as text[])) with ordinality as chosen (player_id, place)
                where chosen.player_id = any(sides.skaters)
            ) as mates,
            shifts.home_skaters = 5 and shifts.away_skaters = 5 and not shifts.is_home_net_empty
            and not shifts.is_away_net_empty as is_5v5
        from public.fact_shifts as shifts
        inner join public.dim_schedule as games on games.game_id = shifts.game_id
        cross join lateral (
            select
                shifts.home_situation as situation, shifts.home_gf as gf, shifts.home_ga as ga, shifts.home_sf as sf,
                shifts.home_sa as sa, shifts.home_cf as cf, shifts.home_ca as ca,
                shifts.home_xgf as xgf, shifts.home_xga as xga,
                array[
                    shifts.home_player_1_id, shifts.home_player_2_id, shifts.home_player_3_id, shifts.home_player_4_id,
                    shifts.home_player_5_id, shifts.home_player_6_id
                ] as skaters
            where shifts.home_team_id = %(team)s
            union all
            select
                shifts.away_situation, shifts.away_gf, shifts.away_ga, shifts.away_sf, shifts.away_sa, shifts.away_cf,
                shifts.away_ca, shifts.away_xgf, shifts.away_xga,
                array[
                    shifts.away_player_1_id, shifts.away_player_2_id, shifts.away_player_3_id, shifts.away_player_4_id,
                    shifts.away_player_5_id, shifts.away_player_6_id
                ]
            where shifts.away_team_id = %(team)s
        ) as sides
        where
            games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
            and (games.home_team_id = %(team)s or games.away_team_id = %(team)s)
    )

    select
        mates, count(distinct game_id) as games, sum(duration_seconds) as toi, sum(gf) as gf, sum(ga) as ga,
        sum(sf) as sf, sum(sa) as sa, sum(cf) as cf, sum(ca) as ca, sum(xgf) as xgf, sum(xga) as xga
    from stints
    where %(strength)s = 'all' or (%(strength)s = '5v5' and is_5v5) or situation = %(strength)s
    group by mates
"""
MEASURES = ("gf", "ga", "sf", "sa", "cf", "ca", "xgf", "xga")
STINT, GAME = "fact_shifts", "fact_team_game_stats"


@dataclass(frozen=True)
class Choice:
    """What the line tool is asked: players in order of the address, strength, minutes below which a row is pale."""

    players: tuple[str, ...]
    strength: str = "all"
    minutes: int = 20

    @property
    def problem(self) -> str:
        """Why there is nothing to compute, empty if there is."""
        if len(self.players) < FEWEST:
            return f"Choose {FEWEST} to {MOST} team mates."
        return f"At most {MOST} team mates, not {len(self.players)}." if len(self.players) > MOST else ""


def read_choice(players: Sequence[str], strength: str | None, minimum: int) -> Choice:
    """Return a choice of the address; a player named twice counts once, an unknown strength is all situations."""
    chosen = tuple(dict.fromkeys(player for player in players if player))
    return Choice(chosen, strength if strength in STRENGTHS else "all", minimum)


def read_line(reader: PageReader, team: Team, choice: Choice, names: dict[str, str]) -> Table:
    """Return what happened with all of them on the ice, with some, and without any."""
    scope = team.scope | {"players": list(choice.players), "strength": choice.strength}
    by_mates = {row["mates"]: row for row in reader.rows(STINTS, scope)}
    count = len(choice.players)
    everyone = (1 << count) - 1
    rows = [_row("All together", [by_mates.get(everyone)], choice)]
    if count > FEWEST:
        rows.append(
            _row("Not all together", [row for mates, row in by_mates.items() if mates not in (0, everyone)], choice)
        )
    for size in range(count - 1, 0, -1):
        for places in combinations(range(count), size):
            mates = sum(1 << place for place in places)
            on = " + ".join(names.get(choice.players[place], choice.players[place]) for place in places)
            label = f"{on}, without the other{'s' if count - size > 1 else ''}"
            if mates in by_mates:
                rows.append(_row(label, [by_mates[mates]], choice))
    rows.append(_row("None of them", [by_mates.get(0)], choice))
    return Table(
        "line", "With and without", _columns(), rows if by_mates else [], hide_caption=True,
        unknown="nothing happened, or the events were not tracked",
        empty="No stint of this team was tracked in these games: there is nothing to compute from.",
    )  # fmt: skip


def _row(label: str, parts: Sequence[Row | None], choice: Choice) -> Row:
    known = [part for part in parts if part is not None]
    sums: Row = {"toi": sum(part["toi"] for part in known)}
    for measure in MEASURES:
        values = [part[measure] for part in known if part[measure] is not None]
        sums[measure] = sum(values) if values or not known else None
    shares = {"g_pct": ("gf", "ga"), "s_pct": ("sf", "sa"), "cf_pct": ("cf", "ca"), "xg_pct": ("xgf", "xga")}
    return (
        {"who": label, "games": known[0]["games"] if len(known) == 1 else None if known else 0}
        | sums
        | {name: share(sums[own], sums[other]) for name, (own, other) in shares.items()}
        | {
            f"{each}_60": 3600 * sums[each] / sums["toi"] if sums["toi"] and sums[each] is not None else None
            for each in ("xgf", "xga")
        }
        | {"grey": sums["toi"] < 60 * choice.minutes}
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("who", "On the ice"),
        Column("toi", "TOI", "m:ss", STINT, "duration_seconds"),
        Column("gf", "GF", "0", STINT, "home_gf"),
        Column("ga", "GA", "0", STINT, "home_ga"),
        Column("sf", "SF", "0", STINT, "home_sf"),
        Column("sa", "SA", "0", STINT, "home_sa"),
        Column("cf_pct", "CF%", "0.0", GAME),
        Column("xgf", "xGF", "0.0", STINT, "home_xgf"),
        Column("xga", "xGA", "0.0", STINT, "home_xga"),
        Column("xg_pct", "xG%", "0.0", GAME),
        Column("g_pct", "GF%", "0.0", more=True),
        Column("s_pct", "SF%", "0.0", more=True),
        Column("cf", "CF", "0", STINT, "home_cf", more=True),
        Column("ca", "CA", "0", STINT, "home_ca", more=True),
        Column("xgf_60", "xGF/60", "0.00", more=True),
        Column("xga_60", "xGA/60", "0.00", more=True),
        Column("games", "GP", "0", more=True),
    )
