"""Dependencies of routes: the application's services, and the caller with the required scope."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from benchsight.api.callers import Caller, Callers, Credentials
from benchsight.api.database import Database
from benchsight.api.guard import SAFE_METHODS
from benchsight.api.jobs.runner import Runner
from benchsight.api.kept import Kept
from benchsight.api.keys import Scope
from benchsight.api.sessions import COOKIE, CSRF_HEADER, SignIn
from benchsight.api.settings import ApiSettings
from benchsight.api.streams.hub import Hub
from benchsight.api.uploads.spool import Spool
from benchsight.api.versions import Versions
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.datasets import Dataset

BEARER = HTTPBearer(auto_error=False, description="API key, created by `benchsight keys create`.")
HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="The same key, for clients that cannot set Authorization."
)
SESSION = APIKeyCookie(
    name=COOKIE, auto_error=False, description=f"Session of POST /api/session; writes also need {CSRF_HEADER}."
)


@dataclass(frozen=True)
class Services:
    """Objects shared by all requests of an application."""

    settings: ApiSettings
    database: Database
    callers: Callers
    sign_in: SignIn
    stream: Hub
    contracts: Mapping[str, Contract]
    runner: Runner
    datasets: Mapping[str, tuple[Dataset, Contract]]
    spool: Spool
    versions: Versions
    kept: Kept


async def services(connection: HTTPConnection) -> Services:
    """Return the services of the application that handles a request; async, since a plain function runs in a thread."""
    found: Services = connection.app.state.services
    return found


ServicesOf = Annotated[Services, Depends(services)]


def credentials(connection: HTTPConnection) -> Credentials:
    """Return what a request or WebSocket shows of who sends it."""
    headers = connection.headers
    scheme, key = get_authorization_scheme_param(headers.get("authorization"))
    return Credentials(
        key if scheme.lower() == "bearer" else headers.get("x-api-key"),
        connection.cookies.get(COOKIE),
        headers.get(CSRF_HEADER),
        connection.scope.get("method", "GET") not in SAFE_METHODS,
    )


def caller_with(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that yields the caller and requires a scope."""

    async def find(
        request: Request,
        services: ServicesOf,
        # for the description; `credentials` reads them
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
        header: Annotated[str | None, Security(HEADER)],
        session: Annotated[str | None, Security(SESSION)],
    ) -> Caller:
        caller = await services.callers.find(credentials(request))
        caller.require(scope)
        return caller

    return find


Reader = Annotated[Caller, Security(caller_with(Scope.READ), scopes=[Scope.READ])]
Tracker = Annotated[Caller, Security(caller_with(Scope.TRACK), scopes=[Scope.TRACK])]
Loader = Annotated[Caller, Security(caller_with(Scope.LOAD), scopes=[Scope.LOAD])]
Administrator = Annotated[Caller, Security(caller_with(Scope.ADMIN), scopes=[Scope.ADMIN])]
