"""The side of a project URL and a service key: each call is one request, and so one transaction there."""

from typing import Any

from postgrest import APIError

from benchsight.sync.input.side import MOVED, Moved
from benchsight.sync.published.place import ATTEMPTS, retrying
from benchsight.sync.published.rest import ProjectClient, is_lost


class RestSide:
    """A side that is reached over its REST API; requests that fail by the way are repeated."""

    def __init__(self, project: ProjectClient, first_wait: float = 1.0, attempts: int = ATTEMPTS) -> None:
        self._project, self._first_wait, self._attempts = project, first_wait, attempts

    def call(self, name: str, **arguments: Any) -> Any:
        """Return what a function answers. Raises Moved."""
        try:
            return retrying(is_lost, self._first_wait, self._attempts)(self._send, name, arguments)
        except APIError as error:
            if error.code == MOVED:
                raise Moved(str(error.message)) from error
            raise

    def _send(self, name: str, arguments: dict[str, Any]) -> Any:
        return self._project.client.rpc(name, arguments).execute().data
