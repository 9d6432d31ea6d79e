"""Plays in words, and links into videos."""

import pytest

from benchsight.site.play_words import kind_words, play_details, play_words
from benchsight.site.video import link_at


@pytest.mark.parametrize(
    ("kind", "detail", "expected"),
    [
        ("Shot", "Shot_OnNetSaved", "Shot saved"),
        ("Faceoff", "Faceoff_AfterGoal", "Faceoff after goal"),
        ("Zone_Entry_Exit", "Zone_Exit_Failed", "Zone exit failed"),
        ("Hit", None, "Hit"),
        ("Play", "Play_NewCode", "Play new code"),
        (None, None, None),
    ],
)
def test_a_play_is_said_in_words(kind: str | None, detail: str | None, expected: str | None) -> None:
    """Also one whose code is new."""
    assert play_words(kind, detail) == expected


def test_details_leave_out_what_the_play_says() -> None:
    """And odd spellings of codes are mended."""
    assert play_details("ZoneEntry_PassMiss/Misplay") == "pass miss/misplay"
    assert play_details("Penalty_DelayofGame") == "delay of game"
    assert play_details(None) is None
    assert (kind_words("Faceoff"), kind_words("Pass")) == ("Faceoffs", "Passes")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/watch?v=a1&t=3", "https://www.youtube.com/watch?v=a1&t=90s"),
        ("https://youtu.be/a1", "https://youtu.be/a1?t=90s"),
        ("https://video.example.org/game.mp4", "https://video.example.org/game.mp4#t=90"),
        ("javascript:alert(1)", None),
        ("game.mp4", None),
    ],
)
def test_a_video_starts_at_the_second(url: str, expected: str | None) -> None:
    """Only addresses of the web are links."""
    assert link_at(url, 90) == expected
