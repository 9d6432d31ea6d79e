"""Style sheets and scripts of the pages, under addresses that change with their content."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

FOLDERS = tuple(Path(__file__).parents[1] / room / "assets" for room in ("web", "site", "portal"))
IMPORT = re.compile(rb'(?<=from "\./)[\w.-]+(?=")|(?<=import "\./)[\w.-]+(?=")')  # of a module beside it
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
    paths = [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.iterdir()) if path.is_file()]
    contents = {path.name: path.read_bytes() for path in paths}
    return {name: _asset(name, contents) for name in contents}


def _asset(name: str, contents: Mapping[str, bytes]) -> Asset:
    """Return an asset; what a module imports (`from "./x.js"`) has its hashed address too, so that it loads once."""
    content = contents[name]
    if name.endswith(".js"):
        content = IMPORT.sub(lambda found: _import_of(found[0].decode(), contents), content)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(name, content, hashlib.sha256(content).hexdigest()[:12], media_type)


def _import_of(name: str, contents: Mapping[str, bytes]) -> bytes:
    asset = _asset(name, contents)
    return f"../{asset.digest}/{name}".encode()


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
