"""One game from the opening faceoff to the end: periods, overtime, shootout."""

from random import Random

from benchsight.simulator.bench import DEFENCE, FORWARDS, Bench
from benchsight.simulator.casting import actor
from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.full_input import add_full_input
from benchsight.simulator.match import Match
from benchsight.simulator.moments import goal_off_the_faceoff
from benchsight.simulator.penalty_shots import play_shootout
from benchsight.simulator.people import Player, Team, dress
from benchsight.simulator.play import play_on
from benchsight.simulator.records import AWAY, HOME, OVERTIME, SimulatedGame
from benchsight.simulator.retell import retell
from benchsight.simulator.schedule import Fixture
from benchsight.simulator.sentences import assess
from benchsight.simulator.whistles import CENTRE, face_off

INTERMISSION_SECONDS = 72
GAMES_WITHOUT_GOALIE = 4
"""The away side has none in every so-many-th game."""
SWAP_SHARE, HURT_SHARE = 0.04, 0.25


def play_game(
    config: SimulationConfig, fixture: Fixture, teams: list[Team], periods_tracked: int | None = None
) -> SimulatedGame:
    """Play a game of the schedule. After ``periods_tracked`` the tracker goes home, the game goes on."""
    rng = Random(f"game {config.seed} {fixture.game_id}")
    sides = (teams[fixture.home], teams[fixture.away])
    substitutes = _substitutes(config, rng, sides, teams)
    home = dress(sides[HOME], HOME, 0, substitutes[HOME], rng)
    away = dress(sides[AWAY], AWAY, len(home), substitutes[AWAY], rng)
    home_attacks_right = rng.random() < 0.5
    lengths = config.period_seconds(fixture.number)
    match = Match(config, rng, fixture.game_id, sides, (home, away), fixture.number)
    dress_goalies(match, fixture.number)
    match.off_the_faceoff, match.at_whistle = goal_off_the_faceoff, change_goalies
    video = _play(match, lengths, periods_tracked)
    for row, count in zip(match.book.teams, match.advantages.counts, strict=True):
        row.power_play_opportunities = count
    game = SimulatedGame(
        fixture, sides, (home, away), lengths, config.overtime_minutes * 60, home_attacks_right,
        match.events, match.stints, match.result, match.official,
        match.book.truth(match.result, match.goalies_of_record(), periods_tracked), periods_tracked, video_breaks=video,
        is_playoff=config.rare.playoffs,
    )  # fmt: skip
    if config.full:
        add_full_input(config, game)
    retell(config, game)
    return game


def _substitutes(
    config: SimulationConfig, rng: Random, sides: tuple[Team, Team], teams: list[Team]
) -> tuple[Player | None, Player | None]:
    """Return, for each side, perhaps a skater of a third team, never the same for both."""
    others = [p for team in teams if team not in sides for p in team.squad if p.position != "G"]
    if len(others) < 2:
        return None, None
    one, two = rng.sample(others, 2)
    share = config.substitute_share
    return one if rng.random() < share else None, two if rng.random() < share else None


def _play(match: Match, lengths: tuple[int, ...], periods_tracked: int | None) -> list[int]:
    """Play all periods; the video second at which each starts."""
    video = []
    for period, seconds in enumerate(lengths, start=1):
        video.append(match.video)
        _play_period(match, period, seconds)
        if period == periods_tracked:
            match.book.close()
            match.is_tracked = False
    if _goes_to_overtime(match):
        _play_overtimes(match, video)
    carrier = match.carrier
    match.note("Stoppage", "Stoppage_GameEnd", "", carrier.venue, [actor(match, carrier)], zone="n")
    match.note("GameEnd", "", "", HOME, zone="n")
    return video


def _play_overtimes(match: Match, video: list[int]) -> None:
    """Play one overtime and the shootout; in the playoffs as many overtimes as it takes."""
    match.result.decided_in = "OT"
    period = OVERTIME
    while period == OVERTIME or (match.config.rare.playoffs and _is_tied(match)):
        video.append(match.video)
        _play_period(match, period, match.config.overtime_minutes * 60)
        period += 1
    if _is_tied(match) and match.config.shootout:
        play_shootout(match)
    elif _is_tied(match):
        match.result.decided_in = "REG"


def _play_period(match: Match, period: int, seconds: int) -> None:
    start_type = "GameStart" if period == 1 else "PeriodStart"
    match.start_period(period, seconds, start_type)
    match.puck = CENTRE
    for bench in match.benches:
        bench.goalie_is_pulled = False
        bench.rest((FORWARDS, DEFENCE))
    for venue in (HOME, AWAY):
        match.field(venue, "", start_type)
    _note_start(match, period)
    face_off(match, f"Faceoff_{start_type}", CENTRE)
    while match.goes_on():
        play_on(match)
    _end_period(match)


def _note_start(match: Match, period: int) -> None:
    if period == 1:
        match.note("GameStart", "", "", AWAY)
        return
    video = 3600 - match.video % 3600
    match.note("Intermission", "", "", AWAY, video_seconds=(video, max(0, video - INTERMISSION_SECONDS)))


def _end_period(match: Match) -> None:
    if match.delayed is not None:
        assess(match, [match.delayed])
    more = match.period < match.config.regulation_periods or _goes_to_overtime(match)
    if match.period >= OVERTIME:
        more = _is_tied(match) and (match.config.shootout or match.config.rare.playoffs)
    is_last = not more
    match.cut("GameEnd" if is_last else "Period End", "")
    match.book.end_period()
    match.puck = CENTRE
    match.video += INTERMISSION_SECONDS
    if not is_last:
        detail = "Stoppage_PeriodEnd"
        match.note("Stoppage", detail, detail, match.side, [actor(match, match.carrier)])


def _goes_to_overtime(match: Match) -> bool:
    return _is_tied(match) and match.config.has_overtime


def _is_tied(match: Match) -> bool:
    return match.result.goals(HOME) == match.result.goals(AWAY)


def dress_goalies(match: Match, number: int) -> None:
    """Take the goalies from a side that plays without one, before the game."""
    if match.config.rare.no_goalie and number % GAMES_WITHOUT_GOALIE == GAMES_WITHOUT_GOALIE - 1:
        match.benches[AWAY].lose_goalies()


def change_goalies(match: Match) -> None:
    """Change goalies at a whistle: one comes back or is relieved, or is hurt and a skater takes the net."""
    rare = match.config.rare
    for bench in match.benches if rare.goalie_changes else ():
        others = [goalie for goalie in bench.goalies if goalie is not bench.goalie]
        if others and match.rng.random() < SWAP_SHARE:
            bench.goalie = others[0]
    if rare.skater_in_net and match.period > 1:
        _take_the_pads(match, match.benches[match.game_number // 2 % 2])


def _take_the_pads(match: Match, bench: Bench) -> None:
    """Put a forward of one side in net for the rest of every second game."""
    free = [player for player in bench.forwards if player not in bench.in_box]
    is_due = match.game_number % 2 == 0 and bench.goalie is not None and bench.goalie.is_goalie
    if is_due and len(free) > len(bench.forwards) / 2 and match.rng.random() < HURT_SHARE:
        bench.put_in_net(match.rng.choice(free))
