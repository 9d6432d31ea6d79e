"""What routes are given: the services of the application, and the caller with the scope that the route asks for."""

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

BEARER = HTTPBearer(auto_error=False, description="A key: `benchsight keys create`.")
HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, description="The same, for clients that set no Authorization."
)


@dataclass(frozen=True)
class Services:
    """What the application holds from its start to its end."""

    settings: ApiSettings
    database: Database
    callers: Callers
    contracts: Mapping[str, Contract]
    runner: Runner
    datasets: Mapping[str, tuple[Dataset, Contract]]


def services(request: Request) -> Services:
    """The services of the application that a request came to."""
    found: Services = request.app.state.services
    return found


ServicesOf = Annotated[Services, Depends(services)]


def caller_with(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, who has the scope."""

    async def find(
        services: ServicesOf,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
        header: Annotated[str | None, Security(HEADER)],
    ) -> Caller:
        caller = await services.callers.find(bearer.credentials if bearer is not None else header)
        caller.require(scope)
        return caller

    return find


Reader = Annotated[Caller, Depends(caller_with(Scope.READ))]
Loader = Annotated[Caller, Depends(caller_with(Scope.LOAD))]
Administrator = Annotated[Caller, Depends(caller_with(Scope.ADMIN))]
