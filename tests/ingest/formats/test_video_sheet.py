"""The list of videos."""

from collections.abc import Callable, Sequence
from typing import Any

from ingest.contract.extract import Extract

ReadWorkbook = Callable[[dict[str, Sequence[Sequence[Any] | str]]], Extract]
HEADER = "Index Key Game_ID Video_Type Video_Category Url_1 Url_2 Url_3 Url_4 Video_ID Extension Embed_Url Description"


def test_videos_land_and_filler_rows_do_not(read_workbook: ReadWorkbook) -> None:
    rows = [
        HEADER,
        [1, "V71001", 7, "Full_Ice", "Ice", None, "https://v.example/2", None, None, None, "v=abc", "", "first half"],
        [None, "x"],
        [None] * 13,
        [2, None, 7.0, "Broadcast"],
    ]
    extract = read_workbook({"video": rows, "Sheet1": [["Broadcast"]]})
    first, second = extract.table("staging_video_times").rows
    assert (first["video_key"], first["url"], first["video_id"]) == ("V71001", "https://v.example/2", "v=abc")
    assert (first["description"], second["video_key"], second["game_id"]) == ("first half", "V7:2", 7)
    assert any("filler rows left out" in str(problem) for problem in extract.problems)
    assert not any(problem.fatal for problem in extract.problems)
