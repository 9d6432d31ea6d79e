"""Invented teams and players: names from small word lists, jerseys, positions and skill ratings."""

from dataclasses import dataclass, replace
from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.switches import Rare

FIRST_NAMES = (
    "Abel", "Bex", "Cato", "Dov", "Edda", "Fenn", "Gwil", "Hob", "Ivo", "Jory", "Kez", "Lark", "Mot", "Ned", "Odo",
    "Pim", "Quill", "Rafe", "Sully", "Tove", "Ulf", "Vero", "Wim", "Xan", "Yara", "Zeb", "Arlo", "Brin", "Colm", "Dex",
)  # fmt: skip
NAME_BEGINNINGS = (
    "Alder", "Birch", "Copper", "Drift", "Ember", "Frost", "Granite", "Hazel", "Iron", "Juniper", "Kettle", "Linden",
    "Marsh", "North", "Otter", "Pine", "Quarry", "Raven", "Slate", "Thorn",
)  # fmt: skip
NAME_ENDINGS = ("brook", "cliff", "dale", "field", "gate", "holt", "mere", "ridge", "stead", "wick")
PLACES = (
    "Amberly", "Bracken Bay", "Cinder Hill", "Dunmarsh", "Eastwater", "Fogtown", "Gravel Pit", "Hollow Oak",
    "Inkwell", "Jackdaw", "Kelpmoor", "Lantern", "Mossgrove", "Nettle Lane", "Old Mill", "Pebble Cove", "Quiet Lake",
    "Rustgate", "Saltmarket", "Tin Bridge", "Upper Ford", "Velvet Bog", "Wickerdam", "Yonder", "Zinc Street",
    "Ashpan", "Barley End", "Candle Row", "Drumlin", "Elmcross", "Ferry Steps", "Gable Ness",
)  # fmt: skip
ACCENTS = str.maketrans("eouiaA", "\u00e9\u00f6\u00fc\u00ee\u00e5\u00c5")
COLORS = ("#123456", "#654321", "#2A6F4E", "#8C2F39", "#3B3B6D", "#B7791F", "#1F7A8C", "#5C4D7D")


class DoubleZero(int):
    """The number 0 of a sweater that says 00."""

    def __str__(self) -> str:
        """Return it as it is written."""
        return "00"


@dataclass(frozen=True)
class Player:
    """A person of the league; ``position`` is F, D or G, ``rating`` 2 (beginner) to 6 (expert)."""

    player_id: str
    first_name: str
    last_name: str
    position: str
    rating: int
    jersey: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Team:
    """A team and its squad, goalies last."""

    team_id: str
    name: str
    code: str
    color_1: str
    color_2: str
    squad: tuple[Player, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dressed:
    """A player as he dresses for one game. ``venue`` is 0 at home, 1 away; ``number`` counts both rosters from 0."""

    number: int
    venue: int
    jersey: int
    position: str
    rating: int
    player_id: str
    name: str
    is_substitute: bool

    @property
    def is_goalie(self) -> bool:
        """Whether he keeps goal."""
        return self.position == "G"


def make_teams(config: SimulationConfig) -> list[Team]:
    """Return the teams of a league, with squads of the shape's size; names are unique in the league."""
    rng = Random(f"people {config.seed}")
    names = [(first, a + b) for first in FIRST_NAMES for a in NAME_BEGINNINGS for b in NAME_ENDINGS]
    rng.shuffle(names)
    people = iter(enumerate(names, start=1))
    shirts = _jerseys(config, Random(f"jerseys {config.seed}"))
    teams = []
    for number in range(1, config.teams + 1):
        positions = _positions(config, rng)
        numbers = shirts[number - 1]
        squad = tuple(
            Player(f"{config.id_prefix}P{serial:04d}", first, last, position, _rating(rng), jersey)
            for position, jersey, (serial, (first, last)) in zip(positions, numbers, people, strict=False)
        )
        squad = _renamed(config.rare, squad)
        place = PLACES[number - 1]
        code = "".join(place.upper().split())[:3]
        colors = rng.sample(COLORS, 2)
        teams.append(Team(f"{config.id_prefix}T{number:02d}", place, code, colors[0], colors[1], squad))
    return teams


def _renamed(rare: Rare, squad: tuple[Player, ...]) -> tuple[Player, ...]:
    """Return the squad with the rare sweaters and names of the config: of the first and last forward, of all."""
    people = list(squad)
    last = max(number for number, player in enumerate(people) if player.position == "F")
    if rare.sweater_zero or rare.sweater_double_zero:
        people[last] = replace(people[last], jersey=DoubleZero() if rare.sweater_double_zero else 0)
    if rare.accents:
        people = [replace(p, first_name=_accented(p.first_name), last_name=_accented(p.last_name)) for p in people]
    if rare.same_names:
        people[last] = replace(people[last], first_name=people[0].first_name, last_name=people[0].last_name)
    return tuple(people)


def _accented(name: str) -> str:
    """Return it with composed accents."""
    return name.translate(ACCENTS)


def dress(team: Team, venue: int, first_number: int, substitute: Player | None, rng: Random) -> list[Dressed]:
    """Return the players of a team who dress for a game; a substitute replaces a skater, under a free jersey."""
    squad = list(team.squad)
    if substitute is not None:
        left_out = rng.choice([player for player in squad if player.position == substitute.position])
        squad[squad.index(left_out)] = substitute
    taken = {player.jersey for player in squad if player is not substitute}
    dressed = []
    for offset, player in enumerate(squad):
        free = player.jersey
        while player is substitute and free in taken:
            free = free % 98 + 1
        dressed.append(
            Dressed(
                first_number + offset, venue, free, player.position, player.rating, player.player_id, player.name,
                player is substitute,
            )
        )  # fmt: skip
    return dressed


def _positions(config: SimulationConfig, rng: Random) -> str:
    rules = config.rules
    forwards, defenders = rng.randint(*rules.forwards), rng.randint(*rules.defenders)
    return "F" * forwards + "D" * defenders + "G" * rules.goalies


def _rating(rng: Random) -> int:
    return rng.choices((2, 3, 4, 5, 6), (13, 24, 29, 27, 7))[0]


def _jerseys(config: SimulationConfig, rng: Random) -> list[list[int]]:
    """Return 20 jerseys for each team, shared only if there are too few or sharing is asked for."""
    numbers = list(range(2, 99))
    rng.shuffle(numbers)
    size = config.rules.forwards[1] + config.rules.defenders[1] + config.rules.goalies
    if config.mess.shared_jerseys:
        common, rest = numbers[:4], numbers[4:]
        return [common + rng.sample(rest, size - 4) for _ in range(config.teams)]
    if config.teams * size <= len(numbers):
        return [numbers[i * size : (i + 1) * size] for i in range(config.teams)]
    return [rng.sample(numbers, size) for _ in range(config.teams)]
