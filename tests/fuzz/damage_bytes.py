"""Damage to a file's bytes, whatever its format."""

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]


def flip_bits(content: bytes, rng: Random) -> bytes:
    """One to twenty bits are the other way round."""
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def truncate(content: bytes, rng: Random) -> bytes:
    """The file ends too early."""
    return content[: rng.randrange(len(content))]


def cut_out(content: bytes, rng: Random) -> bytes:
    """A piece in the middle is missing."""
    start, end = sorted(rng.randrange(len(content)) for _ in range(2))
    return content[:start] + content[end:]


def repeat(content: bytes, rng: Random) -> bytes:
    """A piece is there twice."""
    start = rng.randrange(len(content))
    end = min(len(content), start + rng.randint(1, 4000))
    return content[:end] + content[start:end] + content[end:]


def exchange(content: bytes, rng: Random) -> bytes:
    """Two halves of the file have changed places."""
    cut = rng.randrange(len(content))
    return content[cut:] + content[:cut]


def insert_nul(content: bytes, rng: Random) -> bytes:
    """NUL characters stand in the middle."""
    place = rng.randrange(len(content))
    return content[:place] + b"\x00" * rng.randint(1, 3) + content[place:]


def put_before(content: bytes, rng: Random) -> bytes:
    """Something stands before the file."""
    return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n", b"garbage\n", b"PK\x03\x04", b"\x1f\x8b\x08")) + content


def empty(content: bytes, rng: Random) -> bytes:
    """Nothing, or nothing but blanks, is left."""
    return rng.choice((b"", b" \n", b"\x00" * 100, b"null", b"{}", b"[]"))


def re_encode(content: bytes, rng: Random) -> bytes:
    """The text is in another encoding, or says so."""
    text = content.decode("utf-8", "replace")
    how = rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"))
    place = rng.randrange(len(text))
    return f"{text[:place]}\u00e9\u00df{text[place:]}".encode(how, "replace")


OF_ANY_FILE: tuple[Damage, ...] = (flip_bits, truncate, cut_out, repeat, exchange, insert_nul, put_before, empty)
OF_TEXT: tuple[Damage, ...] = (*OF_ANY_FILE, re_encode)
