"""Style sheets and scripts of the pages, under addresses that change with their content."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

FOLDERS = tuple(Path(__file__).parents[1] / room / "assets" for room in ("web", "site", "portal"))
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file of ours, with the hash of its content."""

    name: str
    content: bytes
    digest: str
    media_type: str

    @property
    def path(self) -> str:
        """Address of the file."""
        return f"/assets/{self.digest}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Return all assets by name; a name is unique among the rooms."""
    found = {}
    for path in (path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.iterdir()) if path.is_file()):
        content = path.read_bytes()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found[path.name] = Asset(path.name, content, hashlib.sha256(content).hexdigest()[:12], media_type)
    return found


def asset_path(name: str) -> str:
    """Return the address of an asset."""
    return assets()[name].path


router = APIRouter(include_in_schema=False)


@router.get("/assets/{digest}/{name}")
async def send_asset(digest: str, name: str) -> Response:
    """Return an asset; of an address of an older release, the one of today."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404, f"there is no asset {name}")
    cached = FOREVER if digest == asset.digest else "no-store"
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": cached})
