"""Dependencies of routes: the application's services, and the caller with the required scope."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from benchsight.api.callers import Caller, Callers
from benchsight.api.database import Database
from benchsight.api.jobs.runner import Runner
from benchsight.api.keys import Scope
from benchsight.api.settings import ApiSettings
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.datasets import Dataset

BEARER = HTTPBearer(auto_error=False, description="API key, created by `benchsight keys create`.")
HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="The same key, for clients that cannot set Authorization."
)


@dataclass(frozen=True)
class Services:
    """Objects shared by all requests of an application."""

    settings: ApiSettings
    database: Database
    callers: Callers
    contracts: Mapping[str, Contract]
    runner: Runner
    datasets: Mapping[str, tuple[Dataset, Contract]]


def services(request: Request) -> Services:
    """Return the services of the application that handles a request."""
    found: Services = request.app.state.services
    return found


ServicesOf = Annotated[Services, Depends(services)]


def caller_with(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that yields the caller and requires a scope."""

    async def find(
        services: ServicesOf,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
        header: Annotated[str | None, Security(HEADER)],
    ) -> Caller:
        caller = await services.callers.find(bearer.credentials if bearer is not None else header)
        caller.require(scope)
        return caller

    return find


Reader = Annotated[Caller, Security(caller_with(Scope.READ), scopes=[Scope.READ])]
Loader = Annotated[Caller, Security(caller_with(Scope.LOAD), scopes=[Scope.LOAD])]
Administrator = Annotated[Caller, Security(caller_with(Scope.ADMIN), scopes=[Scope.ADMIN])]
