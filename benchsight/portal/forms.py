"""Forms of the portal: who sends them, and the page that says what was done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from benchsight.api.callers import Caller, Credentials
from benchsight.api.dependencies import Services, ServicesOf, credentials
from benchsight.api.errors import ApiError
from benchsight.api.keys import Scope
from benchsight.api.sessions import COOKIE, csrf_token

SAID = "benchsight_said"  # what was done, for the page after it
CSRF_FIELD = "csrf_token"


@dataclass(frozen=True)
class Form:
    """A form that was sent: by whom, and its fields."""

    caller: Caller
    services: Services
    fields: FormData

    def text(self, name: str) -> str:
        """Return a field without spaces around it; "" if it was not sent."""
        value = self.fields.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [value for value in self.fields.getlist(name) if isinstance(value, str)]

    def number(self, name: str, what: str) -> int:
        """Return a whole number. Raise ApiError if it is none."""
        written = self.text(name)
        if not written.isascii() or not written.isdigit() or len(written) > 18:
            raise refused(f"{what} is a whole number, not {written!r}")
        return int(written)


def form_with(scope: Scope) -> Callable[[Request, ServicesOf], Awaitable[Form]]:
    """Return a dependency that yields the form of somebody with a scope; a session needs its CSRF token in a field."""

    async def find(request: Request, services: ServicesOf) -> Form:
        fields = await request.form(max_files=0)
        shown, token = credentials(request), fields.get(CSRF_FIELD)
        caller = await services.callers.find(
            Credentials(shown.key, shown.session, token if isinstance(token, str) else shown.csrf_token, writes=True)
        )
        caller.require(scope)
        return Form(caller, services, fields)

    return find


LoadForm = Annotated[Form, Depends(form_with(Scope.LOAD))]
AdminForm = Annotated[Form, Depends(form_with(Scope.ADMIN))]


def refused(detail: str) -> ApiError:
    """Return the error of a form that cannot be taken."""
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", detail)


def done(path: str, said: str) -> Response:
    """Return the way to the page after a form, which says what was done."""
    answer = RedirectResponse(path, 303)
    answer.set_cookie(SAID, quote(said[:500]), max_age=60, path="/admin", httponly=True, samesite="strict")
    return answer


def said_before(request: Request) -> str:
    """Return what the form before this page did, "" without one."""
    return unquote(request.cookies.get(SAID, ""))


def token_of(request: Request) -> str:
    """Return the CSRF token for forms of a page, "" where there is no session."""
    session = request.cookies.get(COOKIE)
    return "" if session is None else csrf_token(session)
