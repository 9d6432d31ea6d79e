"""Rare ways to track a game; none changes its truth."""

from collections.abc import Callable
from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import SHOOTOUT, Event, SimulatedGame, Stint
from benchsight.simulator.retell_sweaters import borrow_sweaters, change_sweaters

LATE_SHARE = 0.08
SOME_GOALS = 0.4
UNKNOWN_SHARE = 0.05
MISTYPED_SHARE = 0.03
MISTYPED = {"Shot": "Shott", "Pass": "Pas", "Goal": "Goall", "Turnover": "Turnovr", "Zone_Entry_Exit": "ZoneEntyExit"}  # nosec B105
SHORT_STINT_SHARE = 0.15
COUNTED_BY_TYPE = ("Possession", "LoosePuck", "Hit", "Save", "Stoppage")
"""Types whose counts do not hang on a detail."""
ORDINARY_SHOTS = {
    "Shootout_OnNet": "Shot_Goal", "Shootout_Saved": "Shot_OnNetSaved", "Shootout_Missed": "Shot_Missed",
}  # fmt: skip


def retell(config: SimulationConfig, game: SimulatedGame) -> None:
    """Change events and stints of a game in place, by the kinds of rare tracking that are on."""
    rare = config.rare
    tellings: dict[Callable[[Random, SimulatedGame], None], bool] = {
        change_sweaters: rare.sweater_change,
        borrow_sweaters: rare.borrowed_sweater,
        _shootout_as_goals: rare.shootout_as_goals,
        _unknown_codes: rare.unknown_codes,
        _mistype: rare.mistyped_types,
        _drop_shots_of_goals: rare.goals_without_shot,
        _enter_late: rare.late_entries,
        _repeat_stints: rare.zero_second_stints,
        _keep_one_table: rare.one_table_only,
    }
    rng = Random(f"retell {config.seed} {game.game_id}")
    for tell, is_on in tellings.items():
        if is_on:
            tell(rng, game)


def _shootout_as_goals(rng: Random, game: SimulatedGame) -> None:
    told = []
    for event in game.events:
        told.append(event)
        if event.type == "PenaltyShot_Shootout":
            event.type, event.detail = "Shot", ORDINARY_SHOTS[event.detail]
        elif event.detail == "Goal_Shootout":
            event.detail = "Goal_Scored"
    game.events[:] = told


def _unknown_codes(rng: Random, game: SimulatedGame) -> None:
    for event in game.events:
        if event.type in COUNTED_BY_TYPE and event.period < SHOOTOUT and rng.random() < UNKNOWN_SHARE:
            if event.type == "Save":
                event.detail_2 = "Save_Toe"
            elif rng.random() < 0.5:
                event.detail_2 = f"{event.type}_Oddly"
            else:
                event.detail = f"{event.type}_Somehow"


def _mistype(rng: Random, game: SimulatedGame) -> None:
    """Replace the type of some events by one that does not exist, beside a detail that does."""
    for event in game.events:
        if event.type in MISTYPED and event.detail and event.period < SHOOTOUT and rng.random() < MISTYPED_SHARE:
            event.type = MISTYPED[event.type]


def _keep_one_table(rng: Random, game: SimulatedGame) -> None:
    """Keep only the stints of the first game and only the events of the second."""
    if game.fixture.number == 0:
        game.events.clear()
    elif game.fixture.number == 1:
        game.stints.clear()


def _drop_shots_of_goals(rng: Random, game: SimulatedGame) -> None:
    """Leave out the Shot of a goal; the passes that led to it and their marks stay."""
    share = 1.0 if game.fixture.number % 3 == 0 else SOME_GOALS
    scored = {event.chain for event in game.events if event.type == "Goal" and event.period < SHOOTOUT}

    def is_left_out(event: Event) -> bool:
        scores = event.detail.endswith("Goal") and event.chain in scored
        return event.type == "Shot" and scores and event.period < SHOOTOUT and rng.random() < share

    game.events[:] = [event for event in game.events if not is_left_out(event)]


def _enter_late(rng: Random, game: SimulatedGame) -> None:
    """Move some attempts to the end, with the rest of their play in the same second.

    None is added in the second of a faceoff, where the order of the rows decides which came first.
    """
    faceoffs = {(event.period, event.start) for event in game.events if event.type in ("Faceoff", "Penalty")}
    late: list[Event] = []
    for event in game.events:
        at = (event.period, event.start)
        if event.type == "Shot" and at not in faceoffs and event.period < SHOOTOUT and rng.random() < LATE_SHARE:
            late += [other for other in game.events if _same_second(event, other)]
    late = list(dict.fromkeys(late))
    game.events[:] = [event for event in game.events if event not in late] + late


def _same_second(event: Event, other: Event) -> bool:
    return (other.period, other.start) == (event.period, event.start) and other.video_seconds is None


def _repeat_stints(rng: Random, game: SimulatedGame) -> None:
    """Add a change that was taken back at once: a stint of no seconds between two others."""
    told: list[Stint] = []
    numbers: dict[int, int] = {}
    for stint, after in zip(game.stints, [*game.stints[1:], None], strict=True):
        numbers[stint.number] = len(told) + 1
        told.append(_numbered(stint, len(told) + 1))
        if after is not None and after.period == stint.period and rng.random() < SHORT_STINT_SHARE:
            mixed = (stint.formations[0], after.formations[1])
            start_type = "OnTheFly"
            told.append(
                Stint(
                    len(told) + 1, stint.period, stint.end, stint.end, start_type, start_type, mixed, 0, after.goals,
                    after.video_second,
                )
            )  # fmt: skip
    for event in game.events:
        event.stint = numbers.get(event.stint, event.stint + len(told) - len(game.stints))
    game.stints[:] = told


def _numbered(stint: Stint, number: int) -> Stint:
    stint.number = number
    return stint
