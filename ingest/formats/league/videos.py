"""The list of a game's videos."""

from ingest.contract.extract import Extract
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Sheet
from ingest.formats.recognise import table_format
from ingest.parsing import values

URLS = ("url_1", "url_2", "url_3", "url_4", "embed_url")


def read_videos(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read one row per video; rows without a game are filler."""
    for number, record in enumerate(sheet.records, 1):
        game_id = values.whole(record.get("game_id"))
        if game_id is None:
            notes.add("staging_video_times", "game_id", "filler rows left out", "a game", record.origin)
            continue
        key = values.text(record.get("key")) or f"V{game_id}:{values.text(record.get('index')) or number}"
        row = {
            "video_key": key,
            "game_id": game_id,
            "video_type": values.text(record.get("video_type")),
            "video_category": values.text(record.get("video_category")),
            "url": values.text(record.get(*URLS)),
            "video_id": values.text(record.get("video_id", "extension")),
            "description": values.text(record.get("description")),
            "raw": record.raw(),
        }
        extract.table("staging_video_times").add(row, record.origin)


VIDEOS = table_format(
    "game videos",
    "index key game_id video_type video_category url_1 url_2 url_3 url_4 video_id extension embed_url description",
    "game_id",
    "staging_video_times",
    read_videos,
)
