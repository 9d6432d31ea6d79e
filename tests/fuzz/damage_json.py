"""Damage to JSON documents: values of other types, lost, doubled and exchanged parts, keys that stand twice."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from .damage_bytes import OF_TEXT, Damage
from .odd_values import odd_json

Document = dict[str, Any]
Change = Callable[[Document, Random], None]


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with the key or index of each of its values."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(pairs):
        yield node, key
        yield from places(value)


def any_place(document: Document, rng: Random) -> tuple[Any, Any]:
    """A place: as often near the root as deep inside, where most are."""
    if rng.random() < 0.3:
        return document, rng.choice(list(document))
    return rng.choice(list(places(document)))


def change_values(document: Document, rng: Random) -> None:
    """Some values are of another type or size."""
    for _ in range(rng.choice((1, 1, 5, 50))):
        node, key = any_place(document, rng)
        node[key] = odd_json(rng)


def change_a_field_of_all(document: Document, rng: Random) -> None:
    """One field has an odd value in every event, shift or player."""
    name = rng.choice([name for name in ("events", "shifts") if isinstance(document.get(name), list)] or [""])
    rows = [row for row in document.get(name, []) if isinstance(row, dict)]
    if rows:
        key, value = rng.choice(list(rows[0])), odd_json(rng)
        for row in rows:
            row[key] = value


def lose_parts(document: Document, rng: Random) -> None:
    """Some values are missing."""
    for _ in range(rng.choice((1, 1, 20))):
        if document:
            node, key = any_place(document, rng)
            del node[key]


def double_parts(document: Document, rng: Random) -> None:
    """Some items of lists are there twice: events with one index, players with one number."""
    lists = [node[key] for node, key in places(document) if isinstance(node[key], list) and node[key]]
    for _ in range(rng.choice((1, 10))):
        items = rng.choice(lists)
        items.insert(rng.randrange(len(items) + 1), rng.choice(items))


def exchange_parts(document: Document, rng: Random) -> None:
    """Two values have changed places."""
    for _ in range(rng.choice((1, 5))):
        (one, key), (other, other_key) = any_place(document, rng), any_place(document, rng)
        held = json.loads(json.dumps([one[key], other[other_key]]))
        other[other_key], one[key] = held[0], held[1]


def mistype_game(document: Document, rng: Random) -> None:
    """The game's number is another."""
    document["gameId"] = rng.choice((None, 0, -5, 1, 12.5, "abc", "900009", [], 2**40, True))


CHANGES: tuple[Change, ...] = (
    change_values,
    change_values,
    change_a_field_of_all,
    lose_parts,
    double_parts,
    exchange_parts,
    mistype_game,
)


def _structured(change: Change) -> Damage:
    def damage(content: bytes, rng: Random) -> bytes:
        document = json.loads(content)
        change(document, rng)
        return json.dumps(document).encode()

    damage.__name__ = change.__name__
    return damage


def repeat_keys(content: bytes, rng: Random) -> bytes:
    """Keys stand twice in one object, with other values."""
    text = content.decode()
    for key in rng.sample(("gameId", "events", "shifts", "idx", "type", "period", "start_time", "players"), 3):
        value = json.dumps(odd_json(rng))
        text = text.replace(f'"{key}":', f'"{key}": {value}, "{key}":', rng.choice((1, 1000)))
    return text.encode()


def nest_deeply(content: bytes, rng: Random) -> bytes:
    """A value is nested deeper than any parser follows."""
    depth = rng.choice((500, 2_000, 200_000))
    return content.decode().replace('"events":', f'"x": {"[" * depth}{"]" * depth}, "events":', 1).encode()


def write_huge_numbers(content: bytes, rng: Random) -> bytes:
    """A number has more digits than Python turns into an int."""
    number = rng.choice(("9" * 5_000, "-" + "9" * 5_000, "1e400", "-1e400", "0." + "1" * 5_000))
    key = rng.choice(("period", "idx", "num", "x", "gameId", "version"))
    text = content.decode()
    at = text.find(f'"{key}":') + len(key) + 3
    return f'{text[:at]} {number}, "{key}_": {text[at:]}'.encode()


DAMAGES: tuple[Damage, ...] = (
    *OF_TEXT,
    *(_structured(change) for change in CHANGES for _ in range(2)),
    repeat_keys,
    nest_deeply,
    write_huge_numbers,
)
