"""The people of a game: names as the site shows them, numbers, sides."""

from dataclasses import dataclass, field

from benchsight.web.reader import PageReader

PEOPLE = """
    select player_id, player_name, player_number, venue, position_code, is_goalie
    from public.fact_player_game_stats
    where game_id = %(game)s
    order by venue, is_goalie, player_number, player_id
"""


@dataclass(frozen=True)
class Person:
    """Who played; ``name`` is as the site shows names."""

    id: str
    name: str | None
    number: int | None
    venue: str
    position: str | None
    is_goalie: bool

    @property
    def label(self) -> str:
        """Number and name, each if it is known and not the other."""
        number = None if self.number is None else f"#{self.number}"
        if number is None or number == self.name:
            return self.name or "unknown"
        return number if self.name is None else f"{number} {self.name}"


@dataclass(frozen=True)
class People:
    """The people of a game by their id."""

    all: dict[str, Person] = field(default_factory=dict)

    def name(self, player_id: str | None) -> str | None:
        """Return the name of a person, None if the game does not know them."""
        person = None if player_id is None else self.all.get(player_id)
        return None if person is None else person.name

    def label(self, player_id: str | None) -> str | None:
        """Return number and name of a person, None if the game does not know them."""
        person = None if player_id is None else self.all.get(player_id)
        return None if person is None else person.label

    def labels(self, *player_ids: str | None) -> str | None:
        """Return several people in one text, None without any."""
        found = [label for label in map(self.label, player_ids) if label is not None]
        return ", ".join(found) or None

    def of(self, venue: str) -> list[Person]:
        """Return the people of a side, skaters first, by number."""
        return [person for person in self.all.values() if person.venue == venue]


def read_people(reader: PageReader, game_id: int) -> People:
    """Return the people of a game: who is on a roster or in the tracking."""
    return People(
        {
            row["player_id"]: Person(
                row["player_id"], row["player_name"], row["player_number"], row["venue"], row["position_code"],
                row["is_goalie"],
            )
            for row in reader.rows(PEOPLE, {"game": game_id})
        }
    )  # fmt: skip
