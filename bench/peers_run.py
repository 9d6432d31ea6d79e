"""Run one peer on exported plays; runs in the peers' environment (bench/peers.py), prints JSON with what it measured.

wsba_hockey takes a row a play with the skaters in numbered columns of both sides; chickenstats takes lists of who was
on the ice for the side of the play and the other. A stint is a row of kind "change" with its length, as in theirs.
"""

import contextlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

SEASON = 20252026
VENUES = ("home", "away")
ZONES = {"o": "O", "n": "N", "d": "D"}
MINUTES = (0, 2, 4, 5, 10)
CHICKEN = {
    "goal": "GOAL",
    "shot-on-goal": "SHOT",
    "missed-shot": "MISS",
    "blocked-shot": "BLOCK",
    "blocked-by-mate": "BLOCK",
    "faceoff": "FAC",
    "hit": "HIT",
    "giveaway": "GIVE",
    "takeaway": "TAKE",
    "penalty": "PENL",
    "change": "CHANGE",
}


def main(peer: str, folder: Path) -> None:
    """Make the input, run the peer on it, and compare with our numbers."""
    plays, people = numbered(folder)
    prepare, compute, columns = {"wsba_hockey": wsba_hockey, "chickenstats": chickenstats}[peer](people, folder)
    started = time.perf_counter()
    frame = prepare(plays)
    made = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        result = compute(frame)
    seconds = time.perf_counter() - made
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    theirs = result.select(pl.col("game_id").cast(pl.Int64), **columns)
    ours = pl.read_csv(folder / "ours.csv").join(people, on="player_id").drop("player_id", "position")
    both = ours.join(theirs, on=["game_id", "number"], how="left", suffix="_theirs")
    same = {
        f"same_{name}": int((both[name] - both[f"{name}_theirs"].fill_null(0)).abs().lt(0.5).sum())
        for name in ("goals", "sog", "toi_seconds", "corsi_for")
    }
    measured = {"seconds": seconds, "frame_seconds": made - started, "peak_mb": peak, "rows": result.height}
    json.dump({**measured, "columns": result.width, "compared": both.height, **same}, sys.stdout)


def numbered(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return plays and people with players as numbers: both peers want those of the NHL."""
    people = pl.read_csv(folder / "people.csv").with_row_index("number", 8_000_001)
    people = people.with_columns(pl.col("number").cast(pl.Int64))
    plays = pl.read_csv(folder / "plays.csv", infer_schema_length=None)
    ids = [name for name in plays.columns if name.startswith("player_") or "_player_" in name or "goalie" in name]
    mapping = dict(zip(people["player_id"], people["number"], strict=True))
    return (
        plays.with_columns(
            pl.col(name).cast(pl.String).replace_strict(mapping, default=None, return_dtype=pl.Int64) for name in ids
        ).with_row_index("place"),
        people,
    )


Prepare = Callable[[pl.DataFrame], pl.DataFrame]
Columns = dict[str, pl.Expr]


def wsba_hockey(people: pl.DataFrame, folder: Path) -> tuple[Prepare, Prepare, Columns]:
    """The functions for wsba_hockey: input, statistics, and where our numbers stand in them."""
    from wsba_hockey import nhl_calculate_stats  # type: ignore[import-not-found]

    empty = ("player_name", "headshot", "handedness", "height_in", "weight_lbs", "birth_date", "birth_country")
    roster = folder / "roster.csv"
    people.select(
        player_id="number",
        position=pl.col("position").replace({"F": "C"}),
        **{name: pl.lit(None, pl.String) for name in empty},
    ).write_csv(roster)

    def prepare(plays: pl.DataFrame) -> pl.DataFrame:
        venue, kinds = pl.col("venue"), ("primary", "secondary", "tertiary")
        team = pl.when(venue == "home").then("home_team_id").otherwise(pl.when(venue == "away").then("away_team_id"))
        slots = {f"{side}_on_{n}_id": pl.col(f"{side}_player_{n}_id") for side in VENUES for n in range(1, 7)}
        return plays.select(
            "game_id",
            season=pl.lit(SEASON),
            season_type=pl.lit(2),
            period_type=pl.lit("REG"),
            event_num="place",
            event_type=pl.col("play").replace("blocked-by-mate", "blocked-shot"),
            event_reason=pl.when(pl.col("play") == "blocked-by-mate").then(pl.lit("teammate-blocked")),
            event_team_venue="venue",
            event_team_abbr=team,
            home_team_abbr="home_team_id",
            away_team_abbr="away_team_id",
            event_player_1_id="player_1",
            event_player_2_id="player_2",
            event_player_3_id="player_3",
            strength_state="strength",
            event_length="seconds",
            zone_code=pl.col("zone").replace(ZONES),
            penalty_duration="minutes",
            penalty_type=pl.lit(None, pl.String),
            shift_type=pl.lit(None, pl.String),
            shot_type=pl.lit("wrist"),
            ids_on=pl.lit(None, pl.String),
            short=pl.lit(0),
            xG=pl.col("xg").fill_null(0.0),
            home_goalie_id="home_goalie_id",
            away_goalie_id="away_goalie_id",
            **slots,
            **{
                f"{side}_on_{n}_{kind}_fenwick_assist_probability": pl.lit(0.0)
                for side in VENUES
                for n in range(1, 7)
                for kind in kinds
            },
        )

    def compute(frame: pl.DataFrame) -> pl.DataFrame:
        done: pl.DataFrame = nhl_calculate_stats(frame, "skater", roster_path=str(roster))
        return done

    return (
        prepare,
        compute,
        {
            "number": pl.col("player_id").cast(pl.Int64),
            "goals": pl.col("goals"),
            "sog": pl.col("shots"),
            "toi_seconds": pl.col("time_on_ice") * 60,
            "corsi_for": pl.col("corsi_for"),
        },
    )


def chickenstats(people: pl.DataFrame, folder: Path) -> tuple[Prepare, Prepare, Columns]:
    """The functions for chickenstats: input, statistics, and where our numbers stand in them."""
    from chickenstats.chicken_nhl import prep_stats  # type: ignore[import-not-found]

    positions = dict(zip(people["number"], people["position"].replace({"F": "C"}), strict=True))

    def person(column: str, name: str) -> dict[str, pl.Expr]:
        text = pl.col(column).cast(pl.String)
        return {
            name: text,
            f"{name}_eh_id": text,
            f"{name}_api_id": pl.col(column),
            f"{name}_position": pl.col(column).replace_strict(positions, default=None, return_dtype=pl.String),
        }

    def side(name: str, own: bool) -> dict[str, pl.Expr]:
        lists = {}
        for venue in VENUES:
            columns = [f"{venue}_player_{n}_id" for n in range(1, 7)] + [f"{venue}_goalie_id"]
            lists[venue] = pl.concat_list(columns).list.drop_nulls()
        first, second = ("home", "away") if own else ("away", "home")
        numbers = pl.when(pl.col("event_venue") == "home").then(lists[first]).otherwise(lists[second])
        text = numbers.list.eval(pl.element().cast(pl.String))
        place = numbers.list.eval(pl.element().replace_strict(positions, default=None, return_dtype=pl.String))
        return {name: text, f"{name}_eh_id": text, f"{name}_api_id": numbers, f"{name}_positions": place}

    def prepare(plays: pl.DataFrame) -> pl.DataFrame:
        play, mate = pl.col("play"), pl.col("play") == "blocked-by-mate"
        # a block is an event of the side that blocks, player 1 is who blocks
        turned = play == "blocked-shot"
        other = pl.col("venue").replace({"home": "away", "away": "home"})
        plays = plays.with_columns(
            event_venue=pl.when(turned).then(other).otherwise(pl.col("venue")).fill_null("home"),
            player_1=pl.when(turned).then("player_2").when(mate).then("player_2").otherwise("player_1"),
            player_2=pl.when(turned | mate).then("player_1").otherwise("player_2"),
        )
        home, minutes = pl.col("event_venue") == "home", pl.col("minutes").fill_null(0)
        reverse = pl.col("strength").str.reverse()
        flags = {
            "goal": play == "goal",
            "shot": play.is_in(["goal", "shot-on-goal"]),
            "miss": play == "missed-shot",
            "fenwick": play.is_in(["goal", "shot-on-goal", "missed-shot"]),
            "block": turned,
            "teammate_block": mate,
            "fac": play == "faceoff",
            "hit": play == "hit",
            "give": play == "giveaway",
            "take": play == "takeaway",
            **{f"{zone}zf": (play == "faceoff") & (pl.col("zone") == zone) for zone in ZONES},
            **{f"pen{n}": (play == "penalty") & (minutes == n) for n in MINUTES},
            **{
                name: pl.lit(False)
                for name in ("ozc", "nzc", "dzc", "otf", "hd_goal", "hd_shot", "hd_miss", "hd_fenwick")
            },
        }
        numbers = {name: flag.fill_null(False).cast(pl.Int64) for name, flag in flags.items()}
        adjusted = ("goal", "shot", "miss", "fenwick", "block", "teammate_block")
        nobody = {
            f"change_on{part}": pl.lit([], pl.List(kind))
            for part, kind in {"": pl.String, "_eh_id": pl.String, "_api_id": pl.Int64, "_positions": pl.String}.items()
        }
        return plays.select(
            "game_id",
            "period",
            id=pl.col("game_id"),
            event_idx="place",
            season=pl.lit(SEASON),
            session=pl.lit("R"),
            game_date=pl.col("game_date").cast(pl.String),
            event=play.replace(CHICKEN),
            description=pl.when(mate).then(pl.lit("BLOCKED BY TEAMMATE")).otherwise(pl.lit("")),
            event_team=pl.when(home).then("home_team_id").otherwise("away_team_id"),
            opp_team=pl.when(home).then("away_team_id").otherwise("home_team_id"),
            strength_state=pl.when(home).then("strength").otherwise(reverse),
            opp_strength_state=pl.when(home).then(reverse).otherwise("strength"),
            event_length="seconds",
            pred_goal=pl.col("xg").fill_null(0.0),
            pred_goal_adj=pl.col("xg").fill_null(0.0),
            **person("player_1", "player_1"),
            **person("player_2", "player_2"),
            **person("player_3", "player_3"),
            **side("teammates", own=True),
            **side("opp_team_on", own=False),
            **nobody,
            **numbers,
            **{f"{name}_adj": numbers[name].cast(pl.Float64) for name in adjusted},
        )

    def compute(frame: pl.DataFrame) -> pl.DataFrame:
        done: pl.DataFrame = prep_stats(frame, level="game", strength_state=False)
        return done

    return (
        prepare,
        compute,
        {
            "number": pl.col("api_id"),
            "goals": pl.col("g"),
            "sog": pl.col("isf"),
            "toi_seconds": pl.col("toi") * 60,
            "corsi_for": pl.col("cf"),
        },
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
