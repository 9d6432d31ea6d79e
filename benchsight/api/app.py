"""Application factory: services, routes and middleware."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from benchsight.api.callers import Callers
from benchsight.api.database import Database
from benchsight.api.dependencies import Services
from benchsight.api.errors import add_handlers
from benchsight.api.guard import Guard
from benchsight.api.jobs.runner import Runner
from benchsight.api.kept import Kept
from benchsight.api.routes import (
    cloud,
    description,
    games,
    health,
    jobs,
    live,
    predictions,
    queue,
    rows,
    session,
    staging,
    tables,
    uploads,
    user_data,
)
from benchsight.api.routes import datasets as dataset_routes
from benchsight.api.routing import add_routes
from benchsight.api.sessions import SignIn
from benchsight.api.settings import ApiSettings
from benchsight.api.streams.hub import Hub
from benchsight.api.uploads.spool import FOLDER, Spool
from benchsight.api.versions import Versions
from benchsight.db.settings import load_settings
from benchsight.reads.published.contract import Contract, read_contracts
from benchsight.reads.published.datasets import Dataset, datasets

DESCRIPTION = """
Loads, builds and statistics of hockey games over HTTP. Errors are `{"detail": …}` plus machine-readable fields.

Send an API key as `Authorization: Bearer KEY` or `X-API-Key`, or sign in (`POST /api/session`); a loopback address
needs neither. Published data are under `/api/v2`. Each response has a `payload_version` and an ETag: send the ETag as
`If-None-Match`, and unchanged responses return 304. `/api/live/events` says when something changed.
"""
OF_SUPABASE_JS = ["apikey", "Prefer", "X-Client-Info", "Accept-Profile", "Content-Profile", "X-Retry-Count"]
EXPOSED = ["Content-Disposition", "Content-Range", "ETag", "Link", "Location", "Retry-After", "X-Next-Cursor"]
EXPOSED += ["X-Payload-Version"]


class Published(NamedTuple):
    """What a project publishes, and the routes that serve it."""

    contracts: dict[str, Contract]
    datasets: dict[str, tuple[Dataset, Contract]]
    router: APIRouter


def published(project_root: Path) -> Published:
    """Return what the models of a project publish; it takes a second or two."""
    contracts = read_contracts(project_root)
    found = datasets(contracts)
    return Published(contracts, found, dataset_routes.make_router(found.values()))


def create_app(url: str, settings: ApiSettings, beside: Sequence[AbstractAsyncContextManager[object]] = ()) -> FastAPI:
    """Build the application for the database at ``url``; ``beside`` is entered at startup and exited at shutdown."""
    known = published(settings.project_root)
    services = _services(url, settings, known)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await services.database.open()
            stack.push_async_callback(services.database.close)
            await stack.enter_async_context(services.runner.running())
            await stack.enter_async_context(services.stream.running())
            for each in beside:
                await stack.enter_async_context(each)
            yield

    app = FastAPI(
        title="BenchSight",
        version=health.VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,  # routes/description.py
    )
    app.state.services = services
    modules = (
        description, health, session, tables, jobs, queue, games, live, uploads, rows, user_data, staging, cloud,
        predictions,
    )  # fmt: skip
    add_routes(app, *(module.router for module in modules), known.router)
    add_handlers(app)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "If-None-Match",
                "Last-Event-ID",
                "X-API-Key",
                *OF_SUPABASE_JS,
            ],
            expose_headers=EXPOSED,
        )
    app.add_middleware(Guard, settings=settings)
    return app


def _services(url: str, settings: ApiSettings, known: Published) -> Services:
    database = Database(url, settings)
    callers = Callers(database, settings.keys_required)
    sign_in, stream, spool = SignIn(database), Hub(database, settings), Spool(load_settings().home / FOLDER)
    runner = Runner(database, spool.sweep)
    return Services(
        settings, database, callers, sign_in, stream, known.contracts, runner, known.datasets, spool,
        Versions(database), Kept(settings.cache_bytes),
    )  # fmt: skip
